"""Alerts: rules of the owner, and one alert for each time that one is crossed."""

from services.alerts.rules import AlertDraft, AlertKind
from services.alerts.service import AlertNews, AlertService
from services.alerts.watcher import AlertWatcher

__all__ = ["AlertDraft", "AlertKind", "AlertNews", "AlertService", "AlertWatcher"]
