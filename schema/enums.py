"""The enumerations of the services as GraphQL enums, with a description of every value."""

from schema.exposing import expose
from services.accounts import AccountKind
from services.calculations import BudgetStatus, CategoryKind
from services.calculations.balances import CheckSource
from services.calculations.forecast import ForecastItemKind
from services.calculations.occurrences import OccurrenceState
from services.calculations.rows import Carry
from services.conversations import Author, MessageState
from services.imports import LineState
from services.insights import FindingKind, InsightSeverity, InsightSource
from services.origins import Origin
from services.rules import Direction, RuleField, RuleMatch
from services.statements import DateOrder, NoteCode, QuestionAbout, SkipReason
from services.transaction_order import TransactionOrder
from services.transfer_rules import TransferSource
from services.users import Scope
from services.values.errors import ProblemCode

BudgetCarry = Carry
FieldOrigin = Origin
MoneyDirection = Direction
ImportLineState = LineState
ImportNoteCode = NoteCode
ImportQuestionAbout = QuestionAbout
InsightKind = FindingKind

__all__ = [
    "AccountKind",
    "Author",
    "BudgetCarry",
    "BudgetStatus",
    "CategoryKind",
    "CheckSource",
    "DateOrder",
    "FieldOrigin",
    "ForecastItemKind",
    "ImportLineState",
    "ImportNoteCode",
    "ImportQuestionAbout",
    "InsightKind",
    "InsightSeverity",
    "InsightSource",
    "MessageState",
    "MoneyDirection",
    "OccurrenceState",
    "ProblemCode",
    "RuleField",
    "RuleMatch",
    "Scope",
    "SkipReason",
    "TransactionOrder",
    "TransferSource",
]


expose(
    ProblemCode,
    "The reason why an input was refused.",
    INVALID="A value is malformed or out of range.",
    NOT_FOUND="It names something that you do not have.",
    CONFLICT="The stored state has moved on, or does not allow it.",
    DUPLICATE="An object with this name or content exists.",
    TOO_LARGE="It is more than the server accepts at once.",
)

expose(
    Scope,
    "The access of a token.",
    READ="Query and subscribe.",
    WRITE="Change the ledger's money, categories, budgets and goals, talk to Finny, and read.",
    SETTINGS="Change the profile and the ledger's settings, and read.",
)

expose(
    AccountKind,
    "The kinds of account.",
    CHECKING="An account for everyday payments.",
    SAVINGS="A savings account.",
    CASH="Cash, as in a purse.",
    CREDIT_CARD="A credit card. What is owed is a negative balance.",
    LOAN="A loan. What is owed is a negative balance.",
    INVESTMENT="Shares, funds or a pension.",
    PROPERTY="A house, a car or another thing of value.",
    OTHER_ASSET="Something else that is owned.",
    OTHER_DEBT="Something else that is owed.",
)

expose(
    CheckSource,
    "The sources of a recorded balance.",
    OPENING="The balance before the transactions of the day, from which all balances are counted.",
    FILE="A statement that was imported says it.",
    MANUAL="The owner of the ledger read it at the bank.",
    VALUE="It is worth so much from the end of the day on; later transactions are added. For houses, funds and so on.",
)

expose(
    CategoryKind,
    "The kind of a category decides where its transactions count, whatever their sign.",
    EXPENSE="They count as spending. Money that comes back lowers it.",
    INCOME="They count as income. Money that goes back lowers it.",
    TRANSFER=(
        "They count nowhere: the money only moves between own accounts. No such category can be made any more; link "
        "transfers instead."
    ),
)

expose(
    BudgetStatus,
    "The state of spending against its plan.",
    UNPLANNED="There is no plan.",
    UNDER="Less than nine tenths of the plan will be spent, by the projection.",
    ON_TRACK="About all of the plan will be spent, or there is no projection yet.",
    AT_RISK="More than the plan will be spent, by the projection.",
    OVER="More than the plan is spent.",
)

expose(
    Carry,
    "The amounts that a budget carries from one period to the next.",
    called="BudgetCarry",
    NONE="Nothing.",
    SURPLUS="The rest of it.",
    BOTH="The rest of it, and the spending beyond it as a negative amount.",
)

expose(
    DateOrder,
    "The order of the numbers of a date in a file.",
    YMD="The year first, as in 2026-11-23.",
    DMY="The day first, as in 23.11.2026.",
    MDY="The month first, as in 11/23/2026.",
)

expose(
    LineState,
    "The state of a line of a file in a dry run.",
    called="ImportLineState",
    NEW="It would be recorded.",
    KNOWN="The ledger has it already.",
    DELETED="The ledger had it, but it was deleted.",
    UNCLEAR="It may be a transaction that is there already, which is asked.",
    OMITTED="The request leaves it out.",
    SKIPPED="It is no transaction.",
    BAD="It cannot be read.",
)

expose(
    NoteCode,
    "The subject of a note about an import.",
    called="ImportNoteCode",
    DATE_ORDER="The order of day, month and year in dates.",
    SIGNS_TURNED="The signs are reversed.",
    PROVEN_BY_BALANCE="The balance of every row follows from its amount.",
    ROWS_MISSING="The balance does not follow from the amounts.",
    FEES="Fees are read as the note says.",
    LEFT_OUT="A part of the file was left out.",
    REMEMBERED="The settings of an earlier file were found again.",
)

expose(
    QuestionAbout,
    "The subject of a question about a file.",
    called="ImportQuestionAbout",
    AMOUNTS="It is not clear which column has the amounts.",
    SIGNS="It is not clear whether positive amounts are expenses.",
    DATE_ORDER="The order of day, month and year in dates.",
    DECIMAL_MARK="It is not clear which mark stands before the decimals.",
    ACCOUNT="The account has a new name and may be a known one.",
    TRANSACTION="A line may be a transaction that is there already.",
)

expose(
    SkipReason,
    "The reason why a row was skipped.",
    PENDING="The bank has not booked it yet. It comes again once it is booked.",
    REVERTED="It was taken back.",
    DECLINED="It was declined.",
    FAILED="It failed.",
    BALANCE="It is a balance or a sum.",
    INFORMATION="It is information without an amount.",
    HEADER="It repeats the names of the columns.",
    SPLIT="It is the whole of a transaction whose parts have rows of their own.",
)

expose(
    Origin,
    "The origin of a field of a transaction.",
    called="FieldOrigin",
    HAND="Somebody set it. No rule and no import overwrites it.",
    RULE="A rule set it.",
    STATEMENT="It is as the statement says.",
)

expose(
    Direction,
    "The direction of money.",
    called="MoneyDirection",
    IN="Money comes in.",
    OUT="Money goes out, or nothing moves.",
)

expose(
    RuleField,
    "The text that a condition looks at.",
    PAYEE="The payee.",
    TEXT="The payee of the statement and the note, with a space between them.",
)

expose(
    RuleMatch,
    "The way in which a text must match.",
    CONTAINS="It contains the text.",
    IS="It is the text. Payees are compared without references, dates and long numbers.",
    STARTS_WITH="It starts with the text.",
)

expose(
    Author,
    "The author of a message.",
    USER="The owner of the ledger.",
    FINNY="The assistant.",
)

expose(
    MessageState,
    "The end of a message.",
    COMPLETE="The message is complete.",
    STOPPED="The owner stopped it. The text until then is kept.",
    INTERRUPTED="It broke off because the provider failed. Ask again.",
)

expose(
    InsightSource,
    "The source of an insight.",
    LEDGER="It is a finding about the ledger as it is now.",
    REPLY="It is a tip from a reply of Finny.",
)

expose(
    FindingKind,
    "The kind of a finding.",
    "InsightKind",
    SPENDING_ABOVE_AVERAGE="A category cost far more than its average.",
    BUDGET_AT_RISK="A plan is about to be exceeded.",
    BUDGET_OVER="A plan is exceeded.",
    NEW_RECURRING_PAYMENT="A recurring payment has begun.",
    RISEN_RECURRING_PAYMENT="A recurring payment costs more than before.",
    STOPPED_RECURRING_PAYMENT="A recurring payment has stopped.",
    BILL_EARLY="A recurring payment came much earlier than usual.",
    BILL_LATE="A recurring payment is late, or came much later than usual.",
    POSSIBLE_DUPLICATE="Equal charges came within days.",
    INCOME_MISSING="Regular income is overdue.",
    RISEN_INCOME="Regular income has risen.",
    REFUND_MISSING="A purchase, or what is usually paid back, was not paid back.",
    NEW_BANK_FEE="A bank took a fee that it did not take before.",
    FOREIGN_FEE="A payment abroad cost a fee.",
    TRANSFER_AS_SPENDING="A transfer between own accounts counts as spending.",
    UNUSUAL_PURCHASE="A purchase cost far more than is usual in its category.",
    GOAL_OFF_PACE="A goal is far behind its pace, or its date has passed.",
    GOAL_REACHED="A goal is reached.",
    SPENDING_ABOVE_INCOME="In several periods more was spent than came in.",
    BETTER_PERIOD="Much more was left over than usual.",
)

expose(
    InsightSeverity,
    "The severity of an insight.",
    ALERT="Money is missing, or much more was spent than planned.",
    WARNING="Look at it soon.",
    NOTICE="It is good to know.",
    GOOD="It is good news.",
)

expose(
    TransactionOrder,
    "The order of a list of transactions.",
    NEWEST_FIRST="By date, the newest first.",
    OLDEST_FIRST="By date, the oldest first.",
    LOWEST_FIRST="By signed base amount, the largest expense first.",
    HIGHEST_FIRST="By signed base amount, the largest income first.",
)

expose(
    TransferSource,
    "The origin of a transfer.",
    USER="Somebody recorded or linked it.",
    RULE="Both sides were there, and all signs said so.",
    IMPORT="The file of the other account brought the other side.",
)

expose(
    OccurrenceState,
    "The state of an occurrence of a series.",
    PAID="A transaction pays it.",
    SKIPPED="Somebody has skipped it.",
    DUE="It is due today or later.",
    LATE="It was due at most 45 days ago, and the next one is not due yet. It is expected tomorrow.",
    MISSED="It was due before, and is not expected any more.",
)

expose(
    ForecastItemKind,
    "The kind of an item of a forecast.",
    SERIES="A series is expected.",
    TRANSFER="A series moves money to or from another own account.",
    RECORDED="Transactions with a later date, summed by day.",
    PLANNED="A part of what is left of a plan after its bills.",
)
