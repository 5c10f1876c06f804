"""The enumerations of reports and explanations as GraphQL enums, with a description of every value."""

from schema.exposing import expose
from services.calculations.cash_flow import NodeKind
from services.calculations.reports import Dimension, Measure
from services.figures_in_words import ExplainedFigure
from services.reports import ComparedWith

CashFlowNodeKind = NodeKind
ReportComparison = ComparedWith
ReportDimension = Dimension
ReportMeasure = Measure

__all__ = ["CashFlowNodeKind", "ExplainedFigure", "ReportComparison", "ReportDimension", "ReportMeasure"]

expose(
    ExplainedFigure,
    "A figure of the dashboard or of a report. The first four add up transactions alone.",
    INCOME="The income, as in the overview, in the trends, in reports and of some accounts.",
    EXPENSES="The expenses, as in the overview, the breakdown, the trends, in reports and of some accounts.",
    NET="Income minus expenses.",
    TRANSFERRED="The transfers, as of some accounts.",
    AVERAGE="An average of periods.",
    SAVINGS_RATE="The savings rate.",
    REMAINING="The rest of a plan.",
    SAFE_TO_SPEND_PER_DAY="The amount that may be spent on each day that is left.",
    PROJECTED="The expected spending of a period.",
    BALANCE="The balance of an account.",
    NET_WORTH="The net worth.",
    NET_WORTH_CHANGE="The change of the net worth.",
    FORECAST="The balance of a coming day.",
    SAFE_UNTIL_INCOME="The amount that may be spent before the next income.",
)

expose(
    Dimension,
    "The dimension by which a report divides money.",
    called="ReportDimension",
    CATEGORY="Single categories; a group counts without its children.",
    GROUP="Top-level categories with their children.",
    KIND="The kinds of categories.",
    ACCOUNT="Accounts.",
    PAYEE="Payees, as they are spelt.",
    TAG="Tags. A split counts for each tag that it has.",
)

expose(
    Measure,
    "The figure that a report is about.",
    called="ReportMeasure",
    INCOME="The income.",
    EXPENSES="The spending minus refunds.",
    NET="Income minus expenses.",
    COUNT="The number of splits that count as income or spending.",
    AVERAGE="The net of one split on average.",
)

expose(
    ComparedWith,
    "The earlier days with which a report is compared.",
    called="ReportComparison",
    PREVIOUS="The period just before, of the same kind and length.",
    YEAR="The same days of the year before.",
)

expose(
    NodeKind,
    "The kind of a node of a cash flow.",
    called="CashFlowNodeKind",
    CATEGORY="A category; a group stands between the middle and its children.",
    OWN="The part of a group that is in none of its children.",
    UNCATEGORISED="Money without a category.",
    MIDDLE="The middle, through which all money flows.",
    SAVED="The income that was not spent.",
    DRAWN="The spending that no income paid for.",
)
