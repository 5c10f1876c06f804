"""The limits of one request, which clients can ask for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import strawberry

from services.values.errors import RateLimit


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one document; hashable, because checked documents are cached by them.

    `cost` is the number of fields that the answer may have. A list counts as often as its size argument says: a
    variable counts as `page`, the largest page that the services give; a list without such an argument counts as
    `unsized_list`, or as `short_list` if it nearly always is short.
    `comparisons` limits the pairs that validation compares: all pairs of fields with one name in one
    place.
    """

    characters: int = 50_000
    tokens: int = 1_500
    fragments: int = 50
    selections: int = 1_000
    depth: int = 12
    aliases: int = 30
    directives: int = 30
    root_fields: int = 10
    comparisons: int = 20_000
    cost: int = 20_000
    page: int = 100
    unsized_list: int = 20
    short_list: int = 2


@strawberry.type(description="A limit by time. What exceeds it is refused with the code THROTTLED.")
class AttemptLimit:
    name: str = strawberry.field(description="Its name, as in the header RateLimit-Policy.")
    most: int = strawberry.field(description="The number of attempts that are possible.")
    seconds: int = strawberry.field(description="The length of the time in which they count.")


@strawberry.type(description="The limits of one request. What exceeds one is refused with the code LIMIT_EXCEEDED.")
class RequestLimits:
    characters: int = strawberry.field(description="The characters of a document.")
    tokens: int = strawberry.field(description="The tokens of a document.")
    fragments: int = strawberry.field(description="The fragments of a document.")
    selections: int = strawberry.field(description="The fields of a document, once its fragments are unfolded.")
    depth: int = strawberry.field(description="The depth to which fields are nested.")
    aliases: int = strawberry.field(description="The aliases of an operation.")
    directives: int = strawberry.field(description="The directives of an operation.")
    root_fields: int = strawberry.field(description="The fields with which an operation starts.")
    cost: int = strawberry.field(
        description="The fields that an answer may have. An operation with `extensions: {cost: true}` is told its own."
    )
    page: int = strawberry.field(description="The items of a page.")
    unsized_list: int = strawberry.field(description="The items that a list counts for the cost, if it has no size.")
    short_list: int = strawberry.field(description="The items that such a list counts if it is nearly always short.")

    attempts: list[AttemptLimit] = strawberry.field(
        description="The limits of signing up and of wrong passwords. Nothing else is limited by time."
    )

    @classmethod
    def of(cls, limits: Limits, attempts: Sequence[RateLimit]) -> Self:
        """Return the limits of the endpoint."""
        own = {name: getattr(limits, name) for name in cls.__annotations__ if name != "attempts"}
        by_time = [AttemptLimit(name=limit.name, most=limit.most, seconds=limit.seconds) for limit in attempts]
        return cls(**own, attempts=by_time)
