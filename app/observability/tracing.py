"""The traces: one span an operation, sent to an OpenTelemetry collector if one is configured."""

from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING

from starlette.types import ASGIApp, Receive, Scope, Send

from app.errors import CommandError
from app.observability.metrics import Answered
from app.settings import Settings

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import SpanProcessor

PACKAGES = ("opentelemetry.sdk", "opentelemetry.exporter.otlp.proto.http")
EXPORT_SECONDS = 5


class Traces:
    """Spans of operations. They name fields and outcomes, never the content of a document or its variables."""

    def __init__(self, processor: "SpanProcessor") -> None:
        from opentelemetry.sdk.resources import OTELResourceDetector, Resource
        from opentelemetry.sdk.trace import TracerProvider

        # The standard's own variables, such as OTEL_SERVICE_NAME, stand before this name.
        ours = Resource.create({"service.name": "aqua-thistle"})
        self._provider = TracerProvider(resource=ours.merge(OTELResourceDetector().detect()))
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("aqua_thistle")

    def answered(self, answered: Answered) -> None:
        """Record an operation that has ended."""
        from opentelemetry.trace import SpanKind, StatusCode

        fields = list(answered.outcomes)
        attributes = {"graphql.operation.type": answered.kind, "graphql.root_fields": fields}
        if answered.name:
            attributes["graphql.operation.name"] = answered.name
        span = self._tracer.start_span(
            f"{answered.kind} {' '.join(fields)}",
            kind=SpanKind.SERVER,
            attributes=attributes,
            start_time=answered.began,
        )
        if "failed" in answered.outcomes.values():
            span.set_status(StatusCode.ERROR)
        span.end(answered.ended)

    def close(self) -> None:
        """Send the remaining spans; this takes seconds if the collector does not answer."""
        self._provider.shutdown()


class TraceParents:
    """Makes the spans of a request children of the span in its `traceparent` header."""

    def __init__(self, app: ASGIApp) -> None:
        from opentelemetry import context
        from opentelemetry.propagate import extract

        self.app = app
        self._extract: Callable[[dict[str, str]], context.Context] = extract
        self._attach, self._detach = context.attach, context.detach

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope.get("headers", ())}
        token = self._attach(self._extract(headers))
        try:
            await self.app(scope, receive, send)
        finally:
            self._detach(token)


def traces_of(settings: Settings) -> Traces | None:
    """Return the traces that the settings ask for. Raises CommandError if the packages for them are missing."""
    if settings.otlp_endpoint is None:
        return None
    require_packages(settings)
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    endpoint = f"{settings.otlp_endpoint.rstrip('/')}/v1/traces"
    return Traces(BatchSpanProcessor(OTLPSpanExporter(endpoint, timeout=EXPORT_SECONDS)))


def require_packages(settings: Settings) -> None:
    """Raise CommandError if traces are asked for but their packages are missing."""
    if settings.otlp_endpoint is not None and not all(map(_is_installed, PACKAGES)):
        raise CommandError(
            "Traces need packages that are not installed; run `pip install -r requirements-telemetry.txt`,"
            " or unset AQUA_THISTLE_OTLP_ENDPOINT and OTEL_EXPORTER_OTLP_ENDPOINT."
        )


def _is_installed(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except ModuleNotFoundError:
        return False
