"""Statements in zip archives, with limits to their unpacked size."""

from collections.abc import Iterator, Sequence
from typing import IO
from zipfile import ZipFile, ZipInfo

from services.statements.whole_files import MAX_BYTES, read_whole
from services.values.errors import invalid
from services.values.zip_archives import UnreadableZip, opened_zip

_MOST_FILES = 1_000
_MOST_UNPACKED = 4 * MAX_BYTES


def is_spreadsheet(file: IO[bytes]) -> bool:
    """Return True if a zip archive is a spreadsheet."""
    names = {member.filename for member in _members(read_whole(file, "zip"))}
    file.seek(0)
    return bool(names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"})


def sheet_texts(raw: bytes) -> Iterator[bytes]:
    """Yield the XML of each sheet of a spreadsheet; refuse one that unpacks to too much."""
    members = _members(raw)
    if any(member.filename.endswith(".bin") for member in members):
        raise invalid("A binary spreadsheet (XLSB) cannot be read; save it as XLSX or CSV.", "file")
    try:
        with opened_zip(raw) as archive:
            for sheet in members:
                if sheet.filename == "content.xml" or sheet.filename.startswith("xl/worksheets/"):
                    yield _content(archive, sheet)
    except UnreadableZip as unreadable:
        raise invalid(f"The spreadsheet {unreadable}; save it as CSV.", "file") from None


def unpacked(file: IO[bytes]) -> Sequence[bytes]:
    """Return the files in a zip archive, sorted by name."""
    raw = read_whole(file, "zip")
    members = sorted(_members(raw), key=lambda member: member.filename)
    try:
        with opened_zip(raw) as archive:
            return [_content(archive, member) for member in members if _is_meant(member)]
    except UnreadableZip as unreadable:
        raise _refusal(unreadable) from None


def _members(raw: bytes) -> list[ZipInfo]:
    try:
        with opened_zip(raw) as archive:
            members = archive.infolist()
    except UnreadableZip as unreadable:
        raise _refusal(unreadable) from None
    if len(members) > _MOST_FILES or sum(member.file_size for member in members) > _MOST_UNPACKED:
        raise invalid("The archive unpacks to too much; unpack it and import its files.", "file")
    return members


def _refusal(unreadable: UnreadableZip) -> Exception:
    return invalid(f"The zip archive {unreadable}; download it again, or unpack it and import its files.", "file")


def _is_meant(member: ZipInfo) -> bool:
    hidden = member.filename.startswith("__MACOSX/") or member.filename.rpartition("/")[2].startswith(".")
    return not member.is_dir() and not hidden


def _content(archive: ZipFile, member: ZipInfo) -> bytes:
    """Return the bytes of a member, at most its declared size."""
    with archive.open(member) as file:
        return file.read(member.file_size)
