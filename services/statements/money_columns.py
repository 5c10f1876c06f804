"""Find the columns of money if their names do not tell: by the running balance, or by a question."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, permutations

from services.statements.amounts import MarkEvidence, read_decimal
from services.statements.column_profiles import Profile
from services.statements.column_roles import MONEY, Roles
from services.statements.dates import DateEvidence
from services.statements.options import ReadOptions
from services.statements.running_balance import LEAST_STEPS, BalanceTrail, RowOrder
from services.statements.statement import Choice, OpenQuestion, QuestionAbout, Settings, Undecided
from services.statements.tables import Row, is_date
from services.statements.texts import Unreadable, shown
from services.values.errors import invalid
from services.values.money import decimal_places

_MOST_CANDIDATES = 8
_MOST_CHOICES = 6


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible reading of the money: one column, or a pair of money out and money in."""

    columns: Mapping[str, int]
    balance: int | None = None

    @property
    def settings(self) -> Settings:
        """Return the settings that choose it."""
        return {role: str(column + 1) for role, column in self.columns.items()}


def find_money(
    roles: Roles, profiles: Sequence[Profile], body: Sequence[Row], header: Sequence[str], options: ReadOptions
) -> bool:
    """Find the columns of amounts if no name tells them; return True if only the running balance proves them."""
    if set(MONEY) & roles.columns.keys():
        if roles.rivals:
            _settle_rivals(roles, header, body)
        _settle_half(roles, profiles, body, header, options)
        return False
    balance = roles.columns.get("balance", (None,))[0]
    free = [at for at in range(len(profiles)) if at not in roles.used | roles.balances]
    numbers = [at for at in free if profiles[at].holds_amounts]
    if not numbers and balance is not None:
        raise invalid("The file holds balances, but no transactions; export the transactions at your bank.", "file")
    if not numbers or "date" not in roles.columns:
        return False
    rows = [row for row in body if len(row) > roles.columns["date"][0] and is_date(row[roles.columns["date"][0]])]
    proven = _proven(rows, numbers, balance, roles, options) if len(numbers) <= _MOST_CANDIDATES else []
    is_signed = all(profiles[at].negative for candidate in proven for at in candidate.columns.values())
    if len(proven) == 1 and (len(rows) > LEAST_STEPS or is_signed):
        _take(roles, proven[0])
        return True
    strong = [at for at in numbers if profiles[at].fractions or profiles[at].marked] or numbers
    if len(strong) == 1:
        _take(roles, Candidate({"amount": strong[0]}))
        return False
    raise Undecided(_question(_candidates(strong, profiles), header, rows))


def _take(roles: Roles, chosen: Candidate) -> None:
    roles.columns |= {role: (column,) for role, column in chosen.columns.items()}
    if chosen.balance is not None:
        roles.columns["balance"] = (chosen.balance,)
    if "amount" not in chosen.columns:
        roles.columns.pop("direction", None)


def _settle_rivals(roles: Roles, header: Sequence[str], body: Sequence[Row]) -> None:
    chosen = roles.columns["amount"][0]
    candidates = [Candidate({"amount": at}) for at in (chosen, *roles.rivals)]
    raise Undecided(_question(candidates, header, body))


def _settle_half(
    roles: Roles, profiles: Sequence[Profile], body: Sequence[Row], header: Sequence[str], options: ReadOptions
) -> None:
    """Ask for the other half of a pair if a name tells only one half."""
    named = [role for role in ("debit", "credit") if role in roles.columns]
    if len(named) != 1 or "amount" in roles.columns or getattr(options.csv, named[0]):
        return
    known, missing = named[0], "credit" if named[0] == "debit" else "debit"
    at = roles.columns[known][0]
    free = [column for column in range(len(profiles)) if column not in roles.used | roles.balances]
    halves = [
        column for column in free if profiles[column].holds_amounts and _completes(profiles[column], profiles[at])
    ]
    if halves:
        pairs = [Candidate({known: at, missing: column}) for column in halves]
        raise Undecided(_question([*pairs, Candidate({known: at})], header, body))


def _candidates(numbers: Sequence[int], profiles: Sequence[Profile]) -> list[Candidate]:
    pairs = [pair for pair in combinations(numbers, 2) if _is_pair(profiles[pair[0]], profiles[pair[1]])]
    both = [Candidate({"debit": out, "credit": back}) for pair in pairs for out, back in (pair, pair[::-1])]
    return [*both, *(Candidate({"amount": at}) for at in numbers)]


def _completes(column: Profile, known: Profile) -> bool:
    """Return True if a column has money mostly where another has none."""
    moved = column.filled - column.zeros
    return 0 < moved <= 1.2 * (known.rows - known.filled + known.zeros)


def _is_pair(one: Profile, other: Profile) -> bool:
    """Return True if each row has money in exactly one of two columns."""
    moved = one.filled - one.zeros + other.filled - other.zeros
    return moved == one.rows and min(one.filled - one.zeros, other.filled - other.zeros) > 0


def _proven(
    rows: Sequence[Row], numbers: Sequence[int], known: int | None, roles: Roles, options: ReadOptions
) -> list[Candidate]:
    """Return the candidates that a column of balances proves in every row; equal amounts count once."""
    marks = MarkEvidence(decimal_places(options.currency) or 0)
    days = DateEvidence()
    for row in rows:
        days.add(row[roles.columns["date"][0]])
        for at in [*numbers, *([known] if known is not None else [])]:
            marks.add(row[at] if at < len(row) else "")
    mark = options.csv.decimal_mark or marks.mark
    cells = {
        at: [_decimal(row, at, mark) for row in rows] for at in {*numbers, *([known] if known is not None else [])}
    }
    orders = _orders(days)
    proven: dict[tuple[Decimal | None, ...], Candidate] = {}
    for balance in [known] if known is not None else numbers:
        for candidate, amounts in _readings([at for at in numbers if at != balance], cells):
            trail = BalanceTrail(1)
            for line, (level, amount) in enumerate(zip(cells[balance], amounts, strict=True)):
                trail.add(line, level, [amount])
            if trail.explained(0) & orders:
                proven.setdefault(tuple(amounts), Candidate(candidate.columns, balance))
    return list(proven.values())


def _orders(days: DateEvidence) -> set[RowOrder]:
    """Return the orders of rows that the dates allow."""
    rises, falls = days.moves
    if rises == falls:
        return set(RowOrder)
    return {RowOrder.OLDEST_FIRST if rises else RowOrder.NEWEST_FIRST}


def _readings(
    numbers: Sequence[int], cells: Mapping[int, Sequence[Decimal | None]]
) -> Iterator[tuple[Candidate, list[Decimal | None]]]:
    for at in numbers:
        yield Candidate({"amount": at}), list(cells[at])
    for out, back in permutations(numbers, 2):
        pairs = list(zip(cells[out], cells[back], strict=True))
        if all(bool(debit) != bool(credit) for debit, credit in pairs):
            zero = Decimal()
            amounts: list[Decimal | None] = [abs(credit or zero) - abs(debit or zero) for debit, credit in pairs]
            yield Candidate({"debit": out, "credit": back}), amounts


def _decimal(row: Row, column: int, mark: str) -> Decimal | None:
    try:
        return read_decimal(row[column], mark)[0] if column < len(row) else None
    except Unreadable:
        return None


def _question(candidates: Sequence[Candidate], header: Sequence[str], rows: Sequence[Row]) -> OpenQuestion:
    def name(column: int) -> str:
        known = header[column].strip() if column < len(header) else ""
        first = next((row[column].strip() for row in rows if column < len(row) and row[column].strip()), "")
        return f"“{shown(known)}”" if known else f"column {column + 1} (it begins with {shown(first)})"

    def label(candidate: Candidate) -> str:
        if "amount" in candidate.columns:
            return f"The amounts are in {name(candidate.columns['amount'])}"
        sides = {"debit": "money out", "credit": "money in"}
        columns = [f"{sides[role]} is in {name(column)}" for role, column in sorted(candidate.columns.items())[::-1]]
        text = ", ".join(columns)
        return f"{text[0].upper()}{text[1:]}"

    message = "More than one column may hold the amounts. Which one is it?"
    choices = tuple(Choice(label(candidate), candidate.settings) for candidate in candidates[:_MOST_CHOICES])
    return OpenQuestion(QuestionAbout.AMOUNTS, message, choices)
