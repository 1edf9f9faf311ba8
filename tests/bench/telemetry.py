"""What metrics and spans cost for each record, against the whole delivery of a batch.

    python -m tests.bench.telemetry

CPU time of this process; pool and producer answer at once, so that only our own work is left.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Any

import click
from opentelemetry.sdk.trace import TracerProvider

from service import metrics
from service.streaming.breaker import Breaker
from service.streaming.desk import Desk
from service.streaming.otel import OpenTelemetry
from service.streaming.progress import Progress
from service.streaming.sender import Sender
from service.streaming.tracing import NoTracing, Tracing
from service.topology import PIPELINE
from tests.service.streaming.fakes import FakePool, FakeProducer, passed, record

BATCH = 50
ROUNDS = 200
BEST_OF = 5


def desk(tracing: Tracing) -> Desk:
    step = PIPELINE[0]
    return Desk(
        step,
        submit=FakePool(lambda _: passed()).submit,
        sender=Sender(FakeProducer(), 60),
        breaker=Breaker(1, 1),
        breaker_pause_seconds=1,
        topic_prefix="articles",
        must_give_up=lambda: False,
        progress=Progress([step.name], 60),
        tracing=tracing,
    )


def microseconds(work: Callable[[], object]) -> float:
    """CPU microseconds a record of the best of some runs."""
    best = float("inf")
    for _ in range(BEST_OF):
        started = time.process_time()
        for _ in range(ROUNDS):
            work()
        best = min(best, time.process_time() - started)
    return best / ROUNDS / BATCH * 1e6


def main() -> None:
    logging.disable()
    metrics.begin_at_zero([step.name for step in PIPELINE], "bench")
    records = [record(offset) for offset in range(BATCH)]
    loop = asyncio.new_event_loop()

    def delivery(desk: Desk) -> Callable[[], object]:
        return lambda: loop.run_until_complete(desk.handle(records))

    silent: Any = desk(NoTracing())
    silent._count = lambda handled, seconds: None
    bare = microseconds(delivery(silent))
    counted = microseconds(delivery(desk(NoTracing())))
    spans = desk(OpenTelemetry(TracerProvider(), "bench"))
    traced = microseconds(delivery(spans))
    click.echo(f"delivery without metrics   {bare:7.1f} us of CPU a record")
    click.echo(f"with metrics               {counted:7.1f}  (+{counted - bare:.1f})")
    click.echo(f"with metrics and spans     {traced:7.1f}  (+{traced - counted:.1f})")
    loop.close()


if __name__ == "__main__":
    main()
