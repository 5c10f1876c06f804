"""Publishing: the metrics that the settings ask for, and their sum over all processes."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.errors import CommandError
from app.observability.metrics import Metrics
from app.settings import Settings

DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"


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
