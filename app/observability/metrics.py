"""The metrics: counts and times for Prometheus. They are dropped if Prometheus is not configured."""

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

from app.errors import CommandError
from app.settings import Settings

# How often each thing has happened so far, such as {"hit": 2, "miss": 1}.
Counts = Callable[[], Mapping[str, int]]

DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"


class Answered(NamedTuple):
    """An operation that has ended: its kind, name, times in ns since 1970, and the outcome of each root field.

    An outcome is `ok`, `refused` (the client can mend it) or `failed` (we can).
    """

    kind: str
    name: str | None
    outcomes: Mapping[str, str]
    began: int
    ended: int


class Metrics:
    """The events that can be counted. This class counts nothing, so that callers need not check."""

    def __bool__(self) -> bool:
        """Return True if anything is counted."""
        return False

    def answered(self, answered: Answered) -> None:
        """Count an operation that was answered; a subscription counts when it ends."""

    def subscribed(self) -> None:
        """Count a subscription that begins."""

    def unsubscribed(self) -> None:
        """Count a subscription that ends."""

    def delivered(self, changed_at: datetime | None) -> None:
        """Count an update that was sent, and its delay since the commit; None if nobody waited for it."""

    def watch(self, name: str, counts: Counts) -> None:
        """Report the counters of a cache, because no other room knows of metrics."""


def metrics_of(settings: Settings) -> Metrics:
    """Return the metrics that the settings ask for."""
    if settings.metrics_port is None:
        return Metrics()
    from app.observability.prometheus import PrometheusMetrics

    return PrometheusMetrics()


@contextmanager
def published(settings: Settings) -> Iterator[Callable[[int], None]]:
    """Serve the sum of the counters of this process and its workers until the end of the block.

    Enter it before anything is counted. Call the function that it gives with the id of a worker that has died. Raises
    CommandError if the port is taken.
    """
    if settings.metrics_port is None:
        yield lambda _: None
        return
    with tempfile.TemporaryDirectory(prefix="aqua-thistle-metrics-") as directory:
        # prometheus_client looks at this once, when it is imported: here, and in each worker.
        os.environ[DIRECTORY] = directory
        from app.observability import prometheus

        try:
            stop = prometheus.serve(settings.metrics_host, settings.metrics_port, directory)
        except OSError as error:
            raise CommandError(
                f"The metrics cannot be served on {settings.metrics_host}, port {settings.metrics_port}:"
                f" {(error.strerror or str(error)).lower()}; choose another with AQUA_THISTLE_METRICS_PORT."
            ) from error
        try:
            yield lambda pid: prometheus.forget(pid, directory)
        finally:
            stop()
            del os.environ[DIRECTORY]
