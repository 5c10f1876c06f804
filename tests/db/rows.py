"""Rows with plausible values, for tests that care about only some of them."""

from datetime import UTC, date, datetime
from uuid import UUID

from db.accounts import CheckRow
from db.alerts import AlertRow, AlertRuleRow
from db.categories import CategoryRow
from db.conversations import MessageRow
from db.imports import ImportRow
from db.ledgers import LedgerRow
from db.report_views import ReportViewRow
from db.rules import RuleRow
from db.series import SeriesRow
from db.splits import SplitRow
from db.stores.ids import new_id
from db.transactions import TransactionRow
from db.users import UserRow
from db.webhooks import DeliveryRow, WebhookRow

NOON = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)


def ledger() -> LedgerRow:
    """A new ledger in euros."""
    return LedgerRow(new_id(), 0, "EUR", "Europe/Berlin")


def user(ledger_id: UUID, username: str) -> UserRow:
    """A new user of a ledger."""
    return UserRow(new_id(), ledger_id, username, "hash", username.title(), "en-GB", NOON)


def category(ledger_id: UUID, name: str = "Groceries") -> CategoryRow:
    """A new expense category at the top level."""
    return CategoryRow(ledger_id, new_id(), None, name, "EXPENSE", "#2E7D32", "basket", False)


def transaction(ledger_id: UUID, amount: int = -1250, day: date = date(2026, 3, 1)) -> TransactionRow:
    """A new transaction of the first account, in the base currency and of no category; `_replace` says the rest."""
    return TransactionRow(
        ledger_id=ledger_id,
        id=new_id(),
        account_id=ledger_id,
        date=day,
        amount=amount,
        currency="EUR",
        exchange_rate=None,
        base_amount=amount,
        account_amount=amount,
        payee="Corner Shop",
        note="",
        category_id=None,
    )


def split(whole: TransactionRow, number: int) -> SplitRow:
    """Half of a transaction, of no category."""
    amount = whole.amount // 2
    return SplitRow(whole.ledger_id, new_id(), whole.id, number, whole.date, whole.deleted, amount, amount, None, "")


def report_view(ledger_id: UUID) -> ReportViewRow:
    """A new saved report."""
    return ReportViewRow(ledger_id, new_id(), "Groceries", {})


def message(ledger_id: UUID, revision: int, author: str = "USER", text: str = "How much is left?") -> MessageRow:
    """A new message that was added at a revision."""
    return MessageRow(ledger_id, new_id(), revision, author, text, "COMPLETE", "", "", [], NOON, parts=[])


def check(ledger_id: UUID, amount: int = 10_000, day: date = date(2026, 3, 1), source: str = "MANUAL") -> CheckRow:
    """A new check of the first account."""
    return CheckRow(ledger_id, new_id(), ledger_id, day, amount, source)


def finished_import(ledger_id: UUID) -> ImportRow:
    """An import that brought nothing."""
    import_id = new_id()
    return ImportRow(
        ledger_id=ledger_id,
        id=import_id,
        revision=1,
        at=NOON,
        actor=None,
        file_name="march.csv",
        account_ids=[],
        learned=[],
        recorded=0,
        restored=0,
        duplicates=0,
        first_id=import_id,
        last_id=import_id,
    )


def rule(ledger_id: UUID) -> RuleRow:
    """A new rule that gives a note."""
    conditions = {"texts": [{"field": "PAYEE", "match": "CONTAINS", "any_of": ["shop"]}]}
    return RuleRow(
        ledger_id=ledger_id, id=new_id(), position=0, conditions=conditions, payee=None, category_id=None, note="corner"
    )


def series(ledger_id: UUID) -> SeriesRow:
    """A new series that is due on each first of a month, in the first account."""
    return SeriesRow(
        ledger_id=ledger_id,
        id=new_id(),
        payee="Landlord",
        account_id=ledger_id,
        amount=-118000,
        amount_on=date(2026, 3, 1),
        category_id=None,
        other_account_id=None,
        first_on=date(2026, 3, 1),
        every=1,
        unit="MONTH",
        day=None,
        weekend="SAME_DAY",
        ends_on=None,
    )


def webhook(ledger_id: UUID) -> WebhookRow:
    """A new webhook that gets all events."""
    return WebhookRow(
        ledger_id=ledger_id,
        id=new_id(),
        url="https://hooks.example.com/aqua",
        kinds=[],
        secret="whsec_c2VjcmV0",
        old_secret=None,
        old_secret_until=None,
        state="ACTIVE",
        created_at=NOON,
        read_until=0,
    )


def delivery(hook: WebhookRow) -> DeliveryRow:
    """A new delivery to a webhook."""
    return DeliveryRow(
        ledger_id=hook.ledger_id,
        id=new_id(),
        webhook_id=hook.id,
        kind="GoalCreated",
        body="{}",
        created_at=NOON,
        next_at=NOON,
    )


def alert_rule(ledger_id: UUID) -> AlertRuleRow:
    """A new rule that rings for each payment."""
    return AlertRuleRow(ledger_id=ledger_id, id=new_id(), kind="LARGE_PAYMENT", amount=1)


def alert(rule: AlertRuleRow) -> AlertRow:
    """A new alert of a rule."""
    return AlertRow(ledger_id=rule.ledger_id, id=new_id(), rule_id=rule.id, about="", text="Rang.", at=NOON, revision=1)
