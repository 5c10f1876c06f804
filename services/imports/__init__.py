"""Importing statements: a file's rows enter the ledger all together, once, however often the file comes."""

from services.imports.report import ImportReport, ImportRequest, SetAside
from services.imports.service import ImportService
from services.imports.statement_reader import Asked

__all__ = ["Asked", "ImportReport", "ImportRequest", "ImportService", "SetAside"]
