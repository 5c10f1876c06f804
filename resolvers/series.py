"""Series: listing, creating, changing and deleting them, and skipping their due days."""

import strawberry

from resolvers.permissions import READ, WRITE
from schema.context import Info
from schema.node import stored_id
from schema.payloads import DeleteSeriesPayload, RefuseSeriesPayload, SeriesPayload
from schema.series import (
    ConfirmSeriesInput,
    CreateSeriesInput,
    DeleteSeriesInput,
    RefuseSeriesInput,
    Series,
    SeriesSuggestion,
    SkipOccurrenceInput,
    UpdateSeriesInput,
)


@strawberry.type
class SeriesQuery:
    @strawberry.field(description="All series of recurring payments, the oldest first.", extensions=READ)
    async def series(self, info: Info) -> list[Series] | None:
        return [Series.of(state) for state in await info.context.services.series.all(info.context.ledger_id)]

    @strawberry.field(
        description="Series that the newest transactions show, and that nobody knows or has refused.", extensions=READ
    )
    async def series_suggestions(self, info: Info) -> list[SeriesSuggestion] | None:
        suggested = await info.context.services.series_suggestions.all(info.context.ledger_id)
        currency = info.context.signed_in.base_currency
        return [SeriesSuggestion.of(suggestion, currency) for suggestion in suggested]


@strawberry.type
class SeriesMutation:
    @strawberry.mutation(
        description="Add a series of recurring payments. Transactions of the last two years that pay it are found.",
        extensions=WRITE,
    )
    async def create_series(self, info: Info, input: CreateSeriesInput) -> SeriesPayload | None:
        service = info.context.services.series
        return SeriesPayload.of(await service.create(info.context.ledger_id, input.draft(), input.idempotency_key))

    @strawberry.mutation(description="Change a series.", extensions=WRITE)
    async def update_series(self, info: Info, input: UpdateSeriesInput) -> SeriesPayload | None:
        service, series_id = info.context.services.series, stored_id("Series", input.id)
        return SeriesPayload.of(await service.update(info.context.ledger_id, series_id, input.edit()))

    @strawberry.mutation(description="Skip a due day of a series, or expect it again.", extensions=WRITE)
    async def skip_occurrence(self, info: Info, input: SkipOccurrenceInput) -> SeriesPayload | None:
        service, series_id = info.context.services.series, stored_id("Series", input.id)
        ledger_id, due_on = info.context.ledger_id, input.due_on
        return SeriesPayload.of(await service.set_due_day(ledger_id, series_id, due_on, skipped=input.skipped))

    @strawberry.mutation(description="Delete a series.", extensions=WRITE)
    async def delete_series(self, info: Info, input: DeleteSeriesInput) -> DeleteSeriesPayload | None:
        saved = await info.context.services.series.delete(info.context.ledger_id, stored_id("Series", input.id))
        return DeleteSeriesPayload.saved(saved, deleted_id=input.id)

    @strawberry.mutation(description="Make a suggestion a series.", extensions=WRITE)
    async def confirm_series(self, info: Info, input: ConfirmSeriesInput) -> SeriesPayload | None:
        service = info.context.services.series_suggestions
        return SeriesPayload.of(await service.confirm(info.context.ledger_id, input.suggestion_id()))

    @strawberry.mutation(description="Refuse a suggested series.", extensions=WRITE)
    async def refuse_series(self, info: Info, input: RefuseSeriesInput) -> RefuseSeriesPayload | None:
        service = info.context.services.series_suggestions
        saved = await service.refuse(info.context.ledger_id, input.suggestion_id())
        return RefuseSeriesPayload.saved(saved, refused_id=input.id)
