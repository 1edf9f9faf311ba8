"""Measures how far behind the worker is, over a connection of its own.

Its own, because the question is whether the consumer gets on: a consumer that hangs would not
answer, and one that believes to be at the end would say so.
"""

import asyncio
import logging
import os
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import psutil
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError
from faust import App
from faust.types import TP

from service import metrics
from service.streaming.progress import Progress

log = logging.getLogger(__name__)

INTERVAL_SECONDS = 5.0
ANSWER_SECONDS = 10.0  # for one question to the broker


class Watch:
    """Looks at the broker and at our processes every few seconds; sets the gauges."""

    def __init__(
        self,
        app: App,
        stages: Mapping[str, str],
        progress: Progress,
        client_options: Mapping[str, Any],
    ) -> None:
        """`stages` are the names of the stages by that of their source topic."""
        self._app = app
        self._stages = stages
        self._progress = progress
        self._client_options = client_options
        self._client: AIOKafkaConsumer | None = None
        self._task: asyncio.Task[None] | None = None
        self._assigned: set[TP] = set()
        self._lagging_since: dict[TP, float] = {}
        self._broker_trouble: str | None = "not asked yet"

    def start(self) -> None:
        """Begin to look, until stop()."""
        self._task = asyncio.create_task(self._run(), name="watch")

    async def stop(self) -> None:
        """Stop looking."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._client is not None:
            await self._client.stop()

    def broker(self) -> str | None:
        """What is wrong with the broker, None if it answers. Safe to ask from another thread."""
        return self._broker_trouble

    def assigned(self, partitions: Collection[TP]) -> None:
        """From now on these partitions are ours, and no others."""
        for tp in self._assigned - set(partitions):
            labels = (self._stages[tp.topic], str(tp.partition))
            metrics.LAG_RECORDS.remove(*labels)
            metrics.LAG_SECONDS.remove(*labels)
        self._assigned = {TP(tp.topic, tp.partition) for tp in partitions}
        self._lagging_since.clear()
        self._progress.reset()
        counts = dict.fromkeys(self._stages.values(), 0)
        for tp in self._assigned:
            counts[self._stages[tp.topic]] += 1
        for stage, count in counts.items():
            metrics.PARTITIONS.labels(stage).set(count)

    def committed(self, offsets: Iterable[TP]) -> None:
        """The broker has taken our commits on these partitions."""
        for tp in offsets:
            stage = self._stages[tp.topic]
            metrics.COMMITS.labels(stage).inc()
            self._progress.committed(stage)

    async def _run(self) -> None:
        while True:
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    await self._look()
            except (KafkaError, OSError, TimeoutError) as error:
                self._broker_trouble = f"no answer: {str(error) or type(error).__name__}"
                self._progress.in_touch(False)
            except Exception:
                log.exception("cannot measure the lag")
            else:
                self._broker_trouble = None
                self._progress.in_touch(True)
            for stage in self._stages.values():
                metrics.OLDEST_IN_FLIGHT_SECONDS.labels(stage).set(
                    self._progress.in_hand_seconds(stage)
                )
            self._look_at_processes()
            await asyncio.sleep(INTERVAL_SECONDS)

    async def _look(self) -> None:
        if self._client is None:
            self._client = await self._connect()
        partitions = set(self._assigned)
        if not partitions:
            await self._client.topics()
            return
        # Both kinds of name are tuples of topic and partition, and equal.
        ends = await self._client.end_offsets([TopicPartition(*tp) for tp in partitions])
        standing = dict(self._app.consumer.committed_offsets())
        uncommitted = [TopicPartition(*tp) for tp in partitions if standing.get(tp) is None]
        if uncommitted:
            standing.update(await self._client.beginning_offsets(uncommitted))
        if partitions == self._assigned:  # else the offsets may be those of another assignment
            self._note({tp: max(0, ends[tp] - (standing[tp] or 0)) for tp in partitions})

    async def _connect(self) -> AIOKafkaConsumer:
        client = AIOKafkaConsumer(**self._client_options)
        try:
            await client.start()
        except BaseException:  # cancelled for its time, too
            await client.stop()
            raise
        return client

    def _note(self, lags: Mapping[TP, int]) -> None:
        now = time.time()
        oldest = self._oldest_unacked()
        by_stage: dict[str, int] = defaultdict(int)
        for tp, lag in lags.items():
            stage = self._stages[tp.topic]
            by_stage[stage] += lag
            if lag == 0:
                self._lagging_since.pop(tp, None)
                seconds = 0.0
            else:
                # A record that is still on its way to us has waited since we first saw a lag.
                since = self._lagging_since.setdefault(tp, now)
                seconds = max(0.0, now - min(since, oldest.get(tp, since)))
            metrics.LAG_RECORDS.labels(stage, str(tp.partition)).set(lag)
            metrics.LAG_SECONDS.labels(stage, str(tp.partition)).set(seconds)
        for stage, lag in by_stage.items():
            self._progress.measured(stage, lag)

    def _oldest_unacked(self) -> dict[TP, float]:
        """When the oldest article in hand entered the pipeline (s), by partition."""
        oldest: dict[TP, float] = {}
        for message in list(self._app.consumer.unacked):
            if message.timestamp is not None and message.timestamp >= 0:
                known = oldest.get(message.tp, message.timestamp)
                oldest[message.tp] = min(known, message.timestamp)
        return oldest

    def _look_at_processes(self) -> None:
        count = memory = 0
        for process in psutil.Process().children(recursive=True):
            try:
                memory += process.memory_info().rss
                # Our children are the servers that fork the stage processes, and nothing else.
                count += process.ppid() != os.getpid()
            except psutil.Error:  # it has ended meanwhile
                continue
        metrics.STAGE_PROCESSES.set(count)
        metrics.STAGE_MEMORY_BYTES.set(memory)
