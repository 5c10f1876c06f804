"""Zip archives that people send, and the one refusal of those that cannot be read."""

import lzma
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from zipfile import BadZipFile, ZipFile

# All errors that `zipfile` and its compressions raise for an archive that is broken, encrypted or not known to them.
_ERRORS = (BadZipFile, EOFError, OSError, OverflowError, RuntimeError, ValueError, lzma.LZMAError, zlib.error)


class UnreadableZip(Exception):
    """A zip archive that cannot be read; the message ends a sentence about it."""


@contextmanager
def opened_zip(raw: bytes) -> Iterator[ZipFile]:
    """Open a zip archive for a block. Raises UnreadableZip for all that is wrong with it, its members included."""
    try:
        with ZipFile(BytesIO(raw)) as archive:
            yield archive
    except _ERRORS as error:
        raise UnreadableZip(_reason(error)) from None


def _reason(error: Exception) -> str:
    if isinstance(error, NotImplementedError):
        return "is packed in a way that is not known here"
    if isinstance(error, RuntimeError):
        return "is encrypted"
    return "is damaged"
