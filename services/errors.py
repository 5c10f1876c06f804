"""What a service answers when it cannot do what was asked: domain errors, each with a code and the way to mend it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class ProblemCode(StrEnum):
    """Why an input was refused."""

    INVALID = "INVALID"
    NOT_FOUND = "NOT_FOUND"
    CONFLICT = "CONFLICT"
    DUPLICATE = "DUPLICATE"
    TOO_LARGE = "TOO_LARGE"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of an input.

    `field` is the path below the input, in the names of the service (`("transactions", "3", "exchange_rate")`);
    `message` is one sentence that says what is wrong and how to mend it.
    """

    code: ProblemCode
    message: str
    field: tuple[str, ...] | None = None


class ServiceError(Exception):
    """Any refusal by a service that a client may be told about; `code` is stable, the text is for people."""

    code = "FAILED"


class Refused(ServiceError):
    """The input cannot be accepted; nothing was written. Carries every problem that was found, not only the first."""

    code = "REFUSED"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(" ".join(problem.message for problem in problems))
        self.problems = tuple(problems)


class Unauthenticated(ServiceError):
    """Nobody is signed in, or the credentials have ended."""

    code = "UNAUTHENTICATED"


class Forbidden(ServiceError):
    """The caller is known but may not do this, whatever the input."""

    code = "FORBIDDEN"


class Throttled(ServiceError):
    """Too many attempts; `retry_after` says in how many seconds to try again."""

    code = "THROTTLED"

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


def invalid(message: str, *field: str) -> Refused:
    """A refusal for one malformed or out-of-range value."""
    return Refused([Problem(ProblemCode.INVALID, message, field or None)])


def not_found(message: str, *field: str) -> Refused:
    """A refusal for something that this ledger does not have; another ledger's things look just the same."""
    return Refused([Problem(ProblemCode.NOT_FOUND, message, field or None)])


def no_ledger() -> Unauthenticated:
    """A refusal because the ledger of whoever asks has been deleted."""
    return Unauthenticated("This ledger does not exist any more; sign in again.")


def conflict(message: str, *field: str) -> Refused:
    """A refusal because the stored state has moved on or does not allow it."""
    return Refused([Problem(ProblemCode.CONFLICT, message, field or None)])
