"""Import statements: the rows of a file enter the ledger together and only once."""

from services.imports.history import ImportHistory
from services.imports.identity import Decisions
from services.imports.report import ImportReport, ImportRequest, SetAside
from services.imports.service import ImportService
from services.imports.statement_reader import AnswerNeeded

__all__ = ["AnswerNeeded", "Decisions", "ImportHistory", "ImportReport", "ImportRequest", "ImportService", "SetAside"]
