"""Decide the role of each column by its name and its cells."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from services.statements.column_names import (
    NAMES,
    header_currency,
    is_of_other_money,
    mapped_columns,
    names_direction,
    role_by_word,
    roles_of,
)
from services.statements.column_profiles import Profile
from services.statements.options import CsvMapping
from services.statements.vocabulary import normalise

MONEY = ("amount", "debit", "credit")
_TEXTS = ("payee", "note")
_OTHER_PARTIES = ("tegenpartij", "tegenrekening", "zahlungsbeteiligter", "contrepartie", "contraparte")
_BY_WORD = 10_000
_NET = NAMES["amount"].index("amount")
"""Names of amounts before this one are net of fees."""
_GENERIC = NAMES["amount"].index("betrag in")
"""Names of amounts before this one can mean nothing else."""

_FITS: Mapping[str, Callable[[Profile], bool]] = {
    "date": lambda column: column.dates > 0,
    "amount": lambda column: column.amounts > 0 and not column.holds_dates,
    "debit": lambda column: column.amounts > 0 and not column.holds_dates,
    "credit": lambda column: column.amounts > 0 and not column.holds_dates,
    "fee": lambda column: column.holds_amounts,
    "balance": lambda column: column.holds_amounts,
    "currency": lambda column: column.filled > 0 and not column.holds_amounts and not column.holds_dates,
    "status": lambda column: column.says_states,
}
_LIKELY: Mapping[str, Callable[[Profile], bool]] = {
    "date": lambda column: column.holds_dates,
    "amount": lambda column: column.holds_amounts,
    "debit": lambda column: column.holds_amounts,
    "credit": lambda column: column.holds_amounts,
    "balance": lambda column: column.holds_amounts,
    "payee": lambda column: column.holds_texts,
}


@dataclass(slots=True)
class Roles:
    """The columns decided so far, and those that may be reconsidered."""

    columns: dict[str, tuple[int, ...]]
    watched: tuple[int, ...] = ()
    """Columns that the header calls amounts: a row with money in one of them is never mere information."""
    rivals: tuple[int, ...] = ()
    """Columns that may be the amount as well as the one that was chosen."""
    balances: frozenset[int] = frozenset()
    """Columns that the header calls balances."""

    @property
    def used(self) -> set[int]:
        """Return every column with a role."""
        return {column for columns in self.columns.values() for column in columns}


def roles_by_name(header: Sequence[str], profiles: Sequence[Profile], mapping: CsvMapping, width: int) -> Roles:
    """Return the roles from the caller, then from names whose cells agree."""
    mapped = mapped_columns(mapping, header, width)
    by_name = _columns_by_name(header, profiles)
    columns: dict[str, tuple[int, ...]] = {role: (column,) for role, column in mapped.items()}
    taken = set(mapped.values())
    for role in ("date", *MONEY, "direction", "currency", "fee", "balance", "status", "split"):
        best = [column for _, column in by_name.get(role, ()) if column not in taken]
        if role not in mapped and best:
            columns[role] = tuple(best[:1])
            taken.add(best[0])
    _settle_money(columns, mapped, profiles)
    if "fee" not in mapped and any(
        rank < _NET for rank, at in by_name.get("amount", ()) if (at,) == columns.get("amount")
    ):
        columns.pop("fee", None)  # a net amount is already without its fee
    if "currency" not in mapped and any(
        header_currency(header[at]) for at in columns.get("amount", ()) if at < len(header)
    ):
        columns.pop("currency", None)  # the amounts name their own currency, so the column is about something else
    taken = {column for role in columns for column in columns[role]}
    for role in ("category", "account", "bank_id"):
        best = [column for _, column in by_name.get(role, ()) if column not in taken]
        if role not in mapped and best:
            columns[role] = tuple(best[:1])
            taken.add(best[0])
    _name_texts(columns, mapped, by_name, taken | _names_of_owner(header))
    balances = frozenset(column for _, column in by_name.get("balance", ()))
    rivals = () if set(MONEY) & mapped.keys() else _rivals(columns, header, by_name, profiles)
    watched = tuple(at for at, name in enumerate(header) if any(role in MONEY for _, role in roles_of(name)))
    return Roles(columns, watched, rivals, balances - set(mapped.values()))


def add_texts_by_content(roles: Roles, header: Sequence[str], profiles: Sequence[Profile]) -> None:
    """Find the payee by its cells if no name tells it: the column of words that varies most.

    Otherwise columns of words beyond the header belong to the note.
    """
    free = [at for at, column in enumerate(profiles) if at not in roles.used and column.holds_texts]
    if roles.columns.get("payee") or roles.columns.get("note"):
        beyond = tuple(at for at in free if at >= len(header) > 0)
        if beyond:
            roles.columns["note"] = (*roles.columns.get("note", ()), *beyond)
        return
    free = [at for at in free if not profiles[at].says_directions_only]
    if free:
        best = max(free, key=lambda at: (min(len(profiles[at].words), profiles[at].rows // 2 + 1), -at))
        roles.columns["payee"] = (best,)
        if len(free) > 1:
            roles.columns["note"] = tuple(at for at in free if at != best)


def add_by_content(roles: Roles, header: Sequence[str], profiles: Sequence[Profile]) -> None:
    """Find dates, currencies, states and directions by their cells, in columns without a known name."""
    free = [at for at in range(len(profiles)) if at not in roles.used]
    days = [at for at in free if profiles[at].holds_dates]
    if days and not roles.columns.get("date"):
        roles.columns["date"] = (days[0],)
    codes = [at for at in free if profiles[at].holds_codes and not (at < len(header) and is_of_other_money(header[at]))]
    own = [header_currency(header[at]) for at in roles.columns.get("amount", ()) if at < len(header)]
    if codes and not roles.columns.get("currency") and not any(own):
        roles.columns["currency"] = (codes[0],)
    states = [at for at in free if at not in roles.used and profiles[at].says_states_only]
    # A transaction that is not cleared in an app is booked all the same.
    states = [at for at in states if not (at < len(header) and "cleared" in normalise(header[at]))]
    if states and not roles.columns.get("status"):
        roles.columns["status"] = (states[0],)
    ways = [at for at in free if at not in roles.used and profiles[at].says_directions_only]
    if ways and not roles.columns.get("direction") and not roles.columns.get("debit"):
        roles.columns["direction"] = (ways[0],)


def _columns_by_name(header: Sequence[str], profiles: Sequence[Profile]) -> dict[str, list[tuple[int, int]]]:
    """Return (rank, column) of the columns for each role, the best first, by their names and matching cells."""
    by_name: dict[str, list[tuple[int, int]]] = {}
    doubtful: dict[str, list[tuple[int, int]]] = {}
    for at, (name, column) in enumerate(zip(header, profiles, strict=False)):
        listed = roles_of(name)
        for rank, role in listed:
            fits = _is_direction(name, column) if role == "direction" else _FITS.get(role, _is_filled)(column)
            if fits or (role in ("debit", "credit") and not column.filled):
                by_name.setdefault(role, []).append((rank, at))
            elif role in ("date", *MONEY) and column.filled and not column.holds_dates and not column.amounts:
                doubtful.setdefault(role, []).append((rank, at))
        by_word = role_by_word(name)
        if by_word and not listed and _LIKELY[by_word](column):
            by_name.setdefault(by_word, []).append((_BY_WORD + at, at))
    # A column of only broken cells keeps its role, so that each row becomes a fault.
    if "date" not in by_name and "date" in doubtful and not any(column.holds_dates for column in profiles):
        by_name["date"] = doubtful["date"]
    if not by_name.keys() & set(MONEY):
        by_name |= {role: columns_of_role for role, columns_of_role in doubtful.items() if role in MONEY}
    # Of two columns with one name the fuller one is meant.
    return {
        role: sorted(ranked, key=lambda column: (column[0], -profiles[column[1]].filled, column[1]))
        for role, ranked in by_name.items()
    }


def _is_filled(column: Profile) -> bool:
    return column.filled > 0


def _is_direction(name: str, column: Profile) -> bool:
    if names_direction(name):
        return column.filled > 0 and not column.holds_amounts
    return column.says_directions_only or column.says_directions_mostly


def _settle_money(columns: dict[str, tuple[int, ...]], mapped: Mapping[str, int], profiles: Sequence[Profile]) -> None:
    """Keep one notation of money: the caller's, signed amounts, a pair, or unsigned amounts."""
    roles = [role for role in MONEY if role in columns]
    if not mapped.keys() & set(MONEY) and not any(profiles[columns[role][0]].filled for role in roles):
        for role in roles:
            del columns[role]
    for role in ("debit", "credit"):
        if role in columns and role not in mapped and not profiles[columns[role][0]].filled and "amount" in columns:
            del columns[role]
    is_pair = "debit" in columns and "credit" in columns
    if "debit" in mapped or "credit" in mapped:
        columns.pop("amount", None)
    elif "amount" in columns and (
        "amount" in mapped or not is_pair or profiles[columns["amount"][0]].negative or "direction" in columns
    ):
        columns.pop("debit", None)
        columns.pop("credit", None)
    elif is_pair:
        columns.pop("amount", None)
    if "amount" not in columns and "direction" not in mapped:
        columns.pop("direction", None)


def _name_texts(
    columns: dict[str, tuple[int, ...]],
    mapped: Mapping[str, int],
    by_name: Mapping[str, Iterable[tuple[int, int]]],
    taken: set[int],
) -> None:
    """Choose the columns of the payee, best name first, and of the note, which are the rest."""
    payees = [column for _, column in by_name.get("payee", ()) if column not in taken]
    notes = [column for _, column in by_name.get("note", ()) if column not in taken]
    if "payee" not in mapped and payees:
        columns["payee"] = tuple(payees)
    if "note" not in mapped:
        only_notes = [column for column in notes if column not in columns.get("payee", ())]
        columns["note"] = tuple(only_notes)
        if "payee" in mapped:
            columns["note"] += tuple(column for column in payees if column not in only_notes)
    for role in _TEXTS:
        if not columns.get(role):
            columns.pop(role, None)


def _names_of_owner(header: Sequence[str]) -> set[int]:
    """Return the columns such as “Naam” beside “Naam tegenpartij”: the name of the account's owner, in each row."""
    names = [normalise(name) for name in header]
    return {
        at
        for at, name in enumerate(names)
        if name in ("naam", "name", "nom", "nombre") and any(f"{name} {other}" in names for other in _OTHER_PARTIES)
    }


def _rivals(
    columns: Mapping[str, tuple[int, ...]],
    header: Sequence[str],
    by_name: Mapping[str, Iterable[tuple[int, int]]],
    profiles: Sequence[Profile],
) -> tuple[int, ...]:
    """Return other columns that may be the amount, if the chosen one has no certain name."""
    if "amount" not in columns:
        return ()
    chosen = columns["amount"][0]
    rank = min((rank for rank, column in by_name.get("amount", ()) if column == chosen), default=0)
    if rank < _GENERIC:
        return ()
    used = {column for role in columns for column in columns[role]}
    by_word = [at for at, name in enumerate(header[: len(profiles)]) if role_by_word(name) == "amount"]
    named = {column for _, column in by_name.get("amount", ())} | set(by_word)
    return tuple(
        at for at in sorted(named - used) if profiles[at].holds_amounts and profiles[at].words != profiles[chosen].words
    )
