"""Zip archives: the statements in them, and how much they may unpack to."""

import zlib
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

from services.errors import invalid
from services.statements.whole_files import MAX_BYTES, read_whole

_MOST_FILES = 1_000
_MOST_UNPACKED = 4 * MAX_BYTES


def is_spreadsheet(file: IO[bytes]) -> bool:
    """Whether a zip archive is a spreadsheet."""
    names = {each.filename for each in _members(read_whole(file, "zip"))}
    file.seek(0)
    return bool(names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"})


def sheet_texts(raw: bytes) -> Iterator[bytes]:
    """The XML of each sheet of a spreadsheet; refuses one that unpacks to more than the memory is for."""
    members = _members(raw)
    if any(each.filename.endswith(".bin") for each in members):
        raise invalid("A binary spreadsheet (XLSB) cannot be read; save it as XLSX or CSV.", "file")
    try:
        with ZipFile(BytesIO(raw)) as archive:
            for each in members:
                if each.filename == "content.xml" or each.filename.startswith("xl/worksheets/"):
                    yield _content(archive, each)
    except (BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, zlib.error) as error:
        raise invalid(f"The spreadsheet cannot be read ({error}); save it as CSV.", "file") from None


def unpacked(file: IO[bytes]) -> Sequence[bytes]:
    """The files in a zip archive, in the order of their names."""
    raw = read_whole(file, "zip")
    members = sorted(_members(raw), key=lambda each: each.filename)
    try:
        with ZipFile(BytesIO(raw)) as archive:
            return [_content(archive, each) for each in members if _is_meant(each)]
    except (BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, zlib.error) as error:
        raise invalid(f"The zip archive cannot be read ({error}); unpack it and import its files.", "file") from None


def _members(raw: bytes) -> list[ZipInfo]:
    try:
        with ZipFile(BytesIO(raw)) as archive:
            members = archive.infolist()
    except (BadZipFile, NotImplementedError, ValueError) as error:
        raise invalid(f"The zip archive cannot be read ({error}); download it again.", "file") from None
    if len(members) > _MOST_FILES or sum(each.file_size for each in members) > _MOST_UNPACKED:
        raise invalid("The archive unpacks to too much; unpack it and import its files.", "file")
    return members


def _is_meant(member: ZipInfo) -> bool:
    hidden = member.filename.startswith("__MACOSX/") or member.filename.rpartition("/")[2].startswith(".")
    return not member.is_dir() and not hidden


def _content(archive: ZipFile, member: ZipInfo) -> bytes:
    """The bytes of a member, never more than it says of itself."""
    with archive.open(member) as file:
        return file.read(member.file_size)
