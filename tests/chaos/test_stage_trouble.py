"""Stages that hang, crash or raise: the records pay for it, never the worker."""

import asyncio
import signal
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import orjson
import pytest

from schemas.codec import decode
from schemas.deadletter import DeadLetter
from schemas.topics import DEAD_LETTERS, ENRICHED
from tests.brokers.base import Broker, free_ports
from tests.chaos.test_kills import feed
from tests.conftest import Spawn
from tests.e2e.articles import raw
from tests.e2e.pipeline import TERMINAL, Pipeline
from tests.processes import Child
from tests.waiting import wait_until_async

TROUBLE = ("-m", "tests.chaos.trouble_worker")


def get(port: int, path: str) -> tuple[int, str]:
    """Status and body; status 0 while nothing listens."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


@pytest.mark.timeout(300)
async def test_hangs_crashes_and_bugs_are_dead_letters_and_the_worker_goes_on(
    broker: Broker, prefix: str, spawn: Spawn, tmp_path: Path
) -> None:
    environment = {
        "BROKEN_WHILE": str(tmp_path / "never"),
        "COPYDESK_STAGE_TIME_LIMIT_SECONDS": "3",
    }
    pipeline = Pipeline(broker, prefix, spawn, environment)
    records: list[tuple[bytes | None, bytes | None]] = []
    for word in ("HANG", "CRASH", "BUG"):
        records.append((word.encode(), orjson.dumps({"id": word, "content": f"{word} of old"})))
        records.append((f"after-{word}".encode(), raw(f"after-{word}", 1)))
    await pipeline.produce(records, partition=0)
    worker = pipeline.start_worker(program=TROUBLE)
    async with pipeline.reading(*TERMINAL) as reader:
        await reader.until_keys([(key or b"").decode() for key, _ in records])
        letters = {
            (r.key or b"").decode(): decode(r.value, DeadLetter) for r in reader[DEAD_LETTERS]
        }
        assert set(reader.keys(ENRICHED)) == {"after-HANG", "after-CRASH", "after-BUG"}
    assert {key: str(letter.reason) for key, letter in letters.items()} == {
        "HANG": "too_slow",
        "CRASH": "crashed",
        "BUG": "bug",
    }
    assert letters["CRASH"].attempts == 2, "a killed process gets a second chance"
    assert letters["BUG"].exception == "KeyError"
    assert worker.alive


@dataclass
class Broken:
    """A worker that its breaker has paused, on articles that all fail while `switch` exists."""

    pipeline: Pipeline
    worker: Child
    ids: set[str]
    port: int
    switch: Path


async def break_worker(
    broker: Broker, prefix: str, spawn: Spawn, switch: Path, retry_seconds: str
) -> Broken:
    """Start a worker that fails, and wait until its breaker has opened."""
    await asyncio.to_thread(switch.touch)
    (port,) = free_ports(1)
    environment = {
        "BROKEN_WHILE": str(switch),
        "COPYDESK_WEB_PORT": str(port),
        "COPYDESK_BREAKER_MINIMUM": "10",
        "COPYDESK_BREAKER_RETRY_SECONDS": retry_seconds,
    }
    pipeline = Pipeline(broker, prefix, spawn, environment)
    ids = await feed(pipeline, 60)
    worker = pipeline.start_worker(program=TROUBLE)
    await wait_until_async(
        lambda: "open: clean" in get(port, "/readyz")[1], 60, "the breaker to open"
    )
    return Broken(pipeline, worker, ids, port, switch)


@pytest.mark.timeout(300)
async def test_a_broken_deploy_pauses_says_so_and_goes_on_by_itself_once_it_is_mended(
    broker: Broker, prefix: str, spawn: Spawn, tmp_path: Path
) -> None:
    broken = await break_worker(broker, prefix, spawn, tmp_path / "switch", "0.5")
    assert get(broken.port, "/readyz")[0] == 503
    assert get(broken.port, "/livez")[0] == 200, "paused is not dead"
    assert 'copydesk_breaker_open{stage="clean"} 1.0' in get(broken.port, "/metrics")[1]
    async with broken.pipeline.reading(*TERMINAL) as reader:
        await reader.drain()
        # Below its minimum the breaker has no opinion: the first small batches may pass.
        assert len(reader[DEAD_LETTERS]) < 10
        assert reader[ENRICHED] == []

        broken.switch.unlink()
        await reader.until_keys(broken.ids)
        assert len(reader[ENRICHED]) + len(reader[DEAD_LETTERS]) == len(broken.ids)
    await wait_until_async(lambda: get(broken.port, "/readyz")[0] == 200, 60, "a ready worker")
    assert broken.worker.alive


@pytest.mark.timeout(300)
async def test_a_worker_behind_an_open_breaker_stops_when_told_to_and_loses_nothing(
    embedded: Broker, prefix: str, spawn: Spawn, tmp_path: Path
) -> None:
    broken = await break_worker(embedded, prefix, spawn, tmp_path / "switch", "60")
    broken.worker.signal(signal.SIGTERM)
    assert await asyncio.to_thread(broken.worker.wait, 30) == 0, broken.worker.tail()
    broken.switch.unlink()
    broken.pipeline.start_worker(program=TROUBLE)
    async with broken.pipeline.reading(*TERMINAL) as reader:
        await reader.until_keys(broken.ids)
