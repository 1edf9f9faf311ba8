"""Traces by OpenTelemetry: a span for each record in each stage, one trace for each article.

Needs the extra `tracing`. Where spans go and how many are kept is said the OpenTelemetry way:
OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_SAMPLER, OTEL_SERVICE_NAME and so on. Names and
attributes are those of the semantic conventions for messaging and for Kafka.
"""

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import (
    SERVICE_NAME,
    SERVICE_VERSION,
    OTELResourceDetector,
    Resource,
)
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span as OtelSpan
from opentelemetry.trace import SpanKind, Status, StatusCode, set_span_in_context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from service import __version__
from service.processing.outcome import Failed, Outcome, Passed
from service.processing.record import Headers, Record
from service.streaming.tracing import Span

PROPAGATOR = TraceContextTextMapPropagator()
CONTEXT_HEADERS = frozenset(PROPAGATOR.fields)  # traceparent, tracestate


def provider() -> TracerProvider:
    """A provider that exports over OTLP/HTTP in the background."""
    named = Resource({SERVICE_NAME: "copydesk", SERVICE_VERSION: __version__})
    # Closed by the worker, within its drain time, and not at the exit.
    resource = named.merge(OTELResourceDetector().detect())
    made = TracerProvider(resource=resource, shutdown_on_exit=False)
    made.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return made


class OpenTelemetry:
    """Tracing with spans of the given provider."""

    def __init__(self, provider: TracerProvider, group_id: str) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("copydesk", __version__)
        self._group_id = group_id

    def begin(self, stage: str, record: Record) -> Span:
        """A consumer span, child of the span that the record's headers name."""
        attributes: dict[str, str | int | bool] = {
            "messaging.system": "kafka",
            "messaging.operation.type": "process",
            "messaging.operation.name": "process",
            "messaging.destination.name": record.topic,
            "messaging.destination.partition.id": str(record.partition),
            "messaging.kafka.offset": record.offset,
            "messaging.consumer.group.name": self._group_id,
            "copydesk.stage": stage,
        }
        if record.key is not None:
            attributes["messaging.kafka.message.key"] = record.key.decode("utf-8", "replace")
        if record.value is None:
            attributes["messaging.kafka.message.tombstone"] = True
        else:
            attributes["messaging.message.body.size"] = len(record.value)
        span = self._tracer.start_span(
            f"process {record.topic}",
            context=_context(record.headers),
            kind=SpanKind.CONSUMER,
            attributes=attributes,
        )
        return _Span(span)

    def close(self) -> None:
        """Export what is left; for as long as the exporter tries."""
        self._provider.shutdown()


class _Span:
    def __init__(self, span: OtelSpan) -> None:
        self._span = span

    def carried_on(self, headers: Headers) -> Headers:
        ours: dict[str, str] = {}
        PROPAGATOR.inject(ours, context=set_span_in_context(self._span))
        kept = [(key, value) for key, value in headers if key not in CONTEXT_HEADERS]
        return kept + [(key, value.encode()) for key, value in ours.items()]

    def end(self, outcome: Outcome | None) -> None:
        if isinstance(outcome, Passed):
            self._span.set_attribute("copydesk.article.id", outcome.key)
        elif isinstance(outcome, Failed):
            if outcome.article_id is not None:
                self._span.set_attribute("copydesk.article.id", outcome.article_id)
            self._span.set_attribute("error.type", outcome.exception or outcome.reason.value)
            self._span.set_status(Status(StatusCode.ERROR, f"{outcome.reason}: {outcome.message}"))
        self._span.end()

    def abandon(self) -> None:
        self._span.set_status(Status(StatusCode.ERROR, "given up, to be delivered again"))
        self._span.end()


def _context(headers: Headers) -> Context:
    carrier = {
        key: value.decode("ascii", "replace")
        for key, value in headers
        if key in CONTEXT_HEADERS and value is not None
    }
    return PROPAGATOR.extract(carrier)
