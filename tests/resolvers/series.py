"""Every mutation of series with an input that works."""

from tests.resolvers.callers import Caller, Json


async def create_series(caller: Caller) -> Json:
    schedule = {"firstOn": "2026-11-01"}
    return {"payee": "Landlord", "amount": "-1180", "categoryId": caller.category("Rent"), "schedule": schedule}


async def _series(caller: Caller) -> str:
    return str((await caller.make("createSeries", await create_series(caller), "series { id }"))["id"])


async def update_series(caller: Caller) -> Json:
    return {"id": await _series(caller), "amount": "-1200", "categoryId": caller.category("Food")}


async def skip_occurrence(caller: Caller) -> Json:
    return {"id": await _series(caller), "dueOn": "2026-12-01"}


async def delete_series(caller: Caller) -> Json:
    return {"id": await _series(caller)}


async def confirm_series(caller: Caller) -> Json:
    for month in ("09", "10", "11"):
        await caller.record("-9.99", date=f"2026-{month}-04", payee="Streamer")
    suggestions = (await caller.ask("{ seriesSuggestions { id } }"))["seriesSuggestions"]
    return {"id": suggestions[0]["id"]}


SERIES = {
    "confirmSeries": confirm_series,
    "refuseSeries": confirm_series,
    "createSeries": create_series,
    "updateSeries": update_series,
    "skipOccurrence": skip_occurrence,
    "deleteSeries": delete_series,
}
