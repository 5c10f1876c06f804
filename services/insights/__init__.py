"""Insights: important facts about a ledger and tips from replies, the most severe first."""

from services.insights.finders import findings
from services.insights.finding import Evidence, Finding, FindingKind, Insight, InsightSeverity, InsightSource
from services.insights.ledger_view import LedgerView
from services.insights.loading import MOST_INSIGHTS, insight_buckets, keep_tips, shown
from services.insights.service import InsightService
from services.insights.tips import mined_tips

__all__ = [
    "MOST_INSIGHTS",
    "Evidence",
    "Finding",
    "FindingKind",
    "Insight",
    "InsightService",
    "InsightSeverity",
    "InsightSource",
    "LedgerView",
    "findings",
    "insight_buckets",
    "keep_tips",
    "mined_tips",
    "shown",
]
