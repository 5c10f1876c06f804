"""Content negotiation: choose the form of an answer by the headers Accept and Accept-Encoding (RFC 9110)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from graphql import OperationType

from app.graphql.errors import Rejected

PARTS = re.compile(r'(?:[^,"]|"(?:\\.|[^"\\])*"?)+')
PARAMETERS = re.compile(r'(?:[^;"]|"(?:\\.|[^"\\])*"?)+')
WEIGHT = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?")

NO_SUBSCRIPTION_FORM = (
    "A subscription is answered as text/event-stream or multipart/mixed, or over a WebSocket; accept one of them, for"
    " example with “Accept: text/event-stream”."
)


class Form(Enum):
    """A form of answer; the value is its media type."""

    GRAPHQL_JSON = "application/graphql-response+json"
    JSON = "application/json"
    EVENT_STREAM = "text/event-stream"
    MULTIPART = "multipart/mixed"
    CSV = "text/csv"


UTF_8: Mapping[str, Sequence[str]] = {"charset": ("utf-8",)}
# The parameters that a media range may name, and their values. The server chooses the boundary, so any will do.
PARAMETERS_OF: Mapping[Form, Mapping[str, Sequence[str]]] = {
    Form.GRAPHQL_JSON: UTF_8,
    Form.JSON: UTF_8,
    Form.EVENT_STREAM: UTF_8,
    Form.CSV: UTF_8,
    Form.MULTIPART: {"subscriptionspec": ("1", "1.0"), "boundary": ()},
}


class MediaRange(NamedTuple):
    """One element of an Accept header: a media type, perhaps with wildcards, its parameters and its weight."""

    media_type: str
    parameters: tuple[tuple[str, str], ...]
    weight: float

    def matches(self, form: Form) -> bool:
        """Return True if the range covers a form."""
        kind = form.value.partition("/")[0]
        known = PARAMETERS_OF[form]
        return self.media_type in (form.value, f"{kind}/*", "*/*") and all(
            name in known and (not known[name] or value in known[name]) for name, value in self.parameters
        )

    @property
    def specificity(self) -> tuple[int, int]:
        """Return how exactly the range names a type. The most specific range that matches counts."""
        return -self.media_type.count("*"), len(self.parameters)


class Accept(NamedTuple):
    """The forms that a client accepts; all of them if it names none."""

    ranges: tuple[MediaRange, ...]

    @classmethod
    def of(cls, header: str) -> "Accept":
        """Read the header Accept; a range without a valid weight counts as absent."""
        return _accept(header)

    def form_of(self, operation: OperationType | None) -> Form:
        """Choose the form of an answer; None is an operation that cannot run. Raises Rejected (406)."""
        if operation is OperationType.SUBSCRIPTION:
            form = self._best(Form.EVENT_STREAM, Form.MULTIPART)
            if form is None:
                raise Rejected(406, NO_SUBSCRIPTION_FORM)
            return form
        if operation is OperationType.QUERY and self._prefers_csv():
            return Form.CSV
        return self._json() or self._best(Form.EVENT_STREAM, Form.MULTIPART) or Form.JSON

    def _prefers_csv(self) -> bool:
        """Return True if CSV is named, and nothing else is wanted more."""
        weight = self._weight(Form.CSV)
        return self._names(Form.CSV) and weight > 0 and all(weight >= self._weight(form) for form in Form)

    @property
    def error_form(self) -> Form:
        """Return the form of an answer to a request without an operation."""
        return self._json() or Form.JSON

    def _json(self) -> Form | None:
        # A client that names neither type does not know the newer one, whose errors have a status of their own.
        order = (Form.GRAPHQL_JSON, Form.JSON) if self._names(Form.GRAPHQL_JSON) else (Form.JSON, Form.GRAPHQL_JSON)
        return self._best(*order)

    def _best(self, *forms: Form) -> Form | None:
        best = max(forms, key=lambda form: (self._weight(form), self._names(form)))
        return best if self._weight(best) > 0 else None

    def _names(self, form: Form) -> bool:
        return any(media_range.media_type == form.value and media_range.matches(form) for media_range in self.ranges)

    def _weight(self, form: Form) -> float:
        if not self.ranges:
            return 1.0
        matching = [media_range for media_range in self.ranges if media_range.matches(form)]
        return max(matching, key=lambda media_range: media_range.specificity).weight if matching else 0.0


@lru_cache(maxsize=128)
def _accept(header: str) -> Accept:
    return Accept(tuple(MediaRange(name, parameters, weight) for name, parameters, weight in _weighted(header)))


@lru_cache(maxsize=128)
def accepts_gzip(header: str) -> bool:
    """Return True if this header Accept-Encoding allows gzip."""
    weights = {name: weight for name, _, weight in _weighted(header)}
    return weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0))) > 0


def _weighted(header: str) -> Iterator[tuple[str, tuple[tuple[str, str], ...], float]]:
    """Read a list of names with parameters, of which `q` is the weight; leave out those whose weight is invalid."""
    for part in PARTS.findall(header.lower()):
        name, *rest = [piece.strip() for piece in PARAMETERS.findall(part)] or [""]
        pairs = [
            (key.strip(), value.strip().strip("\"'")) for key, _, value in (piece.partition("=") for piece in rest)
        ]
        weight = dict(pairs).get("q", "1")
        if name and WEIGHT.fullmatch(weight):
            yield name, tuple(pair for pair in pairs if pair[0] not in ("q", "")), float(weight)
