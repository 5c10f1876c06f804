"""The formats of files, recognised by content, never by name."""

import re
from typing import IO, Literal

from services.values.errors import Refused, invalid

Format = Literal["CSV", "OFX", "QIF", "CAMT", "MT940", "SHEET", "ZIP"]

_HEAD = 65_536
_MEND = "use a CSV, OFX, QIF, CAMT or MT940 file or a spreadsheet from your bank."

_SIGNATURES = (
    (b"PK\x05\x06", "an empty zip archive"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"RIFF", "an image or a recording"),
    (b"II*\x00", "an image"),
    (b"MM\x00*", "an image"),
    (b"\x1f\x8b", "a compressed file"),
    (b"BZh", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"\xfd7zXZ", "a compressed file"),
    (b"\x28\xb5\x2f\xfd", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"SQLite format 3", "a database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"{\\rtf", "a text document"),
)
_OFX = re.compile(r"\s*(OFXHEADER|DATA:OFX|<\?|<!--|<OFX)", re.IGNORECASE)
_ZIP = b"PK\x03\x04"
_OLD_SPREADSHEET = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS: tuple[tuple[Format, re.Pattern[str]], ...] = (
    ("QIF", re.compile(r"^!(type|account|option|clear)\b", re.IGNORECASE | re.MULTILINE)),
    ("CAMT", re.compile(r"iso:20022:tech:xsd:camt|<(\w+:)?BkToCstmr")),
    # A reference has 16 characters; an unbounded pattern would take quadratic time.
    ("MT940", re.compile(r"^(\{1:F01|:20:.{0,99}\s{1,9}:(21|25)[A-Z]?:)", re.MULTILINE)),
)
_WEB_PAGE = re.compile(r"\s*(<!doctype html|<html)", re.IGNORECASE)
_JSON = re.compile(r"\s*[\[{]\s*[\"{\[]")


def recognise(file: IO[bytes]) -> Format:
    """Return the format of a seekable file; refuse an empty, binary or unknown one, and leave it at its start."""
    head = read_head(file)
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf\xfe\xff"):
        raise invalid("The file is empty; download the statement again.", "file")
    if head.startswith(_ZIP):
        return "ZIP"
    if head.startswith(_OLD_SPREADSHEET):
        return "SHEET"
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            raise _refused(kind)
    text = peek(head)
    if _is_binary(text):
        raise _refused("not a text file")
    return _format(text)


def read_head(file: IO[bytes]) -> bytes:
    """Return the first bytes of the file, and leave it at its start."""
    file.seek(0)
    head = file.read(_HEAD)
    file.seek(0)
    return head


def wide_encoding(head: bytes) -> str | None:
    """Recognise UTF-16 by its mark, or by the zero bytes beside Latin letters."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    pairs = len(head[:4096]) // 2
    even, odd = head[: 2 * pairs : 2].count(0), head[1 : 2 * pairs : 2].count(0)
    if odd > 0.7 * pairs and not even:
        return "utf-16-le"
    if even > 0.7 * pairs and not odd:
        return "utf-16-be"
    return None


def peek(head: bytes) -> str:
    """Return the text of the first bytes, good enough for words in ASCII."""
    return head.decode(wide_encoding(head) or "latin-1", errors="replace").removeprefix("ï»¿").removeprefix("\ufeff")


def _is_binary(text: str) -> bool:
    start = text[:8192]
    strange = sum(1 for char in start if char < " " and char not in "\t\n\r\f\x1a")
    return strange > len(start) // 20


def _format(text: str) -> Format:
    for name, pattern in _OTHERS:
        if pattern.search(text):
            return name
    if _OFX.match(text) and "<ofx" in text.lower():
        return "OFX"
    if _WEB_PAGE.match(text):
        raise _refused("a web page (perhaps the bank asked to sign in again)")
    if _JSON.match(text):
        raise _refused("a JSON file")
    if text.lstrip().startswith("<"):
        raise _refused("an XML file, but neither OFX nor CAMT")
    return "CSV"


def _refused(kind: str) -> Refused:
    return invalid(f"The file is {kind}; {_MEND}", "file")
