"""The worker as a process: its parent, its credentials, its ways to fail."""

import asyncio
import os
import re
import signal
import sys
from pathlib import Path

import pytest

from service.streaming.federate import fetch
from tests.brokers.base import Broker, free_ports
from tests.brokers.kafka import KafkaServer
from tests.chaos.test_kills import feed
from tests.conftest import Spawn
from tests.e2e.pipeline import TERMINAL, Pipeline
from tests.waiting import wait_until_async


def started(log: Path) -> list[int]:
    """The process ids of the workers that a parent has started so far."""
    return [int(pid) for pid in re.findall(rb"started, process (\d+)", log.read_bytes())]


def runs(pid: int) -> bool:
    """Whether a process is there and has not ended; a zombie has."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.timeout(300)
async def test_a_parent_restarts_a_dead_worker_and_stops_all_of_them_when_told_to(
    kafka: Broker, prefix: str, spawn: Spawn
) -> None:
    pipeline = Pipeline(kafka, prefix, spawn)
    parent = pipeline.start_worker("--processes", "2")
    await wait_until_async(lambda: len(started(parent.stderr)) == 2, 60, "two workers")
    first = started(parent.stderr)[0]
    ids = await feed(pipeline, 60)
    os.kill(first, signal.SIGKILL)
    await wait_until_async(lambda: len(started(parent.stderr)) == 3, 60, "a third worker")
    async with pipeline.reading(*TERMINAL) as reader:
        await reader.until_keys(ids)
    parent.signal(signal.SIGTERM)
    assert await asyncio.to_thread(parent.wait, 60) == 0, parent.tail()
    assert not [pid for pid in started(parent.stderr) if runs(pid)]


@pytest.mark.timeout(300)
async def test_workers_end_with_a_parent_that_is_killed(
    embedded: Broker, prefix: str, spawn: Spawn
) -> None:
    parent = Pipeline(embedded, prefix, spawn).start_worker("--processes", "2")
    await wait_until_async(lambda: len(started(parent.stderr)) == 2, 60, "two workers")
    os.kill(parent.pid, signal.SIGKILL)
    await wait_until_async(
        lambda: not [pid for pid in started(parent.stderr) if runs(pid)], 60, "both to end"
    )


@pytest.mark.timeout(300)
async def test_a_worker_logs_in_with_a_password_from_a_file(
    kafka: Broker, prefix: str, spawn: Spawn, tmp_path: Path
) -> None:
    if not isinstance(kafka, KafkaServer) or kafka.sasl is None:
        pytest.skip("COPYDESK_TEST_KAFKA names a Kafka whose users the tests do not know")
    secret = tmp_path / "password"
    secret.write_text(f"{kafka.sasl.password}\n")
    environment = {
        "COPYDESK_BROKER": kafka.sasl.bootstrap,
        "COPYDESK_SECURITY_PROTOCOL": "SASL_PLAINTEXT",
        "COPYDESK_SASL_MECHANISM": "PLAIN",
        "COPYDESK_SASL_USERNAME": kafka.sasl.user,
        "COPYDESK_SASL_PASSWORD_FILE": str(secret),
    }
    pipeline = Pipeline(kafka, prefix, spawn, environment)
    ids = await feed(pipeline, 5)
    worker = pipeline.start_worker()
    async with pipeline.reading(*TERMINAL) as reader:
        await reader.until_keys(ids)
    assert kafka.sasl.password.encode() not in worker.stderr.read_bytes()

    secret.write_text("wrong")
    refused = pipeline.start_worker()
    assert await asyncio.to_thread(refused.wait, 60) == 3, refused.tail()
    assert kafka.sasl.bootstrap in refused.tail()


async def test_a_broker_that_nobody_runs_is_named_in_one_line_with_status_3(spawn: Spawn) -> None:
    (port,) = free_ports(1)
    worker = spawn(*_worker(), COPYDESK_BROKER=f"127.0.0.1:{port}", COPYDESK_LOG_FORMAT="text")
    assert await asyncio.to_thread(worker.wait, 60) == 3
    lines = worker.stderr.read_text().splitlines()
    assert len(lines) == 1, lines
    assert f"127.0.0.1:{port}" in lines[0]


async def test_missing_topics_are_named_and_made_only_when_told_to(
    kafka: Broker, prefix: str, spawn: Spawn
) -> None:
    environment = {
        "COPYDESK_BROKER": kafka.bootstrap,
        "COPYDESK_TOPIC_PREFIX": prefix,
        "COPYDESK_GROUP_ID": prefix,
        "COPYDESK_WEB_PORT": "0",
        "COPYDESK_LOG_FORMAT": "text",
    }
    worker = spawn(*_worker(), **environment)
    assert await asyncio.to_thread(worker.wait, 60) == 3
    assert f"{prefix}.raw.v1" in worker.stderr.read_text()

    told = spawn(*_worker("--create-topics"), **environment)
    await wait_until_async(
        lambda: "health and metrics" in told.stderr.read_text(), 60, "the worker to start"
    )
    told.signal(signal.SIGTERM)


@pytest.mark.timeout(300)
async def test_no_worker_is_left_without_partitions(
    kafka: Broker, prefix: str, spawn: Spawn
) -> None:
    ports = free_ports(3)
    pipeline = Pipeline(kafka, prefix, spawn)  # 4 partitions, of which 3 workers could get 2, 2, 0
    for port in ports:
        pipeline.environment["COPYDESK_WEB_PORT"] = str(port)
        pipeline.start_worker()

    def assigned(port: int) -> list[float]:
        body = fetch(port, "/metrics")[1].decode()
        return [float(n) for n in re.findall(r"^copydesk_partitions{.*} (\S+)$", body, re.M)]

    async def shared() -> list[list[float]] | None:
        try:
            found = [await asyncio.to_thread(assigned, port) for port in ports]
        except OSError:
            return None
        return found if sum(map(sum, found)) == 12 and all(map(sum, found)) else None

    await wait_until_async(shared, 90, "12 partitions on 3 workers")


@pytest.mark.timeout(300)
async def test_fausts_own_pages_are_served_only_when_asked_for(
    embedded: Broker, prefix: str, spawn: Spawn
) -> None:
    pages, health = free_ports(2)
    environment = {"COPYDESK_FAUST_WEB_PORT": str(pages), "COPYDESK_WEB_PORT": str(health)}

    async def status(port: int, path: str) -> int:
        try:
            return (await asyncio.to_thread(fetch, port, path))[0]
        except OSError:
            return 0

    worker = Pipeline(embedded, prefix, spawn, environment).start_worker()

    async def serves() -> bool:
        return await status(pages, "/router/") == 200

    await wait_until_async(serves, 60, "Faust's pages")
    worker.kill()

    Pipeline(embedded, f"{prefix}-2", spawn, {"COPYDESK_WEB_PORT": str(health)}).start_worker()

    async def is_ready() -> bool:
        return await status(health, "/readyz") == 200

    await wait_until_async(is_ready, 60, "a ready worker")
    assert await status(6066, "/") == 0, "Faust's usual port"


async def test_a_port_that_is_taken_is_named_in_one_line_with_status_2(
    kafka: Broker, prefix: str, spawn: Spawn
) -> None:
    taken = kafka.bootstrap.rpartition(":")[2]
    pipeline = Pipeline(kafka, prefix, spawn, {"COPYDESK_WEB_PORT": taken})
    worker = pipeline.start_worker()
    assert await asyncio.to_thread(worker.wait, 60) == 2, worker.tail()
    assert worker.stderr.read_text().strip().splitlines()[-1].count("COPYDESK_WEB_PORT") == 1


def _worker(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "service", "worker", *arguments)
