"""`UserService`: the rules of users and their credentials."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from db import event_log, ledgers, users
from db.bearers import Bearers
from db.ledgers import LedgerRow
from db.memberships import MemberRow
from db.stores.engine import Connection, Database, retried
from db.stores.ids import new_id
from db.stores.queues import FairQueue
from db.users import UserRow
from services.changes import Changes, Saved, event_row
from services.events.ledgers import LedgerOpened
from services.events.users import ProfileUpdated, SessionsRevoked
from services.removals import Removals, remove_some
from services.users.credentials import (
    EVERY_SCOPE,
    SignedIn,
    Viewer,
    hashed,
    is_live,
    is_secret,
    make_credential,
    require_session,
    viewer_of,
)
from services.users.drafts import (
    ProfileEdit,
    SignUpDraft,
    check_locale,
    check_sign_up,
    fold_username,
    is_username,
)
from services.users.passwords import AT_ONCE, SECONDS_TO_WAIT, Passwords, check_password
from services.users.policy import PASSWORD_OF, SIGN_IN_AS, SIGN_IN_FROM, SIGN_UP, SignUpPolicy, UserPolicy
from services.users.throttle import (
    OWNER,
    Attempt,
    check_attempts,
    count_attempts,
    forget_attempts,
    forgive_attempt,
    hashed_network,
    network_of,
)
from services.values.calendars import Calendar
from services.values.clock import Clock
from services.values.errors import (
    Forbidden,
    Problem,
    ProblemCode,
    RateLimit,
    Refused,
    Unauthenticated,
    invalid,
)
from services.values.input_rules import ProblemList, check_text, keep

TOUCH_EVERY = timedelta(minutes=5)
MOST_NETWORKS = 20
TOUCHES = "touching credentials"

_log = logging.getLogger(__name__)


class UserService:
    """The rules of users. Call `close` before closing the database."""

    def __init__(
        self,
        database: Database,
        changes: Changes,
        clock: Clock,
        policy: UserPolicy | None = None,
        passwords: Passwords | None = None,
        *,
        bearers: Bearers | None = None,
        removals: Removals | None = None,
    ) -> None:
        self._database = database
        self._changes = changes
        self._clock = clock
        self._policy = policy or UserPolicy()
        self._passwords = passwords or Passwords()
        self._bearers = bearers or Bearers(database)
        self._removals = removals or Removals(database)
        # Many attempts of one caller delay only that caller.
        self._hashing = FairQueue(AT_ONCE, 1, SECONDS_TO_WAIT)
        self._touching: dict[UUID, asyncio.Task[None]] = {}

    @property
    def rate_limits(self) -> list[RateLimit]:
        """Return the limits by time, which hold for an address, a name or a user."""
        return self._policy.rate_limits

    async def close(self) -> None:
        """Wait until all uses of credentials are stored."""
        await asyncio.gather(*self._touching.values())

    async def sign_up(self, draft: SignUpDraft, client: str) -> Saved[SignedIn]:
        """Make a user with a ledger at revision 1, and begin a session."""
        async with self._database.read(OWNER) as connection:
            await self._check_sign_up_policy(connection)
        clean = check_sign_up(draft)
        now = self._clock()
        network = network_of(client)
        async with self._hashing.place(network):
            await count_attempts(self._database, [Attempt(SIGN_UP, network, self._policy.sign_ups)], now)
            password_hash = await self._passwords.hash(draft.password)
        async with self._database.write(OWNER) as connection:
            await users.await_turn_to_sign_up(connection)
            await self._check_sign_up_policy(connection)
            user = await _add_user(connection, clean, password_hash, now)
            await users.remember_network(connection, user.id, hashed_network(network), now, MOST_NETWORKS)
            signed_in = await self._begin_session(connection, user, now)
        return Saved(signed_in, signed_in.revision)

    async def may_sign_up(self) -> bool:
        """Return True if a new user may sign up now."""
        async with self._database.read() as connection:
            return await self._is_open(connection)

    async def add_user(self, draft: SignUpDraft) -> Saved[UserRow]:
        """Make a user with a ledger for the server's owner: no policy, no throttle, no session."""
        clean = check_sign_up(draft)
        password_hash = await self._passwords.hash(draft.password)
        async with self._database.write() as connection:
            await users.await_turn_to_sign_up(connection)
            user = await _add_user(connection, clean, password_hash, self._clock())
        return Saved(user, 1)

    async def sign_in(self, username: str, password: str, client: str) -> SignedIn:
        """Begin a session.

        A wrong password and an unknown name get the same answer in the same time. Wrong passwords from elsewhere do not
        count against a user who signs in from a known network.
        """
        now, folded, network = self._clock(), fold_username(username), network_of(client)
        async with self._hashing.place(network):
            async with self._database.read(OWNER) as connection:
                user = await users.by_username(connection, folded if is_username(folded) else "")
                known = user and await users.knows_network(connection, user.id, hashed_network(network))
                by_client = Attempt(SIGN_IN_FROM, network, self._policy.client_failures)
                by_anybody = Attempt(SIGN_IN_AS, folded, self._policy.name_failures)
                for_name = by_anybody._replace(whom=f"{folded} from {network}") if known else by_anybody
                await check_attempts(connection, [by_client, for_name], now)
            await count_attempts(self._database, [by_client, for_name], now)
            matches = await self._passwords.matches(user.password_hash if user else None, password)
            if user is None or not matches:
                raise _wrong_name_or_password()
            renewed = await self._passwords.renewed(user.password_hash, password)
        async with self._database.write(OWNER) as connection:
            if not await users.replace_password(connection, user.id, user.password_hash, renewed):
                raise _wrong_name_or_password()
            await forgive_attempt(connection, by_client, now)
            for attempt in {for_name, by_anybody}:
                await forget_attempts(connection, attempt, now)
            await users.remember_network(connection, user.id, hashed_network(network), now, MOST_NETWORKS)
            await users.forget_sessions(connection, user.id, now, now - self._policy.session_idle)
            return await self._begin_session(connection, user._replace(password_hash=renewed), now)

    async def sign_out(self, viewer: Viewer) -> Saved[UUID]:
        """End this session; its open subscriptions notice by the event."""
        require_session(viewer)
        async with self._changes.open(viewer.ledger_id) as change:
            if await users.delete_credential(change.connection, viewer.user_id, viewer.credential_id, "session"):
                await change.happened(SessionsRevoked(viewer.user_id))
            else:
                await change.unchanged()
        return change.saved(viewer.credential_id)

    async def sign_out_everywhere(self, viewer: Viewer, *, tokens: bool = False) -> Saved[int]:
        """End all sessions, this one too, and on request the access tokens; return how many ended."""
        require_session(viewer)
        async with self._changes.open(viewer.ledger_id) as change:
            ended = await _end_credentials(change.connection, viewer.user_id, tokens=tokens)
            if ended:
                await change.happened(SessionsRevoked(viewer.user_id))
            else:
                await change.unchanged()
        return change.saved(ended)

    async def authenticate(self, secret: str) -> Viewer | None:
        """Return the viewer of a secret, by one read; None if it is unknown, ended or expired."""
        if not is_secret(secret):
            return None
        bearer = await self._bearers.get(hashed(secret))
        now = self._clock()
        if bearer is None or not is_live(bearer, now, self._policy.session_idle):
            return None
        if now - bearer.used_at >= TOUCH_EVERY and bearer.credential_id not in self._touching:
            self._touching[bearer.credential_id] = asyncio.create_task(self._touch(bearer.credential_id, now))
        return viewer_of(bearer)

    async def change_password(
        self, viewer: Viewer, current: str, new: str, *, keep_tokens: bool = False
    ) -> Saved[UserRow]:
        """Change the password. All other sessions end, and so do the access tokens unless they are kept."""
        require_session(viewer)
        user, _ = await self.get(viewer)
        problems = ProblemList()
        with problems.noting():
            check_password(new, user.username, "new")
        with problems.noting():
            await self._verify(user, current, "current")
        problems.refuse_any()
        new_hash = await self._passwords.hash(new)
        async with self._changes.open(viewer.ledger_id) as change:
            if not await users.replace_password(change.connection, user.id, user.password_hash, new_hash):
                raise _wrong_password("current")
            await _end_credentials(change.connection, user.id, tokens=not keep_tokens, keep=viewer.credential_id)
            await change.happened(SessionsRevoked(user.id))
        return change.saved(user._replace(password_hash=new_hash))

    @retried
    async def members(self, ledger_id: UUID, user_ids: Sequence[UUID]) -> list[MemberRow]:
        """Return those of some users who may use the ledger."""
        async with self._database.read(ledger_id) as connection:
            return await users.members(connection, ledger_id, user_ids)

    async def update_profile(self, viewer: Viewer, edit: ProfileEdit) -> Saved[UserRow]:
        """Change the viewer's name or locale."""
        async with self._changes.open(viewer.ledger_id) as change:
            user = await _get_user(change.connection, viewer)
            problems, name = ProblemList(), user.name
            with problems.noting():
                name = check_text(keep(edit.name, user.name), 100, "name", required=True)
            with problems.noting():
                check_locale(keep(edit.locale, user.locale), "locale")
            problems.refuse_any()
            new = user._replace(name=name, locale=keep(edit.locale, user.locale))
            if new == user:
                await change.unchanged()
                return change.saved(user)
            await users.change(change.connection, user.id, name=new.name, locale=new.locale)
            await change.happened(ProfileUpdated(user.id))
        return change.saved(new)

    async def delete_user(self, viewer: Viewer, password: str) -> None:
        """Delete the user, the ledger and everything in it, for good; many rows are removed little by little."""
        require_session(viewer)
        user, _ = await self.get(viewer)
        await self._verify(user, password, "password")
        async with self._database.write(user.ledger_id) as connection:
            ledger = await ledgers.raise_revision(connection, user.ledger_id)
            if not await users.replace_password(connection, user.id, user.password_hash, user.password_hash):
                raise _wrong_password("password")
            await users.delete(connection, user.id)
            await ledgers.change(connection, user.ledger_id, closed=True)
            finished = await remove_some(connection, user.ledger_id)
        if ledger is not None:
            self._changes.ring(ledger.id, ledger.revision)
        if not finished:
            self._removals.begin()

    @retried
    async def get(self, viewer: Viewer) -> tuple[UserRow, LedgerRow]:
        """Return the viewer and the ledger as they are now."""
        async with self._database.read(viewer.ledger_id) as connection:
            user = await _get_user(connection, viewer)
            ledger = await ledgers.get(connection, viewer.ledger_id)
        if ledger is None:
            raise _gone()
        return user, ledger

    async def _is_open(self, connection: Connection) -> bool:
        policy = self._policy.sign_up
        return policy is SignUpPolicy.OPEN or (
            policy is SignUpPolicy.FIRST_ONLY and not await users.any_exists(connection)
        )

    async def _check_sign_up_policy(self, connection: Connection) -> None:
        if not await self._is_open(connection):
            raise Forbidden("Nobody can sign up here; ask the server's owner to add you.")

    async def _begin_session(self, connection: Connection, user: UserRow, now: datetime) -> SignedIn:
        secret, row = make_credential(user.id, "session", now, now + self._policy.session_absolute, scopes=EVERY_SCOPE)
        await users.add_credential(connection, row)
        bearer = await users.bearer(connection, row.secret_hash)
        if bearer is None:
            raise _gone()
        return SignedIn(secret, viewer_of(bearer), user)

    async def _verify(self, user: UserRow, password: str, *field: str) -> None:
        now = self._clock()
        attempt = Attempt(PASSWORD_OF, str(user.id), self._policy.password_failures)
        async with self._hashing.place(user.id):
            await count_attempts(self._database, [attempt], now)
            if not await self._passwords.matches(user.password_hash, password):
                raise _wrong_password(*field)
        async with self._database.write(OWNER) as connection:
            await forget_attempts(connection, attempt, now)

    async def _touch(self, credential_id: UUID, now: datetime) -> None:
        # Beside the request: a busy or failing database must not delay or fail who only reads.
        try:
            async with self._database.write(TOUCHES) as connection:
                await users.touch_credential(connection, credential_id, now)
        except Exception:
            _log.warning("The use of a credential could not be remembered.", exc_info=True)
        finally:
            del self._touching[credential_id]


async def _add_user(connection: Connection, draft: SignUpDraft, password_hash: str, now: datetime) -> UserRow:
    if await users.by_username(connection, draft.username) is not None:
        problem = Problem(
            ProblemCode.DUPLICATE, f"The username “{draft.username}” is taken; choose another.", ("username",)
        )
        raise Refused([problem])
    ledger = LedgerRow(
        id=new_id(),
        revision=1,
        base_currency=draft.base_currency,
        time_zone=draft.time_zone,
        calendars=Calendar((draft.calendar.always(),)).written,
    )
    user = UserRow(
        id=new_id(),
        ledger_id=ledger.id,
        username=draft.username,
        password_hash=password_hash,
        name=draft.name,
        locale=draft.locale,
        created_at=now,
    )
    await ledgers.create(connection, ledger)
    await users.create(connection, user)
    await event_log.append(connection, event_row(ledger, LedgerOpened(), now, user.id))
    return user


async def _get_user(connection: Connection, viewer: Viewer) -> UserRow:
    user = await users.get(connection, viewer.user_id)
    if user is None:
        raise _gone()
    return user


async def _end_credentials(connection: Connection, user_id: UUID, *, tokens: bool, keep: UUID | None = None) -> int:
    ended = await users.delete_credentials(connection, user_id, "session", keep)
    return ended + (await users.delete_credentials(connection, user_id, "token") if tokens else 0)


def _wrong_name_or_password() -> Refused:
    return invalid("The name or the password is wrong.")


def _wrong_password(*field: str) -> Refused:
    return invalid("The password is wrong; type the one that you sign in with.", *field)


def _gone() -> Unauthenticated:
    return Unauthenticated("This account does not exist any more; sign up again.")
