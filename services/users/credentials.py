"""Sessions and access tokens: opaque random secrets, stored hashed, and the viewer of each."""

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from typing import Literal, NamedTuple
from uuid import UUID

from db.stores.ids import new_id
from db.users import Bearer, CredentialRow, UserRow
from services.values.errors import Forbidden, invalid
from services.values.input_rules import ProblemList, check_text
from services.values.periods import check_date

Kind = Literal["session", "token"]

# A known beginning lets secret scanners, and people, recognise what leaked.
_PREFIXES: dict[Kind, str] = {"session": "at_s_", "token": "at_t_"}
_LONGEST_SECRET = 100


class Scope(StrEnum):
    """The access of a credential: to read, to change the ledger's money, or to change profile and settings."""

    READ = "read"
    WRITE = "write"
    SETTINGS = "settings"


EVERY_SCOPE = frozenset(Scope)


@dataclass(frozen=True, slots=True)
class Viewer:
    """The caller, the credential, and the ledger's revision and settings at that moment."""

    user_id: UUID
    ledger_id: UUID
    credential_id: UUID
    kind: Kind
    scopes: frozenset[Scope]
    revision: int
    base_currency: str
    time_zone: str
    epoch: UUID


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session; its secret is shown this once."""

    secret: str = field(repr=False)
    viewer: Viewer
    user: UserRow = field(repr=False)

    @property
    def revision(self) -> int:
        """Return the ledger's revision when the session began."""
        return self.viewer.revision


class NewToken(NamedTuple):
    """A new access token; its secret is shown this once."""

    secret: str
    row: CredentialRow


def make_credential(
    user_id: UUID, kind: Kind, now: datetime, expires_at: datetime | None, *, name: str = "", scopes: frozenset[Scope]
) -> tuple[str, CredentialRow]:
    """Make a secret, and the row that recognises it."""
    secret = _PREFIXES[kind] + secrets.token_urlsafe(32)
    words = " ".join(sorted(scopes))
    return secret, CredentialRow(
        id=new_id(),
        user_id=user_id,
        kind=kind,
        secret_hash=hashed(secret),
        name=name,
        scopes=words,
        created_at=now,
        used_at=now,
        expires_at=expires_at,
    )


def hashed(secret: str) -> bytes:
    """Return the stored form of a secret. A plain hash suffices, because secrets are random and long."""
    return sha256(secret.encode()).digest()


def is_secret(text: str) -> bool:
    """Return True if a text looks like a secret, so that other texts cost no read."""
    return text.isascii() and len(text) <= _LONGEST_SECRET and text.startswith(tuple(_PREFIXES.values()))


def is_live(bearer: Bearer, now: datetime, idle: timedelta) -> bool:
    """Return True if a credential is valid: not expired and, for a session, used lately."""
    if bearer.expires_at is not None and now >= bearer.expires_at:
        return False
    return bearer.kind == "token" or now - bearer.used_at < idle


@lru_cache(maxsize=1024)
def viewer_of(bearer: Bearer) -> Viewer:
    """Return the viewer of a credential."""
    kind: Kind = "token" if bearer.kind == "token" else "session"
    return Viewer(
        user_id=bearer.user_id,
        ledger_id=bearer.ledger_id,
        credential_id=bearer.credential_id,
        kind=kind,
        # A session may do everything, also what there was no scope for when it began.
        scopes=EVERY_SCOPE if kind == "session" else frozenset(map(Scope, bearer.scopes.split())),
        revision=bearer.revision,
        base_currency=bearer.base_currency,
        time_zone=bearer.time_zone,
        epoch=bearer.epoch,
    )


def require_session(viewer: Viewer) -> None:
    """Refuse an access token: a leaked one must not take over the account."""
    if viewer.kind != "session":
        raise Forbidden("An access token cannot do this; sign in with your password.")


def check_token(name: str, scopes: frozenset[Scope], expires_on: date | None, today: date) -> str:
    """Return the clean name of an access token; refuse it with all its problems at once."""
    problems, clean = ProblemList(), ""
    with problems.noting():
        clean = check_text(name, 100, "name", required=True)
    with problems.noting():
        if not scopes:
            raise invalid("An access token needs a scope; choose READ, WRITE or SETTINGS.", "scopes")
    with problems.noting():
        if expires_on is not None and check_date(expires_on, "expires_on") < today:
            raise invalid(f"The date {expires_on} is over; choose today or later.", "expires_on")
    problems.refuse_any()
    return clean
