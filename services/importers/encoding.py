"""How the letters of a text file are stored, decided from the whole file."""

import codecs
import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import IO

from services.errors import invalid
from services.importers.formats import read_head, wide_encoding

# Codecs that turn bytes into letters one by one: others unpack, escape or translate, which no bank does.
_OF_TEXT = re.compile(
    r"ascii|utf-8(-sig)?|utf-16(-[lb]e)?|iso8859-\d+|cp(125\d|437|85\d|86\d|932|949)|mac-roman|koi8-[ru]"
    r"|shift_jis|gb18030|gbk|gb2312|big5|euc_kr|euc_jp"
)
_CHUNK = 1 << 20
_SAMPLE = 32_768

# What banks still write when it is not Unicode; a detector that may name any code page guesses wildly on short texts.
_LEGACY = [
    "cp1252",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp1257",
    "cp850",
    "shift_jis",
    "gb18030",
    "big5",
    "euc_kr",
]


def detect_encoding(file: IO[bytes]) -> str:
    """The codec of a seekable file, which is left at its start; UTF-8 whenever the whole file is that."""
    head = read_head(file)
    wide = wide_encoding(head)
    if wide:
        return wide
    strange = _not_utf8(file)
    file.seek(0)
    if not strange:
        return "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else "utf-8"
    return _legacy(strange)


def check_encoding(name: str) -> str:
    """The codec that the caller names, or a problem when it is no text codec."""
    try:
        known = codecs.lookup(name).name
    except (LookupError, ValueError):
        known = ""
    if not _OF_TEXT.fullmatch(known):
        raise invalid(f"“{name[:20]}” is not an encoding; use for example utf-8 or cp1252.", "mapping", "encoding")
    return known


@contextmanager
def opened_text(file: IO[bytes], encoding: str) -> Iterator[TextIOWrapper]:
    """The file as text from its start, line ends as they are; what cannot be read becomes �, the file stays open."""
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
    """The lines around the letters of a file that is not UTF-8; nothing when it is."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    letters = b""
    valid = True
    while chunk := file.read(_CHUNK):
        if len(letters) < _SAMPLE and not chunk.isascii():
            letters += b"\n".join(line for line in chunk.splitlines() if not line.isascii())[:_SAMPLE]
        if valid:
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                valid = False
        elif len(letters) >= _SAMPLE:
            break
    # A character cut off at the very end is a cut file, not another encoding.
    return b"" if valid else letters[:_SAMPLE]


def _legacy(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    matches = from_bytes(sample, cp_isolation=_LEGACY, enable_fallback=False)
    likely = [match for match in matches if match.chaos == min(other.chaos for other in matches)]
    best = [match for match in likely if match.coherence == max(other.coherence for other in likely)]
    # Short texts are good words in several code pages at once; the one of Western Windows is then the safest guess.
    if not best or any("cp1252" in match.could_be_from_charset for match in best):
        return "cp1252"
    return best[0].encoding
