"""The encoding of a text file, detected from the whole file."""

import codecs
import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import IO

from services.statements.code_pages import likeliest
from services.statements.formats import read_head, wide_encoding
from services.values.errors import invalid

# Codecs for letters; the others unpack, escape or translate, which no bank does.
_OF_TEXT = re.compile(
    r"ascii|utf-8(-sig)?|utf-16(-[lb]e)?|iso8859-\d+|cp(125\d|437|85\d|86\d|932|949)|mac-roman|koi8-[ru]"
    r"|shift_jis|gb18030|gbk|gb2312|big5|euc_kr|euc_jp"
)
_LETTER = re.compile(r"[^\x00-\x7f]")
_BROKEN = re.compile("[\udc80-\udcff]")
_CHUNK = 1 << 20
_SAMPLE = 32_768
_RARE = 3
"""With so many UTF-8 letters for each other byte, that is a bad byte; with fewer the file has another encoding."""


def detect_encoding(file: IO[bytes]) -> str:
    """Return the codec of a seekable file, UTF-8 if all of it fits; leave the file at its start."""
    head = read_head(file)
    wide = wide_encoding(head)
    if wide:
        return wide
    strange = _not_utf8(file)
    file.seek(0)
    if not strange:
        return "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else "utf-8"
    return likeliest(strange)


def check_encoding(name: str) -> str:
    """Return the codec that the caller names; refuse a name that is no text codec."""
    try:
        known = codecs.lookup(name).name
    except (LookupError, ValueError):
        known = ""
    if not _OF_TEXT.fullmatch(known):
        raise invalid(f"“{name[:20]}” is not an encoding; use for example utf-8 or cp1252.", "mapping", "encoding")
    return known


@contextmanager
def opened_text(file: IO[bytes], encoding: str) -> Iterator[TextIOWrapper]:
    """Open the file as text from its start; keep line ends, turn bad bytes into �, and leave the file open."""
    file.seek(0)
    text = TextIOWrapper(file, encoding, errors="replace", newline="")
    try:
        yield text
    except UnicodeError:
        raise invalid(
            "The file is in another encoding; leave it out to have it found.", "mapping", "encoding"
        ) from None
    finally:
        if not file.closed:
            text.detach()


def _not_utf8(file: IO[bytes]) -> bytes:
    """Return lines with letters of a file that is not UTF-8, empty if it has few bad bytes."""
    letters = b""
    good = bad = 0
    rest = b""
    while chunk := file.read(_CHUNK):
        if chunk.isascii() and not rest:
            continue
        if len(letters) < _SAMPLE:
            letters += b"\n".join(line for line in chunk.splitlines() if not line.isascii())[:_SAMPLE]
        whole, rest = _cut_at_line(rest + chunk)
        intact, broken = _count_letters(whole)
        good, bad = good + intact, bad + broken
        if bad > good and len(letters) >= _SAMPLE:
            break
    # A character that is cut off at the very end is a cut file, not another encoding.
    intact, broken = _count_letters(rest)
    bad += max(0, broken - 1) if rest[-1:] > b"\x7f" else broken
    return letters[:_SAMPLE] if bad * _RARE > good + intact else b""


def _cut_at_line(raw: bytes) -> tuple[bytes, bytes]:
    """Split bytes after the last line end; a chunk without a line end is kept whole."""
    end = raw.rfind(b"\n") + 1
    return (raw[:end], raw[end:]) if end or len(raw) < _CHUNK else (raw, b"")


def _count_letters(raw: bytes) -> tuple[int, int]:
    """Count the letters beyond ASCII in UTF-8, and the runs of other bytes."""
    if raw.isascii():
        return 0, 0
    text = raw.decode("utf-8", errors="surrogateescape")
    broken = len(_BROKEN.findall(text))
    return len(_LETTER.findall(text)) - broken, broken
