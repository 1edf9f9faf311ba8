"""Articles per second through all stages on a real Kafka, and where the time goes.

    make bench                              # made articles
    make bench LOAD=articles.jsonl.gz       # rows with `id` and `text`, or RawArticle JSON

One worker. CPU seconds are those of the worker and its stage processes, from the kernel; stage
seconds come from the worker's own metrics.
"""

import argparse
import asyncio
import gzip
import itertools
import os
import re
import signal
import tempfile
import time
import urllib.request
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
import orjson

from service.topology import PIPELINE
from tests import processes
from tests.brokers.base import free_ports
from tests.brokers.kafka import KafkaServer
from tests.e2e.articles import raw
from tests.e2e.pipeline import TERMINAL, Pipeline

TICKS = os.sysconf("SC_CLK_TCK")


def rows(load: Path | None, count: int) -> Iterator[tuple[str, bytes]]:
    """(id, RawArticle in JSON)."""
    if load is None:
        for number in range(count):
            yield f"article-{number}", raw(f"article-{number}", number)
        return
    with gzip.open(load) if load.suffix == ".gz" else load.open("rb") as lines:
        for line in itertools.islice(lines, count):
            row = orjson.loads(line)
            yield (
                row["id"],
                orjson.dumps({"id": row["id"], "content": row.get("text") or row["content"]}),
            )


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time of these processes so far."""
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def family(pid: int) -> list[int]:
    """The process and all that descend from it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *itertools.chain.from_iterable(family(int(child)) for child in children)]


async def measure(load: Path | None, count: int, stage_processes: int) -> None:
    folder = Path(tempfile.mkdtemp(prefix="copydesk-bench-"))
    kafka = KafkaServer(folder, lambda line: click.echo(line, err=True))
    children: list[processes.Child] = []

    def spawn(*arguments: str | Path, name: str = "child", **environment: str) -> processes.Child:
        child = processes.start(arguments, folder=folder, name=name, environment=environment)
        children.append(child)
        return child

    try:
        (port,) = free_ports(1)
        environment = {
            "COPYDESK_WEB_PORT": str(port),
            "COPYDESK_BATCH_SIZE": "50",
            "COPYDESK_STAGE_PROCESSES": str(stage_processes),
        }
        pipeline = Pipeline(kafka, "bench", spawn, environment)
        articles = list(rows(load, count))
        # The first article waits for the models; the clock starts when it is through.
        worker = pipeline.start_worker()
        async with pipeline.reading(*TERMINAL) as reader:
            await pipeline.produce([(b"warm-up", raw("warm-up", 1))])
            await reader.until_keys(["warm-up"])
            pids = family(worker.pid)
            before, started = cpu_seconds(pids), time.perf_counter()
            await pipeline.produce((key.encode(), value) for key, value in articles)
            await reader.until_keys([key for key, _ in articles], 3600)
            wall, cpu = time.perf_counter() - started, cpu_seconds(pids) - before
            main_cpu = cpu_seconds([worker.pid])
        url = f"http://127.0.0.1:{port}/metrics"
        metrics = (await asyncio.to_thread(urllib.request.urlopen, url)).read().decode()
        worker.signal(signal.SIGTERM)
        await asyncio.to_thread(worker.wait, 60)
    finally:
        for child in children:
            child.kill()
        kafka.close()
    _report(metrics, len(articles), sum(len(v) for _, v in articles), wall, cpu, main_cpu)


def _report(
    metrics: str, articles: int, size: int, wall: float, cpu: float, main_cpu: float
) -> None:
    def value(name: str, stage: str) -> float:
        found = re.search(rf'^{name}{{stage="{stage}"}} (\S+)$', metrics, re.M)
        return float(found[1]) if found else 0.0

    click.echo(f"{articles} articles, {size / articles:.0f} bytes each on average")
    click.echo(f"{articles / wall:.1f} articles/s; {1000 * cpu / articles:.1f} ms of CPU each")
    stages = 0.0
    for step in PIPELINE:
        seconds = value("copydesk_stage_seconds_sum", step.name)
        stages += seconds
        count = value("copydesk_stage_seconds_count", step.name) or 1
        click.echo(f"  {step.name:<8}{1000 * seconds / count:8.2f} ms a record")
    click.echo(
        f"  Kafka, Faust and the pool: {1000 * main_cpu / articles / len(PIPELINE):.2f} ms of CPU "
        f"a record and hop in the worker's own process"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--load", type=Path)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--stage-processes", type=int, default=2)
    arguments = parser.parse_args()
    asyncio.run(measure(arguments.load, arguments.count, arguments.stage_processes))
