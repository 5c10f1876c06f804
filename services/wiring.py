"""The wiring of the services of a process."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from uuid import UUID

from db.bearers import Bearers
from db.stores.cache import Cache
from db.stores.channels import Channel
from db.stores.engine import Database
from services.account_service import AccountService
from services.adjustments import AdjustmentService
from services.alerts import AlertService, AlertWatcher
from services.budgets import BudgetService
from services.bulk_edits import BulkEditService
from services.calendar_feeds import CalendarFeedService
from services.categories import CategoryService
from services.changes import Changes, Ring
from services.conversations import Assistant, ConversationService, ProposalService, Replies
from services.dashboard.service import DashboardService, cache_group
from services.explanations import ExplanationService
from services.finny import Provider, Tools
from services.goals import GoalService
from services.imports import ImportHistory, ImportProfileService, ImportService
from services.insights import InsightService, keep_tips
from services.ledgers import LedgerService
from services.live import Live
from services.rates import RateService
from services.refunds import RefundService
from services.removals import Removals
from services.report_views import ReportViewService
from services.reports import ReportService
from services.rules import RuleRunService, RuleService
from services.series.service import SeriesService
from services.series.suggestion_service import SeriesSuggestionService
from services.sync import SyncService
from services.tag_totals import TagTotalService
from services.tags import TagService
from services.transactions import TransactionService
from services.transfer_suggestions import TransferSuggestionService
from services.transfers import TransferService
from services.users import AccessTokenService, Passwords, UserPolicy, UserService
from services.values.clock import Clock, date_in, utc_now
from services.webhooks import Targets, WebhookSender, WebhookService


@dataclass(frozen=True, slots=True)
class Services:
    """Every service of one process, over one database and one clock."""

    clock: Clock
    users: UserService
    access_tokens: AccessTokenService
    ledgers: LedgerService
    accounts: AccountService
    adjustments: AdjustmentService
    categories: CategoryService
    tags: TagService
    tag_totals: TagTotalService
    budgets: BudgetService
    transactions: TransactionService
    bulk_edits: BulkEditService
    transfers: TransferService
    refunds: RefundService
    transfer_suggestions: TransferSuggestionService
    rules: RuleService
    rule_runs: RuleRunService
    series: SeriesService
    series_suggestions: SeriesSuggestionService
    goals: GoalService
    rates: RateService
    imports: ImportService
    import_profiles: ImportProfileService
    import_history: ImportHistory
    conversations: ConversationService
    replies: Replies
    insights: InsightService
    dashboard: DashboardService
    sync: SyncService
    explanations: ExplanationService
    reports: ReportService
    report_views: ReportViewService
    live: Live
    removals: Removals
    alerts: AlertService
    alert_watcher: AlertWatcher
    calendar_feeds: CalendarFeedService
    webhooks: WebhookService
    webhook_sender: WebhookSender

    @property
    def proposals(self) -> ProposalService:
        """Return the service that accepts Finny's proposals."""
        return ProposalService(self.conversations, self.budgets, self.transactions, self.goals, self.clock)

    def today(self, time_zone: str) -> date:
        """Return the date in a time zone."""
        return date_in(time_zone, self.clock())


def build_services(
    database: Database,
    clock: Clock = utc_now,
    policy: UserPolicy | None = None,
    passwords: Passwords | None = None,
    *,
    channel: Channel | None = None,
    cache: Cache | None = None,
    provider: Provider | None = None,
    targets: Targets = Targets(),  # noqa: B008  it holds no state
) -> Services:
    """Build all services over a database and a channel (by default this process alone); open nothing."""
    bearers, live = Bearers(database), Live(database, channel or Channel("memory://"), clock)
    changes, removals = Changes(database, clock, _ring(live, cache)), Removals(database, clock)
    transactions, tags = TransactionService(database, changes), TagService(database, changes, removals)
    series, suggestions = SeriesService(database, changes, clock), SeriesSuggestionService(database, changes, clock)
    dashboard = DashboardService(database, clock, live, bearers, cache)
    tools_of = partial(Tools, dashboard, transactions, tags, suggestions)
    replies = Replies(database, changes, live, clock, Assistant(provider, keep_tips))
    return Services(
        clock=clock,
        users=UserService(database, changes, clock, policy, passwords, bearers=bearers, removals=removals),
        access_tokens=AccessTokenService(database, changes),
        ledgers=LedgerService(changes),
        accounts=AccountService(database, changes, removals),
        adjustments=AdjustmentService(changes),
        categories=CategoryService(database, changes, removals),
        tags=tags,
        tag_totals=TagTotalService(database, clock),
        budgets=BudgetService(database, changes),
        transactions=transactions,
        bulk_edits=BulkEditService(database, changes),
        transfers=TransferService(database, changes),
        refunds=RefundService(database, changes),
        transfer_suggestions=TransferSuggestionService(database, changes, clock),
        rules=RuleService(database, changes),
        rule_runs=RuleRunService(database, changes),
        series=series,
        series_suggestions=suggestions,
        goals=GoalService(database, changes, clock),
        rates=RateService(database, changes),
        imports=ImportService(database, changes, clock),
        import_profiles=ImportProfileService(database, changes),
        import_history=ImportHistory(database, changes, clock, removals),
        conversations=ConversationService(database, changes, live, replies, tools_of),
        replies=replies,
        insights=InsightService(changes),
        dashboard=dashboard,
        sync=SyncService(database),
        reports=ReportService(database, clock),
        report_views=ReportViewService(database, changes, clock),
        explanations=ExplanationService(database, clock, transactions),
        live=live,
        removals=removals,
        alerts=AlertService(database, changes, live),
        alert_watcher=AlertWatcher(database, changes, dashboard, clock),
        calendar_feeds=CalendarFeedService(database, changes, series, clock),
        webhooks=WebhookService(database, changes, targets),
        webhook_sender=WebhookSender(database, changes, clock, targets),
    )


def _ring(live: Live, cache: Cache | None) -> Ring:
    """Return what is told each commit: subscribers are woken, and the ledger's cached values are dropped."""

    def ring(ledger_id: UUID, revision: int) -> None:
        live.ring(ledger_id, revision)
        if cache is not None:
            cache.drop(cache_group(ledger_id))

    return ring
