"""Users, the settings of their ledger, and their sessions and tokens."""

from datetime import date, datetime
from typing import Self

import strawberry

from db.ledgers import LedgerRow
from db.users import CredentialRow, UserRow
from schema.calendars import Calendar, CalendarInput
from schema.context import Info
from schema.enums import Scope
from schema.field_marks import VOLATILE
from schema.inputs import NullMeansDefault, check_not_null, defaulted, edited
from schema.node import Node, global_id
from schema.scalars import CurrencyCode
from services.ledgers import LedgerEdit
from services.users import ProfileEdit, SignUpDraft, passwords
from services.values import calendars
from services.values.calendar_rules import CalendarDraft
from services.values.input_rules import UNCHANGED


@strawberry.type(description="The settings of a ledger.")
class Ledger(Node):
    revision: int = strawberry.field(description="The revision, which rises by one with every change.")
    base_currency: CurrencyCode = strawberry.field(description="The currency of all figures.")
    time_zone: str = strawberry.field(description="The time zone of the ledger's days, such as Europe/Berlin.")
    calendars: list[Calendar] = strawberry.field(
        description="The rules by which budget periods start, oldest first. Each holds until the next one."
    )
    today: date = strawberry.field(description="The ledger's current date.")

    @classmethod
    def of(cls, row: LedgerRow, today: date) -> Self:
        return cls(
            id=global_id("Ledger", row.id),
            revision=row.revision,
            base_currency=CurrencyCode(row.base_currency),
            time_zone=row.time_zone,
            calendars=[Calendar.of(rule) for rule in calendars.Calendar.of(row).rules],
            today=today,
        )


@strawberry.type(description="A personal access token. Its secret was shown only when it was made.")
class AccessToken(Node):
    name: str = strawberry.field(description="The purpose of the token.")
    scopes: list[Scope] = strawberry.field(description="The access of the token.")
    created_at: datetime = strawberry.field(description="The time at which it was made.")
    used_at: datetime = strawberry.field(description="The time of its last use, to a few minutes.", metadata=VOLATILE)
    expires_at: datetime | None = strawberry.field(description="The time at which it expires, if it does.")

    @classmethod
    def of(cls, row: CredentialRow) -> Self:
        return cls(
            id=global_id("AccessToken", row.id),
            name=row.name,
            scopes=[Scope(word) for word in row.scopes.split()],
            created_at=row.created_at,
            used_at=row.used_at,
            expires_at=row.expires_at,
        )


@strawberry.type(description="A user.")
class User(Node):
    username: str = strawberry.field(description="The name for signing in.")
    name: str = strawberry.field(description="The name to show.")
    locale: str = strawberry.field(description="The language tag for numbers and dates, such as en-GB.")
    created_at: datetime = strawberry.field(description="The time at which the user signed up.")
    ledger: Ledger = strawberry.field(description="The ledger of the user.")

    @strawberry.field(description="The personal access tokens that are not revoked, newest first.")
    async def access_tokens(self, info: Info) -> list[AccessToken]:
        rows = await info.context.services.access_tokens.all(info.context.signed_in)
        return [AccessToken.of(row) for row in rows]

    @classmethod
    async def read(cls, info: Info) -> Self:
        """Read the viewer's user from the database."""
        user, ledger = await info.context.services.users.get(info.context.signed_in)
        return cls.of(user, ledger, info.context.services.today(ledger.time_zone))

    @classmethod
    def of(cls, user: UserRow, ledger: LedgerRow, today: date) -> Self:
        """Return the user of a row, with the ledger."""
        return cls(
            id=global_id("User", user.id),
            username=user.username,
            name=user.name,
            locale=user.locale,
            created_at=user.created_at,
            ledger=Ledger.of(ledger, today),
        )


@strawberry.input(description="A new user with a new ledger.")
class SignUpInput(NullMeansDefault):
    username: str = strawberry.field(description="The name to sign in with: 2 to 64 letters, digits or . _ @ + -")
    password: str = strawberry.field(
        description=f"The password, {passwords.SHORTEST} to {passwords.LONGEST} characters."
    )
    name: str = defaulted("", "The name to show. The default is the username.")
    locale: str = defaulted("en", "A language tag such as en-GB.")
    base_currency: CurrencyCode = defaulted(
        CurrencyCode("EUR"), "The currency of all figures. It is fixed once there is a transaction.", CurrencyCode
    )
    time_zone: str = defaulted("UTC", "The ledger's time zone, such as Europe/Berlin.")
    calendar: CalendarInput | None = strawberry.field(
        default=None, description="The start of budget periods. The default is the calendar month."
    )

    def draft(self) -> SignUpDraft:
        return SignUpDraft(
            username=self.username,
            password=self.password,
            name=self.name or self.username,
            locale=self.locale,
            base_currency=self.base_currency,
            time_zone=self.time_zone,
            calendar=self.calendar.draft() if self.calendar else CalendarDraft(),
        )


@strawberry.input(description="The user who signs in.")
class SignInInput:
    username: str = strawberry.field(description="The username, in any case.")
    password: str = strawberry.field(description="The password.")


@strawberry.input(description="Options for signing out everywhere.")
class SignOutEverywhereInput(NullMeansDefault):
    access_tokens: bool = defaulted(False, "True to end all access tokens too.")


@strawberry.input(description="Changes of the signed-in user. Omitted fields stay.")
class UpdateProfileInput:
    name: str | None = strawberry.field(default=strawberry.UNSET, description="The new name.")
    locale: str | None = strawberry.field(default=strawberry.UNSET, description="The new language tag.")

    def edit(self) -> ProfileEdit:
        check_not_null(self, "name", "locale")
        return ProfileEdit(name=edited(self.name), locale=edited(self.locale))


@strawberry.input(description="Changes of the ledger. Omitted fields stay.")
class UpdateLedgerInput:
    base_currency: CurrencyCode | None = strawberry.field(
        default=strawberry.UNSET, description="The new base currency. It is fixed once there is a transaction."
    )
    time_zone: str | None = strawberry.field(default=strawberry.UNSET, description="The new time zone.")
    calendar: CalendarInput | None = strawberry.field(
        default=strawberry.UNSET, description="The new start of budget periods."
    )

    def edit(self) -> LedgerEdit:
        check_not_null(self, "base_currency", "time_zone", "calendar")
        return LedgerEdit(
            base_currency=edited(self.base_currency),
            time_zone=edited(self.time_zone),
            calendar=self.calendar.draft() if self.calendar else UNCHANGED,
        )


@strawberry.input(description="A new password.")
class ChangePasswordInput(NullMeansDefault):
    current: str = strawberry.field(description="The current password.")
    new: str = strawberry.field(
        description=f"The new password, {passwords.SHORTEST} to {passwords.LONGEST} characters."
    )
    keep_access_tokens: bool = defaulted(False, "True if access tokens continue to work.")


@strawberry.input(description="A new personal access token.")
class CreateAccessTokenInput:
    name: str = strawberry.field(description="The purpose of the token.")
    scopes: list[Scope] = strawberry.field(description="The access of the token. Each scope includes READ.")
    expires_on: date | None = strawberry.field(
        default=None, description="The last day on which it works. Without one it does not expire."
    )


@strawberry.input(description="An access token to end.")
class RevokeAccessTokenInput:
    id: strawberry.ID = strawberry.field(description="The token.")


@strawberry.input(description="An account to delete with all its data.")
class DeleteUserInput:
    password: str = strawberry.field(description="The password, as a confirmation.")
