"""A broker that refuses, and a broker that goes away."""

import asyncio
import signal
from collections.abc import Callable

import pytest

from schemas.topics import DEAD_LETTERS, ENRICHED
from tests.brokers.base import Broker
from tests.brokers.embedded import EmbeddedProcess
from tests.chaos.test_kills import feed, progress
from tests.conftest import Spawn
from tests.e2e.pipeline import TERMINAL, Pipeline, repeats
from tests.waiting import wait_until_async

OUTAGE_SECONDS = 15
REFUSED_REQUESTS = 12
TOPIC_AUTHORIZATION_FAILED = 29  # aiokafka does not retry this one: it reaches our sender


@pytest.mark.timeout(600)
async def test_a_broker_away_for_15_s_loses_nothing_and_the_worker_carries_on_by_itself(
    broker: Broker, prefix: str, spawn: Spawn, say: Callable[[str], None]
) -> None:
    pipeline = Pipeline(broker, prefix, spawn)
    ids = await feed(pipeline, 400)
    worker = pipeline.start_worker()
    async with pipeline.reading(*TERMINAL) as reader:
        await progress(reader, 40)
        with broker.outage():
            await asyncio.sleep(OUTAGE_SECONDS)  # the length of the outage is what is tested
        await reader.until_keys(ids)
        repeated, different = repeats(reader[ENRICHED])
        assert reader[DEAD_LETTERS] == []
    assert worker.alive, worker.tail()
    assert different == 0
    say(
        f"{broker.kind}: away for {OUTAGE_SECONDS} s, {len(ids)} articles, 0 lost, "
        f"{repeated} repeated"
    )


@pytest.mark.parametrize("error_code", [19, TOPIC_AUTHORIZATION_FAILED])
@pytest.mark.timeout(600)
async def test_produce_errors_lose_nothing(
    embedded: EmbeddedProcess, prefix: str, spawn: Spawn, error_code: int
) -> None:
    pipeline = Pipeline(embedded, prefix, spawn)
    ids = await feed(pipeline, 200)
    worker = pipeline.start_worker()
    async with pipeline.reading(*TERMINAL) as reader:
        await progress(reader, 20)
        embedded.fail_produce(REFUSED_REQUESTS, error_code)
        await reader.until_keys(ids)
        assert reader[DEAD_LETTERS] == [], "trouble with the broker is never a dead letter"
    assert worker.alive, worker.tail()
    assert set(reader.keys(ENRICHED)) == ids
    if error_code == TOPIC_AUTHORIZATION_FAILED:
        assert b"messages again" in worker.stderr.read_bytes(), "the errors reached our sender"


@pytest.mark.timeout(600)
async def test_a_worker_whose_retries_are_spent_exits_with_70_and_the_next_one_delivers(
    embedded: EmbeddedProcess, prefix: str, spawn: Spawn
) -> None:
    pipeline = Pipeline(embedded, prefix, spawn, {"COPYDESK_RETRY_LIMIT_SECONDS": "1"})
    ids = await feed(pipeline, 60)
    embedded.fail_produce(100_000, TOPIC_AUTHORIZATION_FAILED)
    first = pipeline.start_worker()
    assert await asyncio.to_thread(first.wait, 90) == 70, first.tail()
    embedded.clear_failures()
    pipeline.start_worker()
    async with pipeline.reading(*TERMINAL) as reader:
        await reader.until_keys(ids)
        assert set(reader.keys(ENRICHED)) == ids


@pytest.mark.timeout(300)
async def test_a_worker_that_cannot_drain_ends_within_its_drain_time_and_loses_nothing(
    embedded: EmbeddedProcess, prefix: str, spawn: Spawn
) -> None:
    pipeline = Pipeline(embedded, prefix, spawn, {"COPYDESK_DRAIN_SECONDS": "3"})
    ids = await feed(pipeline, 100)
    worker = pipeline.start_worker()
    async with pipeline.reading(*TERMINAL) as reader:
        await progress(reader, 10)
        embedded.fail_produce(100_000, TOPIC_AUTHORIZATION_FAILED)
        await wait_until_async(
            lambda: b"messages again" in worker.stderr.read_bytes(), 60, "the errors to bite"
        )
        worker.signal(signal.SIGTERM)
        assert await asyncio.to_thread(worker.wait, 30) == 70, worker.tail()
        assert b"not drained within 3 s" in worker.stderr.read_bytes()
        embedded.clear_failures()
        pipeline.start_worker()
        await reader.until_keys(ids)
