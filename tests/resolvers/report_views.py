"""Mutations of saved reports with inputs that work."""

from db.stores.ids import new_id
from tests.resolvers.callers import Caller, Json


async def create_report_view(caller: Caller) -> Json:
    chosen = {"categoryIds": [caller.category("Food")]}
    return {"name": f"Food {new_id()}", "report": {"last": 3, "every": "MONTH", "by": "PAYEE", "filter": chosen}}


async def view_of(caller: Caller) -> str:
    """The id of a new saved report."""
    made = await caller.make("createReportView", await create_report_view(caller), "view { id }")
    return str(made["id"])


async def rename_report_view(caller: Caller) -> Json:
    return {"id": await view_of(caller), "name": f"Meals {new_id()}"}


async def delete_report_view(caller: Caller) -> Json:
    return {"id": await view_of(caller)}


REPORT_VIEWS = {
    "createReportView": create_report_view,
    "renameReportView": rename_report_view,
    "deleteReportView": delete_report_view,
}
