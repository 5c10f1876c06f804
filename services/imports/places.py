"""Places: find the account of each line of a statement, and make the accounts that are missing."""

from typing import NamedTuple
from uuid import UUID

from db.accounts import FIRST_KIND, AccountRow
from db.ledgers import LedgerRow
from db.stores.ids import new_id
from services.accounts.known import MOST_ACCOUNTS, KnownAccounts, unlike
from services.imports.similar_accounts import Similar, account_question
from services.statements import OpenQuestion
from services.values.errors import conflict, invalid

FEWEST_DIGITS = 5  # of an account's number


class Place(NamedTuple):
    """The account of a line, and its name in the line's fingerprint."""

    account: AccountRow
    mark: str


class Places:
    """The account for each name by which statements call it.

    A line without a name belongs to the account that the request names, or else to the default, or to the first that
    is open. A name that nobody knows becomes a new account; if the request chose an account by its id, it becomes
    another name of that.
    """

    def __init__(
        self,
        known: KnownAccounts,
        ledger: LedgerRow,
        name: str,
        chosen_id: UUID | None,
        default_id: UUID | None = None,
    ) -> None:
        if name and chosen_id:
            raise invalid("Name the account by accountId or by account, not by both.", "account_id")
        self.made: list[AccountRow] = []
        self.learned: dict[str, str] = {}
        self._known = known
        self._ledger = ledger
        self._name = name
        self.chosen = known.chosen(chosen_id, "account_id") if chosen_id else None
        self._default = known[default_id] if default_id else None
        self._by_mark = {mark: row for row in known.values() for mark in (*row.aliases, row.import_name) if mark}
        self._by_name = {_plain(text): row for row in reversed(known.values()) for text in (row.number, row.name)}
        self._places: dict[str, Place] = {}

    @property
    def currency(self) -> str | None:
        """Return the currency of the account that the request names; None if it has none yet."""
        if self._name:
            row = self._found(self._name)
            return row and row.currency
        row = self.chosen or self._default or next(self._known.open(), None)
        return row and row.currency

    @property
    def requested(self) -> AccountRow | None:
        """Return the account that the request names, if it is there or made, or else the default."""
        return self.chosen or (self._found(self._name) if self._name else self._default)

    @property
    def names(self) -> dict[UUID, str]:
        """Return the names of all accounts by their ids."""
        return {row.id: row.name for row in (*self._known.values(), *self.made)}

    def of(self, name: str, currency: str) -> Place:
        """Return the place of a line with this account and currency."""
        place = self._places.get(name)
        if place is None:
            place = self._places[name] = self._place(name, currency)
        return place

    def question(self, similar: Similar) -> OpenQuestion:
        """Make the question whether a new account is a known one."""
        is_by_request = similar.made.import_name == self._name
        name = self._known[similar.account_id].name
        return account_question(similar, name, is_by_request=is_by_request, is_only_one=len(self.made) == 1)

    def seen(self, name: str) -> AccountRow | None:
        """Return the account of the lines with this name, None if there was no such line."""
        place = self._places.get(name)
        return place and place.account

    def _place(self, name: str, currency: str) -> Place:
        named = name or self._name
        if known := named and self._found(named):
            return Place(known, known.aliases.get(named, known.import_name))
        if name and self.chosen:
            self.learned[name] = name
            return Place(self.chosen, name)
        if named:
            return Place(self._make(named, currency), named)
        row = self.chosen or self._default or self._known.chosen(None, "account")
        return Place(row, row.import_name)

    def _found(self, name: str) -> AccountRow | None:
        return self._by_mark.get(name) or self._by_name.get(_plain(name))

    def _make(self, name: str, currency: str) -> AccountRow:
        rows = [*self._known.values(), *self.made]
        if len(rows) >= MOST_ACCOUNTS:
            raise conflict(f"A ledger has at most {MOST_ACCOUNTS} accounts; merge some first.", "account")
        row = AccountRow(
            ledger_id=self._ledger.id,
            id=new_id(),
            name=unlike(name, rows),
            kind=FIRST_KIND,
            currency=currency,
            number=name if sum(map(str.isdigit, name)) >= FEWEST_DIGITS else "",
            position=max((row.position for row in rows), default=-1) + 1,
            opened_on=None,
            closed_on=None,
            counted=True,
            in_net_worth=True,
            import_name=name,
            aliases={},
        )
        self.made.append(row)
        self._by_mark[name] = row
        return row


def _plain(text: str) -> str:
    """Return a name or number in one case, without spaces."""
    return "".join(text.split()).casefold()
