"""The metrics: what is counted and timed, for Prometheus where it is asked for and otherwise for nobody."""

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
    """An operation that has ended: its kind and name, what became of each root field, and when, in ns since 1970.

    An outcome is `ok`, `refused` (the client can mend it) or `failed` (we can).
    """

    kind: str
    name: str | None
    outcomes: Mapping[str, str]
    began: int
    ended: int


class Metrics:
    """What can be counted; this one counts nothing, so that whoever reports need not ask whether anybody listens."""

    def __bool__(self) -> bool:
        """Whether anything is counted."""
        return False

    def answered(self, answered: Answered) -> None:
        """An operation was answered; a subscription when it ended."""

    def subscribed(self) -> None:
        """A subscription has begun."""

    def unsubscribed(self) -> None:
        """A subscription has ended."""

    def delivered(self, changed_at: datetime | None) -> None:
        """An update was sent to a subscriber, who waited for it since a commit at this time; None without a wait."""

    def watch(self, name: str, counts: Counts) -> None:
        """Report from now on what a cache counts by itself, because no room but this one knows of metrics."""


def metrics_of(settings: Settings) -> Metrics:
    """The metrics that the settings ask for."""
    if settings.metrics_port is None:
        return Metrics()
    from app.observability.prometheus import PrometheusMetrics

    return PrometheusMetrics()


@contextmanager
def published(settings: Settings) -> Iterator[Callable[[int], None]]:
    """Serve the sum of what this process and its workers count, on a port of its own, until the end of the block.

    Enter it before anything is counted. What it gives is called with the id of a worker that has died. Raises
    CommandError when the port cannot be had.
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
