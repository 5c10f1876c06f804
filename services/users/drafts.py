"""The data of a new user and of a profile, and its rules."""

import re
import unicodedata
from dataclasses import dataclass, field, replace

from services.ledgers import LedgerEdit, check_ledger
from services.users.passwords import check_password
from services.values.calendar_rules import CALENDAR_MONTHS, CalendarDraft
from services.values.errors import invalid
from services.values.input_rules import UNCHANGED, ProblemList, Unchanged, check_text

_USERNAME = re.compile(r"[\w.@+-]{2,64}")
_LOCALE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_LONGEST_LOCALE = 35


@dataclass(frozen=True, slots=True)
class SignUpDraft:
    """A user to make, with the ledger to begin."""

    username: str
    password: str = field(repr=False)
    name: str
    base_currency: str
    locale: str = "en"
    time_zone: str = "UTC"
    calendar: CalendarDraft = CALENDAR_MONTHS


@dataclass(frozen=True, slots=True)
class ProfileEdit:
    """The fields of a user's profile to change."""

    name: str | Unchanged = UNCHANGED
    locale: str | Unchanged = UNCHANGED


def fold_username(username: str) -> str:
    """Return the one spelling of a username: “Alice” and “ALICE” are “alice”."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", username).casefold())


def is_username(folded: str) -> bool:
    """Return True if this folded name is allowed."""
    return _USERNAME.fullmatch(folded) is not None


def check_sign_up(draft: SignUpDraft) -> SignUpDraft:
    """Return the draft with its username folded and its name clean; refuse it with all its problems at once."""
    problems = ProblemList()
    username, name = fold_username(draft.username), ""
    with problems.noting():
        if not is_username(username):
            raise invalid("Use 2 to 64 letters, digits or any of . _ @ + - as the username.", "username")
    with problems.noting():
        check_password(draft.password, username, "password")
    with problems.noting():
        name = check_text(draft.name, 100, "name", required=True)
    with problems.noting():
        check_locale(draft.locale, "locale")
    check_ledger(LedgerEdit(draft.base_currency, draft.time_zone, draft.calendar), problems)
    problems.refuse_any()
    return replace(draft, username=username, name=name)


def check_locale(locale: str, *field: str) -> str:
    """Return the language tag; refuse one without the shape of BCP 47."""
    if len(locale) > _LONGEST_LOCALE or not _LOCALE.fullmatch(locale):
        raise invalid(f"“{locale[:_LONGEST_LOCALE]}” is no locale; use a language tag such as en or de-AT.", *field)
    return locale
