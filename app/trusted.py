"""Trusted documents: the operations that a server runs when it is to run no others, each known by its SHA-256."""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Self

import orjson


class TrustedDocuments:
    """The texts of the operations that may run."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._by_hash = {hash_of(text): text for text in texts}
        self._texts = frozenset(self._by_hash.values())

    @classmethod
    def read(cls, manifest: Path) -> Self:
        """The documents of a manifest: a JSON object that names each text by the hex SHA-256 of its UTF-8.

        Raises ValueError with a sentence when it is not one.
        """
        try:
            entries = orjson.loads(manifest.read_bytes())
        except OSError as error:
            raise ValueError(f"The manifest {manifest} cannot be read; check its path.") from error
        except orjson.JSONDecodeError as error:
            raise ValueError(f"The manifest {manifest} is no valid JSON.") from error
        if not isinstance(entries, dict) or not all(isinstance(text, str) for text in entries.values()):
            raise ValueError(f"The manifest {manifest} must be a JSON object of hashes and documents.")
        for name, text in entries.items():
            if name != hash_of(text):
                raise ValueError(f"The manifest {manifest} has {name} for a document whose SHA-256 is {hash_of(text)}.")
        return cls(entries.values())

    def text(self, name: object) -> str | None:
        """The document with this hash."""
        return self._by_hash.get(name) if isinstance(name, str) else None

    def __contains__(self, text: object) -> bool:
        """Whether this very text may run."""
        return text in self._texts


def hash_of(text: str) -> str:
    """The name of a document."""
    return sha256(text.encode(errors="surrogatepass")).hexdigest()
