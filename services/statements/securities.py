"""Tables of securities and of sums, which have dates and amounts but are no statements."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from services.statements.tables import Row
from services.statements.vocabulary import normalise
from services.values.errors import invalid

_QUANTITIES = frozenset(("qty", "quantity", "shares", "units", "stueck", "anzahl", "quantite", "cantidad"))
_PRICES = frozenset(("price", "share price", "unit price", "kurs", "preis", "cours", "precio", "prix"))
_COUNTS = frozenset(
    ("num transactions", "number of transactions", "transaction count", "transactions count", "no of transactions")
)
_NEAR = Decimal("0.01")


def refuse_others(header: Sequence[str], body: Sequence[Row], amount: int | None) -> None:
    """Refuse a table of trades or of sums; `amount` is its column of signed amounts.

    A bank pays for what is bought, so its amounts have the other sign than the quantity; a list of trades does not.
    """
    names = [normalise(name) for name in header]
    if not _COUNTS.isdisjoint(names):
        raise invalid("The file holds sums of transactions, not each of them; export the transactions.", "file")
    quantity = next((at for at, name in enumerate(names) if name in _QUANTITIES), None)
    price = next((at for at, name in enumerate(names) if name in _PRICES), None)
    if quantity is None or price is None or amount is None:
        return
    trades = [_values(row, (quantity, price, amount)) for row in body]
    products = [(count * cost, paid) for count, cost, paid in filter(None, trades) if count * cost * paid]
    same = sum(abs(product - paid) <= _NEAR * abs(paid) for product, paid in products)
    if products and same * 2 > len(products):
        raise invalid(
            "The file holds trades of securities, whose amounts are no payments; export the account's transactions.",
            "file",
        )


def _values(row: Row, columns: Sequence[int]) -> tuple[Decimal, ...] | None:
    try:
        return tuple(_plain(row[at]) for at in columns)
    except (IndexError, InvalidOperation):
        return None


def _plain(text: str) -> Decimal:
    """Read an amount with a decimal point; parentheses mean a minus."""
    digits = "".join(char for char in text if char.isdecimal() or char in ".-")
    return -Decimal(digits) if text.strip().startswith("(") else Decimal(digits)
