"""Importing statements: a file's rows enter the ledger all together, once, however often the file comes."""

from services.imports.reading import Asked
from services.imports.report import ImportReport, ImportRequest, SetAside
from services.imports.service import ImportService

__all__ = ["Asked", "ImportReport", "ImportRequest", "ImportService", "SetAside"]
