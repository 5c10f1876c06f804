"""The points of a line are as far apart as its granularity says, and end with the day that is asked for."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.values.calendars import Calendar
from services.values.granularity import Granularity, ends_up_to
from services.values.periods import FIRST_DAY, LAST_DAY
from tests.people import months_from

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("granularity", "days"),
    [
        (Granularity.DAY, ["2026-11-20", "2026-11-21", "2026-11-22"]),
        (Granularity.WEEK, ["2026-11-08", "2026-11-15", "2026-11-22"]),
        (Granularity.MONTH, ["2026-09-30", "2026-10-31", "2026-11-22"]),
        (Granularity.QUARTER, ["2026-06-30", "2026-09-30", "2026-11-22"]),
        (Granularity.YEAR, ["2024-12-31", "2025-12-31", "2026-11-22"]),
        (Granularity.PERIOD, ["2026-09-24", "2026-10-24", "2026-11-22"]),
    ],
)
def test_ends_are_those_of_whole_spans(granularity: Granularity, days: list[str]) -> None:
    ends = ends_up_to(date(2026, 11, 22), granularity, 3, months_from(25))
    assert [day.isoformat() for day in ends] == days


@given(
    st.dates(FIRST_DAY, LAST_DAY),
    st.sampled_from(Granularity),
    st.integers(1, 24),
    st.builds(months_from, st.integers(1, 28)),
)
def test_each_end_is_one_span_after_the_one_before(
    last: date, granularity: Granularity, count: int, calendar: Calendar
) -> None:
    ends = ends_up_to(last, granularity, count, calendar)
    assert (len(ends), ends[-1]) == (count, last)
    for before, end in pairwise(ends):
        assert ends_up_to(end, granularity, 2, calendar) == [before, end]
