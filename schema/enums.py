"""The enumerations of the services as GraphQL enums, with a description of every value."""

from enum import Enum

import strawberry

from schema.strawberry_internals import definition_of
from services.calculations import BudgetStatus, CategoryKind
from services.conversations import Author, MessageState
from services.errors import ProblemCode
from services.insights import InsightSeverity, InsightSource
from services.statements import DateOrder, NoteCode, QuestionAbout, SkipReason
from services.users import Scope

ImportNoteCode = NoteCode
ImportQuestionAbout = QuestionAbout

__all__ = [
    "Author",
    "BudgetStatus",
    "CategoryKind",
    "DateOrder",
    "ImportNoteCode",
    "ImportQuestionAbout",
    "InsightSeverity",
    "InsightSource",
    "MessageState",
    "ProblemCode",
    "Scope",
    "SkipReason",
]


def _expose(enum: type[Enum], description: str, /, called: str | None = None, **values: str) -> None:
    """Register an enumeration of the services as a GraphQL enum. Each of its names needs a description."""
    strawberry.enum(enum, name=called, description=description)
    for value in definition_of(enum).values:
        value.description = values.pop(value.name)


_expose(
    ProblemCode,
    "Why an input was refused.",
    INVALID="A value is malformed or out of range.",
    NOT_FOUND="It names something that you do not have.",
    CONFLICT="The stored state has moved on, or does not allow it.",
    DUPLICATE="Something with this name or content is there already.",
    TOO_LARGE="It is more than the server accepts at once.",
)

_expose(
    Scope,
    "What an access token may do.",
    READ="Ask and subscribe.",
    WRITE="Change the ledger's money, categories, budgets and goals, talk to Finny, and read.",
    SETTINGS="Change the profile and the ledger's settings, and read.",
)

_expose(
    CategoryKind,
    "Where the transactions of a category count, whatever their sign.",
    EXPENSE="As spending; money that comes back lowers it.",
    INCOME="As income; money that goes back lowers it.",
    TRANSFER="Nowhere: money that only moves between own accounts.",
)

_expose(
    BudgetStatus,
    "How spending stands against its plan.",
    UNPLANNED="There is no plan.",
    UNDER="Less than nine tenths of the plan will be needed, as far as the projection tells.",
    ON_TRACK="The plan will be about used up; or nothing tells yet what will be spent.",
    AT_RISK="More than the plan will be spent, as far as the projection tells.",
    OVER="More than the plan is spent.",
)

_expose(
    DateOrder,
    "In which order the numbers of a date stand in a file.",
    YMD="The year first, as in 2026-11-23.",
    DMY="The day first, as in 23.11.2026.",
    MDY="The month first, as in 11/23/2026.",
)

_expose(
    NoteCode,
    "What a note about an import is about.",
    called="ImportNoteCode",
    DATE_ORDER="In which order dates are read.",
    SIGNS_TURNED="The signs are turned around.",
    PROVEN_BY_BALANCE="The balance of every row follows from its amount.",
    ROWS_MISSING="The balance does not follow from the amounts.",
    FEES="How fees are read.",
    LEFT_OUT="A part of the file was left out.",
)

_expose(
    QuestionAbout,
    "What a file leaves open.",
    called="ImportQuestionAbout",
    AMOUNTS="Which column holds the amounts.",
    SIGNS="Whether positive amounts are expenses.",
    DATE_ORDER="In which order dates are written.",
    DECIMAL_MARK="Which mark stands before the decimals.",
)

_expose(
    SkipReason,
    "Why a row of a file is no transaction.",
    PENDING="The bank has not booked it yet; it comes again when it has.",
    REVERTED="It was taken back.",
    DECLINED="It was declined.",
    FAILED="It failed.",
    BALANCE="It is a balance or a sum.",
    INFORMATION="It only informs; it has no amount.",
    HEADER="It names the columns once more.",
    SPLIT="It is the whole of a transaction whose parts have rows of their own.",
)

_expose(
    Author,
    "Who said something.",
    USER="The owner of the ledger.",
    FINNY="The assistant.",
)

_expose(
    MessageState,
    "How a message ended.",
    COMPLETE="All of it was said.",
    STOPPED="The owner ended it; what was said until then is kept.",
    INTERRUPTED="It broke off, because who said it failed; ask again.",
)

_expose(
    InsightSource,
    "Where an insight comes from.",
    LEDGER="It was found in the ledger as it is now.",
    REPLY="It was mined from what Finny said.",
)

_expose(
    InsightSeverity,
    "How much an insight matters.",
    ALERT="Money is missing, or much more was spent than planned.",
    WARNING="Something to look at soon.",
    NOTICE="Something to know.",
    GOOD="Something to be glad about.",
)
