"""The errors of the services, each with a code and a sentence that says how to mend it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class ProblemCode(StrEnum):
    """The kind of a problem of an input."""

    INVALID = "INVALID"
    NOT_FOUND = "NOT_FOUND"
    CONFLICT = "CONFLICT"
    DUPLICATE = "DUPLICATE"
    TOO_LARGE = "TOO_LARGE"


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of an input.

    `field` is the path below the input, in the names of the service (`("transactions", "3", "exchange_rate")`);
    `message` is one sentence that says what is wrong and how to mend it.
    """

    code: ProblemCode
    message: str
    field: tuple[str, ...] | None = None


class ServiceError(Exception):
    """A refusal that a client may see; `code` is stable, the text is for people."""

    code = "FAILED"


class Refused(ServiceError):
    """The input was refused and nothing was written. It carries all problems, not only the first."""

    code = "REFUSED"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(" ".join(problem.message for problem in problems))
        self.problems = tuple(problems)


class Unauthenticated(ServiceError):
    """Nobody is signed in, or the credentials have ended."""

    code = "UNAUTHENTICATED"

    def __init__(self, sentence: str = "Nobody is signed in; send a session or an access token.") -> None:
        super().__init__(sentence)


class Forbidden(ServiceError):
    """The caller is known but may not do this, with any input."""

    code = "FORBIDDEN"


@dataclass(frozen=True, slots=True)
class RateLimit:
    """A limit by time: so many attempts at most in so many seconds."""

    name: str
    most: int
    seconds: int


class Throttled(ServiceError):
    """There were too many attempts; `retry_after` is in seconds, `limit` a limit by time."""

    code = "THROTTLED"

    def __init__(self, message: str, retry_after: int, limit: RateLimit | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.limit = limit


def invalid(message: str, *field: str) -> Refused:
    """Return a refusal of one malformed or out-of-range value."""
    return Refused([Problem(ProblemCode.INVALID, message, field or None)])


def not_found(message: str, *field: str) -> Refused:
    """Return a refusal for an object that this ledger does not have; objects of other ledgers look the same."""
    return Refused([Problem(ProblemCode.NOT_FOUND, message, field or None)])


def no_ledger() -> Unauthenticated:
    """Return a refusal because the caller's ledger was deleted."""
    return Unauthenticated("This ledger does not exist any more; sign in again.")


def conflict(message: str, *field: str) -> Refused:
    """Return a refusal because the stored state has moved on or does not allow it."""
    return Refused([Problem(ProblemCode.CONFLICT, message, field or None)])
