"""Figures in words: the formula of each figure, what it leaves out, and the other figures that it is made of."""

from enum import StrEnum


class ExplainedFigure(StrEnum):
    """A figure of the dashboard or of a report."""

    INCOME = "INCOME"
    EXPENSES = "EXPENSES"
    NET = "NET"
    TRANSFERRED = "TRANSFERRED"
    AVERAGE = "AVERAGE"
    SAVINGS_RATE = "SAVINGS_RATE"
    REMAINING = "REMAINING"
    SAFE_TO_SPEND_PER_DAY = "SAFE_TO_SPEND_PER_DAY"
    PROJECTED = "PROJECTED"
    BALANCE = "BALANCE"
    NET_WORTH = "NET_WORTH"
    NET_WORTH_CHANGE = "NET_WORTH_CHANGE"
    FORECAST = "FORECAST"
    SAFE_UNTIL_INCOME = "SAFE_UNTIL_INCOME"


FORMULAS = {
    ExplainedFigure.INCOME: "Money in in income categories, less what went back, and uncategorised money that came in.",
    ExplainedFigure.EXPENSES: "Money out in expense categories, less refunds, and uncategorised money that left.",
    ExplainedFigure.NET: "The income less the expenses.",
    ExplainedFigure.TRANSFERRED: "Own money that came from other accounts, less what went to other accounts.",
    ExplainedFigure.AVERAGE: "The sum of the periods that have ended since the first entry, divided by their number.",
    ExplainedFigure.SAVINGS_RATE: "The net divided by the income.",
    ExplainedFigure.REMAINING: "The plans of the period less the expenses.",
    ExplainedFigure.SAFE_TO_SPEND_PER_DAY: "The rest of the plan, divided by the days that are left, with today.",
    ExplainedFigure.PROJECTED: "What is spent so far, and what each category usually costs after the same day.",
    ExplainedFigure.BALANCE: "The last known balance of the account, and its transactions since then.",
    ExplainedFigure.NET_WORTH: "The worth of all accounts in the net worth, at the prices of the day.",
    ExplainedFigure.NET_WORTH_CHANGE: "The sum of the parts by which the net worth changed.",
    ExplainedFigure.FORECAST: "Today's balance, and all that is expected until the day.",
    ExplainedFigure.SAFE_UNTIL_INCOME: "The lowest forecast balance before the next income, less a floor, at least 0.",
}
"""The formula of each figure."""

OF_CATEGORY = {
    ExplainedFigure.INCOME: "Money in in this category and its children, less what went back.",
    ExplainedFigure.EXPENSES: "Money out in this category and its children, less refunds.",
    ExplainedFigure.NET: "Money in less money out in this category and its children.",
}
UNCATEGORISED = {
    ExplainedFigure.INCOME: "Uncategorised money that came in.",
    ExplainedFigure.EXPENSES: "Uncategorised money that left.",
    ExplainedFigure.NET: "Uncategorised money that came in, less what left.",
}

INPUTS = {
    ExplainedFigure.INCOME: (),
    ExplainedFigure.EXPENSES: (),
    ExplainedFigure.NET: (),
    ExplainedFigure.TRANSFERRED: (),
    ExplainedFigure.AVERAGE: (
        "the income or the expenses of each period that has ended",
        "the number of these periods",
    ),
    ExplainedFigure.SAVINGS_RATE: ("the net of the period", "the income of the period"),
    ExplainedFigure.REMAINING: ("the plans of the period", "the expenses of the period"),
    ExplainedFigure.SAFE_TO_SPEND_PER_DAY: (
        "the plans of the period",
        "the expenses of the period",
        "the days that are left, with today",
    ),
    ExplainedFigure.PROJECTED: (
        "the expenses of the period up to today",
        "the expenses of earlier budget periods after the same day",
        "the plans or usual sums of categories that are paid at once",
        "the amounts of series that are still due",
    ),
    ExplainedFigure.BALANCE: (
        "the opening balance, or the last balance or worth from which balances are counted",
        "the transactions of the account since that day",
    ),
    ExplainedFigure.NET_WORTH: (
        "the balance of each account in the net worth",
        "the price of each currency on the day, or the last one known",
    ),
    ExplainedFigure.NET_WORTH_CHANGE: (
        "the income and the expenses in these accounts",
        "other transactions of accounts that are not counted",
        "transfers from and to accounts outside the net worth",
        "the balances with which accounts began",
        "adjustments to the bank's balances",
        "what became worth more or less without a transaction",
    ),
    ExplainedFigure.FORECAST: (
        "today's balance of the account",
        "the transactions of later days that are recorded already",
        "the amounts of series that are due, with transfers",
        "the rest of each plan after its bills, spread evenly",
    ),
    ExplainedFigure.SAFE_UNTIL_INCOME: (
        "the forecast of each day before the next income",
        "the due day of the next series that brings income",
    ),
}
"""The inputs of figures that add up more than transactions, none for those that add up these alone."""

LEFT_OUT = (
    "Transfers between your own accounts, because the money only moves.",
    "Transactions in accounts that are not counted.",
    "Deleted transactions.",
)
TRANSFERS_LEAVE_OUT = (
    "Income and expenses.",
    "Adjustments to the bank's balances.",
    "Transactions in accounts that are not counted.",
    "Deleted transactions.",
)
