"""Traces: one for each article, from the producer to the enriched event."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from aiokafka.errors import KafkaTimeoutError
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from schemas.codec import decode
from schemas.deadletter import DeadLetter, Reason
from service.processing.record import Headers, Record
from service.streaming.breaker import Breaker
from service.streaming.desk import Desk
from service.streaming.otel import OpenTelemetry
from service.streaming.progress import Progress
from service.streaming.sender import Sender, Undeliverable
from service.streaming.tracing import Tracing, trace_id
from service.topology import PIPELINE, Step
from tests.service.streaming.fakes import FakePool, FakeProducer, failed, passed, record

PRODUCER: Headers = [
    ("traceparent", b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
    ("tracestate", b"vendor=1"),
    ("own", b"kept"),
]


@pytest.fixture
def exporter() -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    yield exporter
    exporter.clear()


@pytest.fixture
def tracing(exporter: InMemorySpanExporter) -> Tracing:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return OpenTelemetry(provider, "group")


def desk(step: Step, pool: FakePool, producer: FakeProducer, tracing: Tracing) -> Desk:
    return Desk(
        step,
        submit=pool.submit,
        sender=Sender(producer, 0.01),
        breaker=Breaker(1, 1),
        breaker_pause_seconds=0.002,
        topic_prefix="articles",
        must_give_up=lambda: False,
        progress=Progress([step.name], 60),
        tracing=tracing,
    )


async def through_all_stages(first: Record, tracing: Tracing) -> Headers:
    """The headers of what comes out at the end."""
    travelling = first
    for step in PIPELINE:
        producer = FakeProducer()
        await desk(step, FakePool(lambda _: passed("id-1")), producer, tracing).handle([travelling])
        topic, key, value = producer.sent[0]
        headers = producer.options[0]["headers"]
        travelling = replace(travelling, topic=topic, key=key, value=value, headers=headers)
    return travelling.headers


def attribute(span: ReadableSpan, name: str) -> object:
    return (span.attributes or {}).get(name)


async def test_one_trace_leads_from_the_producer_through_every_stage(
    tracing: Tracing, exporter: InMemorySpanExporter
) -> None:
    headers = await through_all_stages(replace(record(), headers=PRODUCER), tracing)
    spans = exporter.get_finished_spans()
    assert [attribute(span, "copydesk.stage") for span in spans] == ["clean", "tag", "enrich"]
    contexts = [span.context for span in spans if span.context is not None]
    assert {f"{c.trace_id:032x}" for c in contexts} == {"0af7651916cd43dd8448eb211c80319c"}
    parents = [span.parent.span_id for span in spans if span.parent is not None]
    assert parents == [0xB7AD6B7169203331, contexts[0].span_id, contexts[1].span_id]
    assert trace_id(headers) == "0af7651916cd43dd8448eb211c80319c"
    assert dict(headers)["traceparent"] == (
        f"00-0af7651916cd43dd8448eb211c80319c-{contexts[2].span_id:016x}-01".encode()
    )
    assert dict(headers)["tracestate"] == b"vendor=1"
    assert dict(headers)["own"] == b"kept"
    assert [key for key, _ in headers].count("traceparent") == 1


async def test_a_span_says_what_it_was_about_in_the_terms_of_the_conventions(
    tracing: Tracing, exporter: InMemorySpanExporter
) -> None:
    await through_all_stages(record(offset=7), tracing)
    span = exporter.get_finished_spans()[0]
    assert (span.name, span.kind) == ("process articles.raw.v1", SpanKind.CONSUMER)
    assert dict(span.attributes or {}) == {
        "messaging.system": "kafka",
        "messaging.operation.type": "process",
        "messaging.operation.name": "process",
        "messaging.destination.name": "articles.raw.v1",
        "messaging.destination.partition.id": "3",
        "messaging.kafka.offset": 7,
        "messaging.kafka.message.key": "k",
        "messaging.consumer.group.name": "group",
        "messaging.message.body.size": 2,
        "copydesk.stage": "clean",
        "copydesk.article.id": "id-1",
    }
    assert span.status.status_code is StatusCode.UNSET


@pytest.mark.parametrize("headers", [[], [("traceparent", b"nonsense")], [("traceparent", None)]])
async def test_a_record_without_a_usable_context_begins_a_trace(
    tracing: Tracing, exporter: InMemorySpanExporter, headers: Headers
) -> None:
    carried = await through_all_stages(replace(record(), headers=headers), tracing)
    spans = exporter.get_finished_spans()
    assert spans[0].parent is None
    assert len({span.context.trace_id for span in spans if span.context is not None}) == 1
    assert trace_id(carried) is not None


async def test_a_dead_letter_follows_the_trace_too_and_its_span_says_why(
    tracing: Tracing, exporter: InMemorySpanExporter
) -> None:
    producer = FakeProducer()
    pool = FakePool(lambda _: failed(Reason.INVALID, article_id="id-2"))
    await desk(PIPELINE[0], pool, producer, tracing).handle([replace(record(), headers=PRODUCER)])
    (span,) = exporter.get_finished_spans()
    assert span.status.status_code is StatusCode.ERROR
    assert span.status.description == "invalid: broken"
    assert attribute(span, "error.type") == "invalid"
    assert attribute(span, "copydesk.article.id") == "id-2"
    assert trace_id(producer.options[0]["headers"]) == "0af7651916cd43dd8448eb211c80319c"
    letter = decode(producer.sent[0][2] or b"", DeadLetter)
    assert letter.headers[0].value == PRODUCER[0][1], "the original's own headers are kept"


async def test_a_batch_that_is_not_delivered_leaves_no_span_open(
    tracing: Tracing, exporter: InMemorySpanExporter
) -> None:
    producer = FakeProducer([KafkaTimeoutError()] * 100)
    with pytest.raises(Undeliverable):
        await desk(PIPELINE[0], FakePool(lambda _: passed()), producer, tracing).handle(
            [record(0), record(1, None)]
        )
    spans = exporter.get_finished_spans()
    assert [span.status.status_code for span in spans] == [StatusCode.ERROR] * 2
    assert attribute(spans[1], "messaging.kafka.message.tombstone") is True
