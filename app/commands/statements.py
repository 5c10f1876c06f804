"""Bank statements on the command line: the options that describe a file, and the report of its lines."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import CommandError

if TYPE_CHECKING:
    from services.imports import FileLine, ImportReport, LineQuery
    from services.statements import Choice, CsvMapping, OpenQuestion

SET_ASIDE_SHOWN = 10
SKIPPED_SHOWN = 10

_CHOICES: dict[str, dict[str, object]] = {
    "decimal_mark": {".": ".", ",": ","},
    "has_header": {"yes": True, "no": False},
    "expenses_positive": {"yes": True, "no": False},
}

# Settings that are options of the command itself.
_OPTIONS = {"same_lines": "--same", "new_lines": "--new", "account": "--account", "account_id": "--into"}


def mapping_of(pairs: Sequence[str]) -> "CsvMapping":
    """Read the columns of a CSV file from pairs such as “date=Posted”. Raises CommandError for a wrong pair."""
    from dataclasses import fields

    from services.statements import CsvMapping, DateOrder

    known = [field.name for field in fields(CsvMapping)]
    choices: dict[str, dict[str, object]] = {**_CHOICES, "date_order": {str(order): order for order in DateOrder}}
    values: dict[str, object] = {}
    for pair in pairs:
        key, _, value = pair.partition("=")
        if key not in known or not value:
            raise CommandError(f"“{pair}” is no KEY=VALUE of --csv; the keys are {', '.join(known)}.")
        meanings = choices.get(key, {value: value})
        if value not in meanings:
            raise CommandError(f"“{value}” is no {key} of --csv; use {' or '.join(meanings)}.")
        values[key] = meanings[value]
    return CsvMapping(**values)  # type: ignore[arg-type]


def query_of(words: Sequence[str]) -> "LineQuery | None":
    """Return the query for the lines to show: “all”, or states. Raises CommandError for another word."""
    from services.imports import MOST_LINES, LineQuery, LineState

    known = {str(state).lower(): state for state in LineState}
    wrong = next((word for word in words if word.lower() not in {"all", *known}), None)
    if wrong is not None:
        raise CommandError(f"“{wrong}” is nothing to --show; use all, {', '.join(known)}.")
    if not words:
        return None
    states = None if "all" in map(str.lower, words) else tuple(known[word.lower()] for word in words)
    return LineQuery(MOST_LINES, states=states)


def described(path: Path, report: "ImportReport", *, dry_run: bool) -> Iterator[str]:
    """Describe the result of an import or of a dry run, one line each."""
    from services.values.money import money_decimal

    days = f", {report.first_day} to {report.last_day}" if report.first_day else ""
    recorded, restored = ("to record", "to restore") if dry_run else ("recorded", "restored")
    known = f"{report.duplicates} already there, {report.deleted_duplicates} deleted before"
    yield f"{path.name}: {report.recorded} {recorded}, {report.restored} {restored}, {known}{days}."
    if report.new_accounts:
        names = ", ".join(f"{account.name} ({account.currency})" for account in report.new_accounts)
        yield f"  New accounts: {names}."
    if report.omitted:
        yield f"  {report.omitted} left out."
    if dry_run:
        yield from _rehearsed(report)
        yield from map(_line, report.lines)
    yield from (f"  {note.message}" for note in report.detected.notes)
    for row in report.skipped[:SKIPPED_SHOWN]:
        yield f"  Line {row.line} is no transaction ({row.reason.lower()}): {row.text}"
    if report.skipped_count > SKIPPED_SHOWN:
        yield f"  {report.skipped_count - SKIPPED_SHOWN} more such lines."
    for line in report.set_aside[:SET_ASIDE_SHOWN]:
        why = "deleted before" if line.deleted else "already there"
        why += f" as “{line.known_as}”" if line.known_as else ""
        amount = f"{money_decimal(line.amount)} {line.amount.currency}"
        yield f"  Line {line.line}, {line.date}, {amount}, {line.payee}: {why}."
    if report.unknown_categories:
        yield f"  Not categorised, because unknown here: {', '.join(report.unknown_categories)}."


def described_question(path: Path, question: "OpenQuestion", currency: str) -> Iterator[str]:
    """Describe a question about a file, with the option and the effect of each answer."""
    yield f"{path.name}: {question.message}"
    for choice in question.choices:
        options = " ".join(_option(*setting) for setting in choice.settings.items())
        yield f"  {options}: {choice.label}{_given(choice, currency)}."


def fault(path: Path, message: str, field: tuple[str, ...] | None) -> str:
    """Describe a problem with a file and name its line."""
    line = f", line {field[1]}" if field and field[0] == "file" and len(field) > 1 else ""
    return f"{path.name}{line}: {message}"


def _option(name: str, value: str | bool) -> str:
    if name == "new_accounts":
        return "--new-accounts"
    if name in _OPTIONS:
        return f'{_OPTIONS[name]} "{value}"' if " " in str(value) else f"{_OPTIONS[name]} {value}"
    return f"--csv {name}={value if isinstance(value, str) else 'yes' if value else 'no'}"


def _given(choice: "Choice", currency: str) -> str:
    from services.values.money import Money, money_decimal

    if choice.lines is None:
        return ""
    sums = [
        f"{money_decimal(Money(income, code or currency))} in, {money_decimal(Money(expenses, code or currency))} out"
        f" in {code or currency}"
        for code, (income, expenses) in choice.totals.items()
    ]
    return f" ({', '.join([f'{choice.lines} transactions', *sums])})"


def _line(line: "FileLine") -> str:
    from services.values.money import Money, money_decimal

    start = f"  Line {line.line}, {line.state.lower()}"
    if line.row is None:
        return f"{start}: {line.text}"
    row = line.row
    known = f" (there as “{line.known_as}”)" if line.known_as else ""
    amount = f"{money_decimal(Money(row.amount, row.currency))} {row.currency}"
    return f"{start}: {row.date}, {amount}, {row.payee}{known}"


def _rehearsed(report: "ImportReport") -> Iterator[str]:
    from services.values.money import Money, money_decimal

    detected = report.detected
    columns = ", ".join(f"{role} from {name}" for role, _, name in detected.columns)
    yield f"  Read as {', '.join(filter(None, (detected.format, detected.encoding, detected.date_order, columns)))}."
    for row in report.preview:
        yield f"  {row.date}  {money_decimal(Money(row.amount, row.currency)):>12} {row.currency}  {row.payee}"
