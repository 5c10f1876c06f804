"""Totals by tag in the API."""

from datetime import date
from typing import Self

import strawberry

from schema.periods import Period
from schema.tags import Tag
from schema.transactions import TransactionSums
from services import tag_totals


@strawberry.type(description="The sums of the splits that have a tag.")
class TagTotal:
    tag: Tag = strawberry.field(description="The tag.")
    sums: TransactionSums = strawberry.field(description="The sums of the splits that have it.")


@strawberry.type(description="The income and the spending of a period by tag, counted as in the overview.")
class TagTotals:
    period: Period = strawberry.field(description="The days that count.")
    by_tag: list[TagTotal] = strawberry.field(
        description="The tags that any split has, the most spending first. They overlap, as a split may have several."
    )
    untagged: TransactionSums = strawberry.field(description="The sums of the splits without any tag.")
    total: TransactionSums = strawberry.field(description="The sums of all splits, each once.")

    @classmethod
    def of(cls, totals: tag_totals.TagTotals, today: date, base_currency: str) -> Self:
        return cls(
            period=Period.of(totals.period, today),
            by_tag=[
                TagTotal(tag=Tag.of(tag), sums=TransactionSums.of(flow, base_currency)) for tag, flow in totals.by_tag
            ],
            untagged=TransactionSums.of(totals.untagged, base_currency),
            total=TransactionSums.of(totals.total, base_currency),
        )
