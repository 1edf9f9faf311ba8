"""Several workers as one exposition."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from service.streaming.federate import Federation, merge
from service.streaming.health import Checks, HealthServer, listen


def registry(records: int) -> CollectorRegistry:
    """What one worker has counted."""
    made = CollectorRegistry()
    Counter("records", "Records \\ \n done", ["stage"], registry=made).labels('a"b').inc(records)
    Gauge("bytes", "Memory", registry=made).set(2.5e9)
    Histogram("seconds", "Time", buckets=(1, 2), registry=made).observe(1.5)
    return made


def lines(registry: CollectorRegistry) -> set[str]:
    text = generate_latest(registry).decode()
    return {line for line in text.splitlines() if "_created" not in line}


class Merged:
    """Two workers without HTTP."""

    def collect(self) -> list[object]:
        texts = {n: generate_latest(registry(10 + n)).decode() for n in range(2)}
        return list(merge(texts).values())


def test_each_series_comes_once_for_each_worker_and_is_otherwise_as_it_was() -> None:
    merged = CollectorRegistry()
    merged.register(Merged())  # type: ignore[arg-type]
    found = lines(merged)
    assert r'records_total{stage="a\"b",worker="0"} 10.0' in found
    assert r'records_total{stage="a\"b",worker="1"} 11.0' in found
    assert 'seconds_bucket{le="2.0",worker="1"} 1.0' in found
    assert 'bytes{worker="0"} 2.5e+09' in found
    comments = {line for line in lines(registry(1)) if line.startswith("#")}
    assert {line for line in found if line.startswith("#")} == comments


def test_workers_are_asked_over_http_and_one_that_is_gone_is_left_out() -> None:
    server = HealthServer(listen("127.0.0.1", 0), Checks({}, {}), registry(5))
    server.start()
    gone = listen("127.0.0.1", 0)
    ports = {0: server.port, 1: gone.getsockname()[1]}
    gone.close()
    federation = CollectorRegistry()
    federation.register(Federation(lambda: ports))
    try:
        found = lines(federation)
    finally:
        server.stop()
    assert r'records_total{stage="a\"b",worker="0"} 5.0' in found
    assert not [line for line in found if 'worker="1"' in line]
