"""Trusted documents: if a manifest is given, only its operations may run."""

import re
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

import orjson

from app.errors import CommandError

SHA256 = re.compile(r"(?:sha256:)?([0-9a-f]{64})")


class TrustedDocuments:
    """The texts of the operations that may run, by id and by SHA-256."""

    def __init__(self, documents: Mapping[str, str]) -> None:
        self._texts = frozenset(documents.values())
        self._by_id = {hash_of(text): text for text in self._texts} | dict(documents)

    @classmethod
    def of(cls, texts: Iterable[str]) -> Self:
        """Make the documents from texts whose ids are their hashes."""
        return cls({hash_of(text): text for text in texts})

    @classmethod
    def read(cls, manifest: Path) -> Self:
        """Read a manifest: a JSON object from ids to texts, or the manifest that Apollo's tool generates.

        An id of 64 hex digits must be the SHA-256 of its text. Raises CommandError for any other file.
        """
        try:
            content = orjson.loads(manifest.read_bytes())
        except OSError as error:
            raise CommandError(f"The manifest {manifest} cannot be read; check its path.") from error
        except orjson.JSONDecodeError as error:
            raise CommandError(f"The manifest {manifest} is no valid JSON.") from error
        documents = _documents_of(content)
        if documents is None:
            raise CommandError(
                f"The manifest {manifest} must be a JSON object from ids to documents, or a persisted query manifest"
                " of Apollo."
            )
        for name, text in documents.items():
            if (digest := SHA256.fullmatch(name)) and digest[1] != hash_of(text):
                raise CommandError(
                    f"The manifest {manifest} has {name} for a document whose SHA-256 is {hash_of(text)}."
                )
        return cls(documents)

    def with_text(self, text: str) -> Self:
        """Return these documents and one more."""
        return type(self)({**self._by_id, hash_of(text): text})

    def text(self, name: str) -> str | None:
        """Return the document with this id or hash, None if there is none; a hash may begin with `sha256:`."""
        digest = SHA256.fullmatch(name)
        return self._by_id.get(name) or (self._by_id.get(digest[1]) if digest else None)

    def __contains__(self, text: object) -> bool:
        """Return True if exactly this text may run."""
        return text in self._texts


def hash_of(text: str) -> str:
    """Return the hex SHA-256 of a document's UTF-8."""
    return sha256(text.encode(errors="surrogatepass")).hexdigest()


def _documents_of(content: Any) -> dict[str, str] | None:
    """Return the documents of a manifest by id, or None if it is no manifest."""
    if isinstance(content, dict) and content.get("format") == "apollo-persisted-query-manifest":
        operations = content.get("operations")
        if not isinstance(operations, list) or not all(isinstance(entry, dict) for entry in operations):
            return None
        content = {entry.get("id"): entry.get("body") for entry in operations}
    is_manifest = isinstance(content, dict) and all(
        isinstance(name, str) and isinstance(text, str) for name, text in content.items()
    )
    return content if is_manifest else None
