"""The records of the demo household: accounts, categories, transactions, plans, goals and series."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

Kind = Literal["EXPENSE", "INCOME"]
EVERYDAY = "Everyday"


@dataclass(frozen=True, slots=True)
class HouseholdAccount:
    """An account, known by its name, in the base currency; `kind` is a kind of the API, `opening` its first balance."""

    name: str
    kind: str
    opening: Decimal


@dataclass(frozen=True, slots=True)
class HouseholdCategory:
    """A category, known by its name. `colour` is #rrggbb, `parent` the name of the category above it."""

    name: str
    kind: Kind
    colour: str
    icon: str
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class HouseholdSplit:
    """A part of a transaction in a category, in the currency of the transaction."""

    amount: Decimal
    category: str
    note: str = ""


class HouseholdTransaction(NamedTuple):
    """Money spent (negative) or received (positive), in units of `currency`.

    `exchange_rate` is base units per unit of another currency, None in the base currency; `category` is a name, None
    when nobody has categorised it yet, and the first of several `splits`; `account` is a name. The two transactions
    with the same `pair` belong together: a transfer, or a purchase and its refund.
    """

    date: date
    amount: Decimal
    currency: str
    exchange_rate: Decimal | None
    payee: str
    note: str
    category: str | None
    account: str = EVERYDAY
    pair: str | None = None
    tag: str | None = None
    splits: tuple[HouseholdSplit, ...] = ()


@dataclass(frozen=True, slots=True)
class HouseholdPlan:
    """The budget of a category from a month on ("2026-01"), in base units a month."""

    category: str
    month: str
    amount: Decimal


class HouseholdSeries(NamedTuple):
    """A monthly payment from its first day on, in base units; negative for money that leaves.

    Without an amount it pays all that is owed on the `other` account. The accounts and the category are names.
    """

    payee: str
    amount: Decimal | None
    first_on: date
    category: str | None = None
    account: str = EVERYDAY
    other: str | None = None


@dataclass(frozen=True, slots=True)
class HouseholdGoal:
    """A sum to save, with or without a date, and its contributions, oldest first, in base units."""

    name: str
    target: Decimal
    target_date: date | None
    contributions: tuple[tuple[date, Decimal], ...]


@dataclass(frozen=True, slots=True)
class Household:
    """The whole household. Parents come before their children, transactions oldest first.

    The accounts are as they were when the day `since` began.
    """

    base_currency: str
    since: date
    accounts: tuple[HouseholdAccount, ...]
    categories: tuple[HouseholdCategory, ...]
    transactions: tuple[HouseholdTransaction, ...]
    plans: tuple[HouseholdPlan, ...]
    goals: tuple[HouseholdGoal, ...]
    series: tuple[HouseholdSeries, ...]
