"""What the process tells its operator: structured logs."""

import logging

import structlog

from app.settings import Settings


def set_up_logs(settings: Settings) -> None:
    """Write every log line of this process once, structured, without the values of variables in traces."""
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    )
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if settings.log_format == "json":
        shared.append(structlog.processors.format_exc_info)
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )
    # What a client did wrong is one line of ours; the library would write excerpts of the request.
    for noisy in ("strawberry.execution", "strawberry.ws"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
