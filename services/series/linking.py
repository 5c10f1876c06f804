"""Linking: find the series that a transaction pays."""

from collections.abc import Iterable, Sequence

from db.series import SeriesLink, SeriesRow
from db.transactions import TransactionRow
from services.values.payees import payee_key

LINKED = ("date", "payee", "account_id", "account_amount")  # the columns that decide on the series of a transaction


def links_of(rows: Iterable[TransactionRow], known: Sequence[SeriesRow]) -> list[SeriesLink]:
    """Return the links of the transactions that pay a series: each that with the nearest amount."""
    links = []
    for row in rows if known else ():
        paid = [series for series in known if _is_paid_by(series, row)]
        if paid:
            nearest = min(paid, key=lambda series: abs((series.amount or 0) - row.account_amount))
            links.append(SeriesLink(row.ledger_id, row.id, nearest.id, row.date))
    return links


def _is_paid_by(series: SeriesRow, row: TransactionRow) -> bool:
    """Return True for the same payee, account and direction, and an amount from half to double of that expected."""
    if series.account_id != row.account_id or payee_key(series.payee) != payee_key(row.payee):
        return False
    if series.amount is None:
        return row.account_amount < 0
    expected, paid = abs(series.amount), abs(row.account_amount)
    return (series.amount < 0) == (row.account_amount < 0) and expected <= 2 * paid and paid <= 2 * expected
