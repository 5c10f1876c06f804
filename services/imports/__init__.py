"""Import statements: the rows of a file enter the ledger together and only once."""

from services.imports.history import ImportHistory
from services.imports.identity import Decisions
from services.imports.line_page import LINES_PER_PAGE, MOST_LINES, FileLine, LineQuery, LineState
from services.imports.profiles import ImportProfileService
from services.imports.report import ImportReport, ImportRequest, SetAside
from services.imports.service import ImportService
from services.imports.statement_reader import AnswerNeeded

__all__ = [
    "LINES_PER_PAGE",
    "MOST_LINES",
    "AnswerNeeded",
    "Decisions",
    "FileLine",
    "ImportHistory",
    "ImportProfileService",
    "ImportReport",
    "ImportRequest",
    "ImportService",
    "LineQuery",
    "LineState",
    "SetAside",
]
