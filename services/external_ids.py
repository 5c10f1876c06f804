"""External ids: what another program calls a transaction, so that it is recorded once in its account."""

from collections.abc import Iterable, Sequence

from db.transactions import TransactionRow
from services.transaction_drafts import TransactionDraft


def external_ids_of(drafts: Iterable[TransactionDraft]) -> list[str]:
    """Return the external ids that drafts have, each once."""
    return sorted({draft.external_id for draft in drafts if draft.external_id})


def answered(rows: Sequence[TransactionRow], there: Iterable[TransactionRow]) -> list[TransactionRow]:
    """Return for each new transaction the first of its account with its external id: one that is there, or it."""
    first = {(row.account_id, row.external_id): row for row in sorted(there, key=lambda row: row.id, reverse=True)}
    return [first.setdefault((row.account_id, row.external_id), row) if row.external_id else row for row in rows]
