"""Tags over the API."""

from tests.resolvers.callers import Caller

DAY = "2026-11-02"


async def test_money_is_added_up_by_tag(alice: Caller) -> None:
    tag = (await alice.make("createTag", {"name": "Trip"}, "tag { id }"))["id"]
    await alice.record(tagIds=[tag])
    await alice.record("-4")
    asked = """query ($period: PeriodInput, $ids: [ID!]) { tagTotals(period: $period, accountIds: $ids) {
      period { label } byTag { tag { name } sums { expenses { amount } } }
      untagged { expenses { amount } } total { income { amount } net { amount } } } }"""
    totals = (await alice.ask(asked, period={"start": DAY, "end": DAY}))["tagTotals"]
    assert totals == {
        "period": {"label": f"{DAY}/{DAY}"},
        "byTag": [{"tag": {"name": "Trip"}, "sums": {"expenses": {"amount": "3.20"}}}],
        "untagged": {"expenses": {"amount": "4.00"}},
        "total": {"income": {"amount": "0.00"}, "net": {"amount": "-7.20"}},
    }
