"""The metrics for Prometheus, summed over several worker processes."""

from collections.abc import Callable
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from app.observability.metrics import Answered, Counts, Metrics
from services.values.clock import utc_now

NANOSECONDS = 1e9
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class PrometheusMetrics(Metrics):
    """Counts in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "aqua_thistle_requests", "Root fields answered.", ("field", "outcome"), registry=self.registry
        )
        self._seconds = Histogram(
            "aqua_thistle_operation_seconds",
            "Time from the start of an operation to its answer.",
            ("kind",),
            buckets=SECONDS,
            registry=self.registry,
        )
        self._subscribers = Gauge(
            "aqua_thistle_subscribers", "Open subscriptions.", multiprocess_mode="livesum", registry=self.registry
        )
        self._updates = Counter(
            "aqua_thistle_updates_delivered", "Updates sent to subscribers.", registry=self.registry
        )
        self._delay = Histogram(
            "aqua_thistle_delivery_seconds",
            "Time from a commit to the moment its update is sent to a subscriber.",
            buckets=SECONDS,
            registry=self.registry,
        )
        self._asked = Counter(
            "aqua_thistle_cache", "Questions to the caches.", ("cache", "result"), registry=self.registry
        )
        self._caches: list[tuple[str, Counts, dict[str, int]]] = []

    def __bool__(self) -> bool:
        return True

    def answered(self, answered: Answered) -> None:
        for field, outcome in answered.outcomes.items():
            self._requests.labels(field, outcome).inc()
        if answered.kind != "subscription":
            self._seconds.labels(answered.kind).observe((answered.ended - answered.began) / NANOSECONDS)
        self._ask_caches()

    def subscribed(self) -> None:
        self._subscribers.inc()

    def unsubscribed(self) -> None:
        self._subscribers.dec()

    def delivered(self, changed_at: datetime | None) -> None:
        self._updates.inc()
        if changed_at is not None:
            self._delay.observe(max(0.0, (utc_now() - changed_at).total_seconds()))
        self._ask_caches()

    def watch(self, name: str, counts: Counts) -> None:
        self._caches.append((name, counts, {}))

    def _ask_caches(self) -> None:
        """Add the new counts of the caches, which only operations and updates use."""
        for name, counts, before in self._caches:
            for result, count in counts().items():
                if more := count - before.get(result, 0):
                    self._asked.labels(name, result).inc(more)
                    before[result] = count


def serve(host: str, port: int, directory: str) -> Callable[[], None]:
    """Serve the counters of all processes in the directory from a thread; return the function that stops it."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=directory)  # type: ignore[no-untyped-call]
    server, thread = start_http_server(port, host, registry)

    def stop() -> None:
        server.shutdown()
        server.server_close()
        thread.join()

    return stop


def forget(pid: int, directory: str) -> None:
    """Note that a process has died: keep its counts, and drop its gauges."""
    mark_process_dead(pid, directory)  # type: ignore[no-untyped-call]
