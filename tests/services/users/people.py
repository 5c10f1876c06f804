"""Alice and Bob as they sign up, and Argon2id with so little work that tests are quick."""

from dataclasses import replace

from argon2 import PasswordHasher

from db.stores.engine import Database
from services.changes import Changes
from services.users import Passwords, SignUpDraft, SignUpPolicy, UserPolicy, UserService
from services.values.calendar_rules import CalendarDraft
from services.values.errors import Refused
from tests.people import Clock

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
OPEN = UserPolicy(sign_up=SignUpPolicy.OPEN)

HOME, CAFE = "192.0.2.1", "198.51.100.7"
ALICE = SignUpDraft("Alice", "correct horse battery", "Alice", "EUR", "de-AT", "Europe/Vienna")
BOB = SignUpDraft("bob", "a quiet lighthouse", "Bob", "USD", "en-US", "America/New_York", CalendarDraft(25))


def service(database: Database, clock: Clock, policy: UserPolicy = OPEN) -> UserService:
    """A service as one process has it."""
    return UserService(database, Changes(database, clock), clock, policy, Passwords(QUICK))


def named(draft: SignUpDraft, username: str) -> SignUpDraft:
    """The same draft under another username."""
    return replace(draft, username=username)


def fields(refused: Refused) -> list[str]:
    """The fields that the problems are about."""
    return [".".join(problem.field or ()) for problem in refused.problems]
