"""The policy for users: who may sign up, how long sessions last, how many attempts are allowed."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from services.users.throttle import AttemptLimit
from services.values.errors import RateLimit

SIGN_UP, SIGN_IN_FROM, SIGN_IN_AS, PASSWORD_OF = "sign up", "sign in from", "sign in as", "password of"
_CLIENT_FAILURES = AttemptLimit(30, timedelta(minutes=15))
_NAME_FAILURES = AttemptLimit(100, timedelta(minutes=15))
_PASSWORD_FAILURES = AttemptLimit(10, timedelta(minutes=15))
_SIGN_UPS = AttemptLimit(5, timedelta(hours=1))


class SignUpPolicy(StrEnum):
    """The people who may sign up: everybody, only the first user of this server, or nobody."""

    OPEN = "open"
    FIRST_ONLY = "first-only"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class UserPolicy:
    """The rules that a server may change.

    `client_failures` limits wrong passwords by address; `name_failures` limits those for one name from all addresses
    from which its owner has not signed in before. Above it even the right password is refused there, because the answer
    would tell a guesser; elsewhere, and on devices that are signed in, nothing changes. `password_failures` limits
    wrong passwords of a user who is signed in, `sign_ups` attempts to sign up by address.
    """

    sign_up: SignUpPolicy = SignUpPolicy.FIRST_ONLY
    session_idle: timedelta = timedelta(days=14)
    session_absolute: timedelta = timedelta(days=90)
    client_failures: AttemptLimit = _CLIENT_FAILURES
    name_failures: AttemptLimit = _NAME_FAILURES
    password_failures: AttemptLimit = _PASSWORD_FAILURES
    sign_ups: AttemptLimit = _SIGN_UPS

    @property
    def rate_limits(self) -> list[RateLimit]:
        """Return the limits by time with their names."""
        named = {
            SIGN_UP: self.sign_ups,
            SIGN_IN_FROM: self.client_failures,
            SIGN_IN_AS: self.name_failures,
            PASSWORD_OF: self.password_failures,
        }
        return [limit.named(purpose) for purpose, limit in named.items()]
