"""Workers that are killed, and workers that are told to stop."""

import asyncio
import signal
from collections.abc import Callable

import pytest

from schemas.topics import CLEANED, DEAD_LETTERS, ENRICHED, TAGGED
from tests.brokers.base import Broker
from tests.conftest import Spawn
from tests.e2e.articles import raw
from tests.e2e.pipeline import TERMINAL, Pipeline, Reader, repeats
from tests.waiting import wait_until_async

KILLS = 5
ARTICLES = 800
GRACE_SECONDS = 30


async def feed(pipeline: Pipeline, count: int) -> set[str]:
    """`count` articles, sent while the workers work; returns their ids."""
    ids = [f"article-{number}" for number in range(count)]
    await pipeline.produce((i.encode(), raw(i, n)) for n, i in enumerate(ids))
    return set(ids)


async def progress(reader: Reader, more: int) -> None:
    """Wait until that many more articles have come out."""
    wanted = len(reader[ENRICHED]) + more
    await reader.until(lambda r: len(r[ENRICHED]) >= wanted, f"{more} more articles")


@pytest.mark.timeout(600)
async def test_five_kills_in_mid_flow_lose_nothing_and_repeats_are_byte_identical(
    broker: Broker, prefix: str, spawn: Spawn, say: Callable[[str], None]
) -> None:
    pipeline = Pipeline(broker, prefix, spawn)
    ids = await feed(pipeline, ARTICLES)
    victim, _ = pipeline.start_worker(), pipeline.start_worker()
    async with pipeline.reading(CLEANED, TAGGED, *TERMINAL) as reader:
        for _ in range(KILLS):
            await progress(reader, ARTICLES // 10)
            victim.kill()
            victim = pipeline.start_worker()
        await reader.until(
            lambda r: ids <= set(r.keys(*TERMINAL)), f"{ARTICLES} articles after {KILLS} kills"
        )
        await wait_until_async(pipeline.is_committed, 60, "the last offsets to be committed")
        await reader.poll()
        assert set(reader.keys(ENRICHED)) == ids
        assert reader[DEAD_LETTERS] == []
        counts = {topic.name: repeats(reader[topic]) for topic in (CLEANED, TAGGED, ENRICHED)}
    say(
        f"{broker.kind}: {KILLS} kills, {ARTICLES} articles, 0 lost, repeated "
        + ", ".join(f"{name} {repeated}" for name, (repeated, _) in counts.items())
    )
    assert [different for _, different in counts.values()] == [0, 0, 0]


@pytest.mark.timeout(600)
async def test_sigterm_under_load_ends_in_time_with_status_0_and_loses_nothing(
    broker: Broker, prefix: str, spawn: Spawn, say: Callable[[str], None]
) -> None:
    pipeline = Pipeline(broker, prefix, spawn)
    ids = await feed(pipeline, ARTICLES // 2)
    async with pipeline.reading(*TERMINAL) as reader:
        for _ in range(3):
            await reader.drain()
            worker = pipeline.start_worker()
            await progress(reader, 20)
            worker.signal(signal.SIGTERM)
            assert await asyncio.to_thread(worker.wait, GRACE_SECONDS) == 0, worker.tail()
        pipeline.start_worker()
        await reader.until_keys(ids)
        repeated, different = repeats(reader[ENRICHED])
    say(f"{broker.kind}: 3 SIGTERMs, {len(ids)} articles, 0 lost, {repeated} repeated")
    assert set(reader.keys(ENRICHED)) == ids
    assert different == 0
