"""Origins of the fields of a transaction: its statement, a rule, or somebody by hand, which no rule overwrites.

A row keeps one bit for each field that somebody set after it was imported, and one for each that a rule set.
"""

from enum import StrEnum

from db.transactions import TransactionRow


class Origin(StrEnum):
    """The origin of a field of a transaction."""

    HAND = "HAND"
    RULE = "RULE"
    STATEMENT = "STATEMENT"


_HAND = {"payee": 1, "note": 2, "category_id": 4}
_RULE = {field: 8 * bit for field, bit in _HAND.items()}
_KEPT = {field: ~(_HAND[field] | _RULE[field]) for field in _HAND}


def origin_of(row: TransactionRow, field: str) -> Origin | None:
    """Return the origin of the payee, note or category_id of a transaction; None if nobody set it."""
    origins = row.origins or 0
    if origins & _HAND[field]:
        return Origin.HAND
    if origins & _RULE[field]:
        return Origin.RULE
    if not getattr(row, field):
        return None
    return Origin.HAND if row.import_id is None else Origin.STATEMENT


def set_by_hand(before: TransactionRow, after: TransactionRow) -> TransactionRow:
    """Return a transaction after an edit, which knows the fields that the edit set."""
    for field, bit in _HAND.items():
        if getattr(before, field) != getattr(after, field):
            after = after._replace(origins=((after.origins or 0) & _KEPT[field]) or None)
            if origin_of(after, field) != Origin.HAND:
                after = after._replace(origins=(after.origins or 0) | bit)
    return after


def set_by_rules(row: TransactionRow, values: dict[str, object]) -> TransactionRow:
    """Return a transaction with the values that rules give it; it keeps the payee of its statement."""
    origins = row.origins or 0
    for field in values:
        origins = origins & _KEPT[field] | _RULE[field]
    statement_payee = row.statement_payee
    if "payee" in values and origin_of(row, "payee") == Origin.STATEMENT:
        statement_payee = row.payee
    return row._replace(**values, origins=origins, statement_payee=statement_payee)  # type: ignore[arg-type]
