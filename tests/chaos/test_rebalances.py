"""Workers that come and go while others are busy: partitions change hands again and again."""

import asyncio
import signal
from collections.abc import Callable

import pytest

from schemas.topics import ENRICHED
from tests.brokers.base import Broker
from tests.chaos.test_kills import GRACE_SECONDS, feed
from tests.conftest import Spawn
from tests.e2e.pipeline import TERMINAL, Pipeline, Reader, repeats
from tests.processes import Child

GUESTS = 3  # each comes and goes: two rebalances
ARTICLES = 400


@pytest.mark.timeout(600)
async def test_workers_that_join_and_leave_a_group_without_commits_lose_nothing(
    broker: Broker, prefix: str, spawn: Spawn, say: Callable[[str], None]
) -> None:
    # Without commits in between, partitions that have none yet are handed over, too: a group is
    # most fragile when it is new. Small batches leave most records waiting in Faust's buffers.
    environment = {"COPYDESK_COMMIT_INTERVAL_SECONDS": "60", "COPYDESK_BATCH_SIZE": "5"}
    pipeline = Pipeline(broker, prefix, spawn, environment)
    ids = await feed(pipeline, ARTICLES)
    pipeline.start_worker()
    async with pipeline.reading(*TERMINAL) as reader:
        for _ in range(GUESTS):
            await reader.until(lambda r: len(r[ENRICHED]) >= 5, "the first articles")
            guest = pipeline.start_worker()
            await reader.until(_has_partitions(guest), "a guest to join")
            guest.signal(signal.SIGTERM)
            assert await asyncio.to_thread(guest.wait, GRACE_SECONDS) == 0, guest.tail()
        await reader.until_keys(ids, 120)
        repeated, different = repeats(reader[ENRICHED])
    assert set(reader.keys(ENRICHED)) == ids
    assert different == 0
    say(f"{broker.kind}: {2 * GUESTS} rebalances, {len(ids)} articles, 0 lost, {repeated} repeated")


def _has_partitions(worker: Child) -> Callable[[Reader], bool]:
    return lambda _: b"partitions assigned" in worker.stderr.read_bytes()
