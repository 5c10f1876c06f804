"""A zip archive that cannot be read is refused with a sentence, whatever error its bytes cause."""

import lzma
import struct
import zipfile
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.values.errors import Refused
from services.values.reference_rates import ReferenceRates
from tests.services.statements.reading import refusal

NAME = "ä.csv"
CONTENT = b"".join(b"2026-03-05,Bakery,-%d.50\n" % number for number in range(200))
CONTENT_AT = 30 + len(NAME.encode())
COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)


def packed(compression: int) -> bytes:
    """Return an archive of one file."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        archive.writestr(NAME, CONTENT)
    return out.getvalue()


def with_bytes(archive: bytes, at: int, new: bytes) -> bytes:
    """Replace bytes of an archive."""
    return archive[:at] + new + archive[at + len(new) :]


def in_both_headers(archive: bytes, field: int, new: bytes) -> bytes:
    """Replace a field of the file's own header, and the same field of the directory, which stands two bytes later."""
    directory = archive.index(b"PK\x01\x02")
    return with_bytes(with_bytes(archive, field, new), directory + field + 2, new)


def far_away(archive: bytes) -> bytes:
    """Let the directory say that the file begins after 2**64 bytes."""
    at, end = archive.index(b"PK\x01\x02"), archive.index(b"PK\x05\x06")
    extra = struct.pack("<HHQ", 1, 8, 2**64 - 1)
    directory = with_bytes(with_bytes(archive[at:end], 30, struct.pack("<H", len(extra))), 42, b"\xff" * 4) + extra
    return archive[:at] + directory + with_bytes(archive[end:], 12, struct.pack("<L", len(directory)))


def too_long(archive: bytes) -> bytes:
    """Let both headers say that the file is longer than the archive."""
    size = struct.pack("<L", 10 * len(archive))
    return in_both_headers(in_both_headers(archive, 18, size), 22, size)


STORED, DEFLATED, BZIP2, LZMA = map(packed, COMPRESSIONS)
DAMAGED = "is damaged"
BROKEN: dict[str, tuple[type[Exception] | tuple[type[Exception], ...], bytes, str]] = {
    "bad sum": (zipfile.BadZipFile, with_bytes(STORED, CONTENT_AT, b"x"), DAMAGED),
    "no directory": (zipfile.BadZipFile, STORED[:-40], DAMAGED),
    "deflated": (zlib.error, with_bytes(DEFLATED, CONTENT_AT, b"\xff" * 9), DAMAGED),
    "bzip2": (OSError, with_bytes(BZIP2, CONTENT_AT, b"\xff" * 9), DAMAGED),
    "lzma": (lzma.LZMAError, with_bytes(LZMA, CONTENT_AT + 9, b"\xff" * 9), DAMAGED),
    "too long": ((EOFError, zipfile.BadZipFile), too_long(STORED), DAMAGED),
    "far away": ((OverflowError, zipfile.BadZipFile), far_away(STORED), DAMAGED),
    "no text": (ValueError, STORED.replace(b"\xc3\xa4", b"\xff\xff"), DAMAGED),
    "unknown": (NotImplementedError, in_both_headers(STORED, 8, b"\x63"), "is packed in a way that is not known here"),
    "encrypted": (RuntimeError, in_both_headers(STORED, 6, b"\x01\x08"), "is encrypted"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_archive_is_refused_with_a_sentence(name: str) -> None:
    error, archive, reason = BROKEN[name]
    with pytest.raises(error), zipfile.ZipFile(BytesIO(archive)) as broken:
        broken.read(NAME)
    assert refusal(archive) == f"The zip archive {reason}; download it again, or unpack it and import its files."
    with pytest.raises(Refused, match="European Central Bank"):
        ReferenceRates(archive)


@given(st.sampled_from([STORED, DEFLATED, BZIP2, LZMA]), st.data())
def test_an_archive_with_random_bytes_is_refused_too(archive: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(archive)))
    changed = archive[:at] + data.draw(st.binary(max_size=4)) + archive[at + data.draw(st.integers(0, 4)) :]
    with pytest.raises(Refused, match="European Central Bank"):
        ReferenceRates(changed)
