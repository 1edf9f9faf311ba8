"""Workers that stand still: their health says so, they are ended, and nothing is lost."""

import asyncio
import os
import re
import signal
from pathlib import Path

import orjson
import pytest
from confluent_kafka import Producer

from schemas.topics import CLEANED, RAW
from service.streaming.federate import fetch
from tests.brokers.base import Broker, free_ports
from tests.chaos.standstill_worker import KINDS
from tests.chaos.test_kills import feed
from tests.conftest import Spawn
from tests.e2e.articles import raw
from tests.e2e.pipeline import TERMINAL, Pipeline
from tests.e2e.test_worker import started
from tests.waiting import wait_until_async

STANDSTILL = ("-m", "tests.chaos.standstill_worker")
SAYS = {
    "loop": "silent for",
    "waiting": "none taken",
    "in_hand": "nothing came of it",
    "commit": "nothing committed",
}
# Short enough for a test, long enough for a worker on a busy machine.
LIMITS = {
    "COPYDESK_STAGE_TIME_LIMIT_SECONDS": "4",
    "COPYDESK_STALL_LIMIT_SECONDS": "10",
    "COPYDESK_LOOP_LIMIT_SECONDS": "10",
    "COPYDESK_LIVE_GRACE_SECONDS": "3",
}


class Probe:
    """What the health server of one process answers."""

    def __init__(self) -> None:
        (self.port,) = free_ports(1)

    def get(self, path: str) -> tuple[int, str]:
        """Status and body; status 0 while nothing answers."""
        try:
            status, body = fetch(self.port, path)
        except OSError:
            return 0, ""
        return status, body.decode()

    async def until(self, path: str, status: int, says: str = "", seconds: float = 90) -> None:
        """Wait for an answer with this status and these words."""

        async def answered() -> bool:
            found = await asyncio.to_thread(self.get, path)
            return found[0] == status and says in found[1]

        await wait_until_async(answered, seconds, f"{path} to answer {status} {says}")


@pytest.fixture
def probe() -> Probe:
    return Probe()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.timeout(300)
async def test_a_standstill_is_told_and_ended_and_the_next_worker_does_the_rest(
    embedded: Broker, prefix: str, spawn: Spawn, tmp_path: Path, probe: Probe, kind: str
) -> None:
    switch = tmp_path / "stuck"
    environment = {**LIMITS, "STUCK_WHILE": str(switch), "COPYDESK_WEB_PORT": str(probe.port)}
    pipeline = Pipeline(embedded, prefix, spawn, environment)
    worker = pipeline.start_worker(kind, program=STANDSTILL)
    await probe.until("/readyz", 200)
    assert probe.get("/livez")[0] == 200
    await asyncio.to_thread(switch.touch)
    ids = await feed(pipeline, 40)
    await probe.until("/livez", 503, SAYS[kind])
    check = "event_loop" if kind == "loop" else "progress"
    told = f'copydesk_check_ok{{check="{check}",probe="livez"}} 0.0'
    assert told in probe.get("/metrics")[1]
    assert await asyncio.to_thread(worker.wait, 30) == 70, worker.tail()
    assert SAYS[kind] in worker.stderr.read_text()

    switch.unlink()
    pipeline.start_worker(kind, program=STANDSTILL)
    async with pipeline.reading(*TERMINAL) as reader:
        await reader.until_keys(ids)
    await probe.until("/livez", 200)


@pytest.mark.timeout(300)
async def test_the_parent_brings_back_a_worker_that_stood_still(
    kafka: Broker, prefix: str, spawn: Spawn, tmp_path: Path, probe: Probe
) -> None:
    switch = tmp_path / "stuck"
    switch.touch()
    environment = {**LIMITS, "STUCK_WHILE": str(switch), "COPYDESK_WEB_PORT": str(probe.port)}
    pipeline = Pipeline(kafka, prefix, spawn, environment)
    ids = await feed(pipeline, 40)
    parent = pipeline.start_worker("in_hand", "--parent", program=STANDSTILL)
    await wait_until_async(lambda: len(started(parent.stderr)) == 2, 120, "a second worker")
    assert b"ended with status 70" in parent.stderr.read_bytes()
    switch.unlink()
    async with pipeline.reading(*TERMINAL) as reader:
        await reader.until_keys(ids)
    await probe.until("/readyz", 200)
    assert parent.alive


@pytest.mark.timeout(300)
async def test_the_parent_kills_a_worker_that_does_not_answer_at_all(
    kafka: Broker, prefix: str, spawn: Spawn, probe: Probe
) -> None:
    environment = {**LIMITS, "COPYDESK_WEB_PORT": str(probe.port)}
    pipeline = Pipeline(kafka, prefix, spawn, environment)
    parent = pipeline.start_worker("--processes", "2")
    await probe.until("/readyz", 200)
    both = probe.get("/metrics")[1]
    for worker in (0, 1):
        assert f'copydesk_build_info{{version="0.1.0",worker="{worker}"}} 1.0' in both
    ids = await feed(pipeline, 200)
    frozen = started(parent.stderr)[0]
    os.kill(frozen, signal.SIGSTOP)
    await probe.until("/readyz", 503, "no answer")
    await wait_until_async(lambda: len(started(parent.stderr)) == 3, 120, "a third worker")
    assert b"has not been well for" in parent.stderr.read_bytes()
    async with pipeline.reading(*TERMINAL) as reader:
        await reader.until_keys(ids)
    await probe.until("/readyz", 200)
    assert probe.get("/livez")[0] == 200


@pytest.mark.timeout(300)
async def test_readiness_follows_the_models_the_partitions_and_the_broker(
    kafka: Broker, prefix: str, spawn: Spawn, probe: Probe
) -> None:
    environment = {"COPYDESK_WEB_PORT": str(probe.port), "COPYDESK_REQUEST_TIMEOUT_SECONDS": "8"}
    pipeline = Pipeline(kafka, prefix, spawn, environment)
    seen: set[str] = set()

    async def ready() -> bool:
        status, body = await asyncio.to_thread(probe.get, "/readyz")
        seen.update(words for words in ("models are loading", "none assigned") if words in body)
        return status == 200

    worker = pipeline.start_worker()
    await wait_until_async(ready, 90, "a ready worker")
    assert seen == {"models are loading", "none assigned"}
    with kafka.outage():
        await probe.until("/readyz", 503, "no answer")
        assert probe.get("/livez")[0] == 200, "another start would not bring the broker back"
    await probe.until("/readyz", 200)
    assert worker.alive


@pytest.mark.timeout(300)
async def test_a_stage_that_waits_behind_an_open_breaker_is_not_taken_for_a_standstill(
    embedded: Broker, prefix: str, spawn: Spawn, tmp_path: Path, probe: Probe
) -> None:
    switch = tmp_path / "broken"
    environment = {
        **LIMITS,
        "BROKEN_WHILE": str(switch),
        "COPYDESK_WEB_PORT": str(probe.port),
        "COPYDESK_BREAKER_MINIMUM": "5",
        "COPYDESK_BREAKER_RETRY_SECONDS": "1",
        "COPYDESK_BATCH_SIZE": "5",
    }
    pipeline = Pipeline(embedded, prefix, spawn, environment)
    # Cleaned articles that wait behind the raw ones, which fill the one consumer that all share.
    waiting = [
        (f"waiting-{n}".encode(), orjson.dumps({"id": f"waiting-{n}", "body": "It rained."}))
        for n in range(300)
    ]
    await pipeline.produce(waiting, topic=CLEANED)
    ids = await feed(pipeline, 200)
    switch.touch()
    worker = pipeline.start_worker(program=("-m", "tests.chaos.trouble_worker"))
    await probe.until("/readyz", 503, "open: clean")
    told = re.compile(r'copydesk_lag_records{.*stage="tag"} [1-9]')
    await wait_until_async(lambda: told.search(probe.get("/metrics")[1]), 60, "tag to lag behind")
    await asyncio.sleep(3 * float(LIMITS["COPYDESK_STALL_LIMIT_SECONDS"]))  # what is tested
    assert worker.alive, worker.tail()
    assert probe.get("/livez")[0] == 200
    switch.unlink()
    async with pipeline.reading(*TERMINAL) as reader:
        await reader.until_keys(ids)


@pytest.mark.timeout(300)
async def test_offsets_without_a_record_are_no_lag(
    kafka: Broker, prefix: str, spawn: Spawn, probe: Probe
) -> None:
    pipeline = Pipeline(kafka, prefix, spawn, {**LIMITS, "COPYDESK_WEB_PORT": str(probe.port)})

    def by_transaction() -> None:
        """Each partition ends with a marker, which has an offset that nobody can commit."""
        producer = Producer({"bootstrap.servers": kafka.bootstrap, "transactional.id": prefix})
        producer.init_transactions(60)
        producer.begin_transaction()
        for n in range(8):
            producer.produce(pipeline.name(RAW), key=f"a-{n}".encode(), value=raw(f"a-{n}", n))
        producer.commit_transaction(60)

    await asyncio.to_thread(by_transaction)
    worker = pipeline.start_worker()
    async with pipeline.reading(*TERMINAL) as reader:
        await reader.until_keys({f"a-{n}" for n in range(8)})
    assert await pipeline.lag(RAW) > 0, "by the offsets"

    def lags() -> list[str]:
        return re.findall(r'copydesk_lag_records{.*stage="clean"} (.*)', probe.get("/metrics")[1])

    await wait_until_async(
        lambda: lags() == ["0.0"] * 4, 60, lambda: f"a lag of 0, not {lags()}; {worker.tail()}"
    )
    await asyncio.sleep(2 * float(LIMITS["COPYDESK_STALL_LIMIT_SECONDS"]))  # what is tested
    assert worker.alive, worker.tail()
    assert probe.get("/livez")[0] == 200
