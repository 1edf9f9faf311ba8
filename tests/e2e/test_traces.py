"""Real workers that export real spans, and log lines that name the same trace."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import orjson
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from schemas.topics import DEAD_LETTERS, ENRICHED
from service.streaming.tracing import trace_id
from tests.brokers.base import Broker
from tests.conftest import Spawn
from tests.e2e.articles import raw
from tests.e2e.pipeline import TERMINAL, Pipeline
from tests.waiting import wait_until_async

TRACES = {
    "good": "4bf92f3577b34da6a3ce929d0e0e4736",
    "bad": "0af7651916cd43dd8448eb211c80319c",
}


class Collector:
    """Takes spans over OTLP/HTTP."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.services: set[str] = set()
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                collector.take(ExportTraceServiceRequest.FromString(body))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def take(self, request: ExportTraceServiceRequest) -> None:
        for resource in request.resource_spans:
            for attribute in resource.resource.attributes:
                if attribute.key == "service.name":
                    self.services.add(attribute.value.string_value)
            for scope in resource.scope_spans:
                self.spans.extend(scope.spans)

    def trace(self, name: str) -> list[Span]:
        """The spans of one article, in the order in which they began."""
        ours = [span for span in self.spans if span.trace_id.hex() == TRACES[name]]
        return sorted(ours, key=lambda span: span.start_time_unix_nano)


@pytest.fixture
def collector() -> Iterator[Collector]:
    collector = Collector()
    yield collector
    collector.server.shutdown()
    collector.server.server_close()


@pytest.mark.timeout(300)
async def test_a_trace_leads_from_the_producer_to_the_enriched_event(
    embedded: Broker, prefix: str, spawn: Spawn, collector: Collector
) -> None:
    environment = {
        "COPYDESK_TRACING": "true",
        "COPYDESK_LOG_FORMAT": "json",
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{collector.server.server_port}",
        "OTEL_BSP_SCHEDULE_DELAY": "200",
    }
    pipeline = Pipeline(embedded, prefix, spawn, environment)
    for name, value in (("good", raw("good", 1)), ("bad", b"{")):
        header = f"00-{TRACES[name]}-b7ad6b7169203331-01".encode()
        await pipeline.produce([(name.encode(), value)], headers=[("traceparent", header)])
    worker = pipeline.start_worker()
    async with pipeline.reading(*TERMINAL) as reader:
        await reader.until_keys(TRACES)
        for topic, name in ((ENRICHED, "good"), (DEAD_LETTERS, "bad")):
            (record,) = reader[topic]
            assert trace_id(list(record.headers)) == TRACES[name]
    await wait_until_async(lambda: len(collector.trace("good")) == 3, 60, "three spans")
    names = [span.name.removeprefix(f"process {prefix}.") for span in collector.trace("good")]
    assert names == ["raw.v1", "cleaned.v1", "tagged.v1"]
    spans = collector.trace("good")
    assert spans[0].parent_span_id.hex() == "b7ad6b7169203331"
    assert [span.parent_span_id for span in spans[1:]] == [span.span_id for span in spans[:2]]
    await wait_until_async(lambda: len(collector.trace("bad")) == 1, 60, "the bad record's span")
    assert collector.services == {"copydesk"}

    lines = [orjson.loads(line) for line in worker.stderr.read_text().splitlines()]
    (told,) = [line for line in lines if "dead letter" in line["message"]]
    assert told["trace_id"] == TRACES["bad"]
    assert (told["topic"], told["level"]) == (f"{prefix}.raw.v1", "info")
    assert {"partition", "offset"} <= told.keys()
