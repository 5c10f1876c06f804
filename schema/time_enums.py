"""The enumerations of periods, granularities and schedules as GraphQL enums, with a description of every value."""

from schema.exposing import expose
from services.values.granularity import Granularity
from services.values.periods import PeriodKind
from services.values.schedules import ScheduleUnit, WeekendRule

__all__ = ["Granularity", "PeriodKind", "ScheduleUnit", "WeekendRule"]

expose(
    PeriodKind,
    "The kinds of periods.",
    MONTH="A budget period in whose month no other one starts.",
    BUDGET="Another budget period: some weeks, or a month that is not alone in its month.",
    RANGE="Any other range of days.",
)

expose(
    Granularity,
    "The distance between the points of a line.",
    DAY="Days.",
    WEEK="Weeks that begin on Monday.",
    MONTH="Calendar months.",
    QUARTER="Quarters of a calendar year.",
    YEAR="Calendar years.",
    PERIOD="The budget periods of the ledger.",
)

expose(
    ScheduleUnit,
    "The unit in which a schedule counts.",
    WEEK="Weeks.",
    MONTH="Months.",
    YEAR="Years.",
)

expose(
    WeekendRule,
    "The day of a payment that would be due on a Saturday or Sunday.",
    SAME_DAY="The same day.",
    BEFORE="The Friday before.",
    AFTER="The Monday after.",
)
