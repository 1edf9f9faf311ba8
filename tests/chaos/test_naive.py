"""Control: the harness sees losses. The agent one would write first has them."""

import asyncio
from pathlib import Path

import pytest

from schemas.topics import ENRICHED
from tests.brokers.embedded import EmbeddedProcess
from tests.chaos.test_broker_trouble import TOPIC_AUTHORIZATION_FAILED
from tests.chaos.test_kills import feed
from tests.conftest import Spawn
from tests.e2e.articles import raw
from tests.e2e.pipeline import Pipeline
from tests.waiting import wait_until_async

NAIVE = ("-m", "tests.chaos.naive")


@pytest.mark.timeout(300)
async def test_control_a_naive_agent_commits_past_what_a_failing_broker_refused(
    embedded: EmbeddedProcess, prefix: str, spawn: Spawn, tmp_path: Path
) -> None:
    pipeline = Pipeline(embedded, prefix, spawn, {"NAIVE_DATADIR": str(tmp_path / "naive")})
    ids = await feed(pipeline, 200)
    embedded.fail_produce(3, TOPIC_AUTHORIZATION_FAILED)
    pipeline.start_worker(program=NAIVE)
    await wait_until_async(pipeline.raw_is_committed, 90, "all offsets to be committed")
    async with pipeline.reading(ENRICHED) as reader:
        await asyncio.wait_for(reader.poll(), 10)
        lost = ids - set(reader.keys(ENRICHED))
    assert lost, "the naive agent has lost nothing: the fault does not bite"


@pytest.mark.timeout(300)
async def test_control_a_naive_agent_loses_the_record_that_it_raises_on(
    embedded: EmbeddedProcess, prefix: str, spawn: Spawn, tmp_path: Path
) -> None:
    pipeline = Pipeline(embedded, prefix, spawn, {"NAIVE_DATADIR": str(tmp_path / "naive")})
    await pipeline.produce([(b"bad", b"poison"), (b"good", raw("good", 1))], partition=0)
    pipeline.start_worker(program=NAIVE)
    await wait_until_async(pipeline.raw_is_committed, 90, "all offsets to be committed")
    async with pipeline.reading(ENRICHED) as reader:
        await reader.until_keys(["good"])
        assert reader.keys(ENRICHED) == ["good"], "bad is gone, and committed"
