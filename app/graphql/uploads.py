"""Uploads: read them in turns, and put the files of a GraphQL multipart request where its map says."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import ExitStack
from typing import Any
from uuid import UUID

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.types import Receive, Scope

from app.graphql.credentials import PlacesPerLedger
from app.graphql.errors import Rejected
from services.values.turns import Turns

# Bytes that almost end a part take the parser a millisecond a kilobyte.
PIECE_BYTES = 16 * 1024


class PacedRequest(Request):
    """A request whose body is read in small pieces. Owners take turns with a piece each."""

    owner: UUID | None = None

    def __init__(self, scope: Scope, receive: Receive, turns: Turns, places: PlacesPerLedger) -> None:
        super().__init__(scope, receive)
        self._turns = turns
        self._places = places
        self._place = ExitStack()

    def begin_upload(self, ledger_id: UUID) -> None:
        """Read the body for this ledger.

        Raises Throttled if it has too many open uploads, because each takes room on the disk.
        """
        self._place.enter_context(self._places.take(ledger_id))
        self.owner = ledger_id

    async def close(self) -> None:
        """Release what was read."""
        self._place.close()
        await super().close()

    async def stream(self) -> AsyncGenerator[bytes, None]:
        """Yield the pieces. A reader has the turn until it asks for the next piece."""
        async for chunk in super().stream():
            if self.owner is None or not chunk:
                yield chunk
            for start in range(0, len(chunk) if self.owner else 0, PIECE_BYTES):
                async with self._turns.turn(self.owner):
                    yield chunk[start : start + PIECE_BYTES]


def place_files(operations: Any, files_map: Any, form: Mapping[str, object]) -> Any:
    """Put each file in place of the null that the map points at, and return the changed operations.

    Raises Rejected if the map names a file that was not sent, or a place that is no null in the variables.
    """
    if not isinstance(files_map, dict):
        raise Rejected(400, "The field “map” must be an object from file names to lists of paths.")
    for name, paths in files_map.items():
        file = form.get(name)
        if not isinstance(file, UploadFile) or not isinstance(paths, list):
            raise Rejected(400, "The field “map” names a file that was not sent; send every file of the map.")
        for path in paths:
            _place(operations, str(path).split("."), file)
    return operations


def _place(target: Any, path: list[str], file: UploadFile) -> None:
    *parents, last = path
    try:
        for key in parents:
            target = target[_key(target, key)]
        if path[0] == "variables" and target[_key(target, last)] is None:
            target[_key(target, last)] = file
            return
    except (LookupError, TypeError, ValueError):
        pass
    raise Rejected(400, "The field “map” points at a place that is no null in “variables”; correct the path.")


def _key(target: Any, key: str) -> int | str:
    return int(key) if isinstance(target, list) else key
