"""Measures how far behind the worker is, over a connection of its own.

Its own, because the question is whether the consumer gets on: a consumer that hangs would not
answer, and one that believes to be at the end would say so.
"""

import asyncio
import logging
import os
import time
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import psutil
from aiokafka import AIOKafkaConsumer, TopicPartition
from faust import App
from faust.types import TP

from service import metrics
from service.streaming.progress import Progress

log = logging.getLogger(__name__)

INTERVAL_SECONDS = 5.0
ANSWER_SECONDS = 10.0  # for all questions to the broker in one turn
LOOKS, LOOK_MS = 3, 300  # for a record where nothing moves
SAMPLES = 720  # of where a partition ended: an hour of them


@dataclass(slots=True)
class _Partition:
    """What is known of a partition of ours."""

    done: int = -1  # everything before this offset is committed, or holds no record
    end: int = -1
    moved: float = 0.0  # when `done` last did (s)
    ends: "deque[tuple[float, int]]" = field(default_factory=lambda: deque(maxlen=SAMPLES))

    def is_stuck(self, now: float) -> bool:
        """Whether something is not done and nothing has moved for a while."""
        return self.end > self.done and now - self.moved > 2 * INTERVAL_SECONDS

    def arrived(self) -> float | None:
        """When the first record that is not done was seen to be there (s); None without one."""
        while self.ends and self.ends[0][1] <= self.done:
            self.ends.popleft()
        return self.ends[0][0] if self.ends else None


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
        self._partitions: dict[TP, _Partition] = {}
        self._broker_trouble: str | None = "not asked yet"

    def start(self) -> None:
        """Begin to look, until stop()."""
        self._task = asyncio.create_task(self._run(), name="watch")

    async def stop(self) -> None:
        """Stop looking."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._disconnect()

    def broker(self) -> str | None:
        """What is wrong with the broker, None if it answers. Safe to ask from another thread."""
        return self._broker_trouble

    def assigned(self, partitions: Collection[TP]) -> None:
        """From now on these partitions are ours, and no others."""
        ours = {TP(tp.topic, tp.partition) for tp in partitions}
        for tp in self._partitions:
            metrics.LAG_RECORDS.remove(*self._labels(tp))
            metrics.LAG_SECONDS.remove(*self._labels(tp))
        # Anew, also for those that we had: they may have been somebody else's in between.
        self._partitions = {tp: _Partition() for tp in ours}
        self._progress.reset()
        counts = dict.fromkeys(self._stages.values(), 0)
        for tp in ours:
            counts[self._stages[tp.topic]] += 1
        for stage, count in counts.items():
            metrics.PARTITIONS.labels(stage).set(count)

    def committed(self, offsets: Iterable[TP]) -> None:
        """The broker has taken our commits on these partitions."""
        for tp in offsets:
            stage = self._stages[tp.topic]
            metrics.COMMITS.labels(stage).inc()
            self._progress.committed(stage)

    async def look(self) -> None:
        """Ask the broker and our processes, and set what follows from it. Never raises."""
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await self._ask()
        except Exception as error:
            self._broker_trouble = f"no answer: {str(error) or type(error).__name__}"
            self._progress.in_touch(False)
            # A connection that hangs would not notice when the broker is back.
            await self._disconnect()
        else:
            self._broker_trouble = None
            self._progress.in_touch(True)
        try:
            self._tell()
            self._look_at_processes()
        except Exception:
            log.exception("cannot set the gauges")

    async def _run(self) -> None:
        while True:
            await self.look()
            await asyncio.sleep(INTERVAL_SECONDS)

    async def _ask(self) -> None:
        client = self._client = self._client or await self._connect()
        ours = self._partitions
        standing = self._app.consumer.committed_offsets() if ours else {}
        asked = [TopicPartition(*tp) for tp in ours if tp in standing]
        if not asked:
            await client.topics()
            return
        # Both kinds of name are tuples of topic and partition, and equal.
        ends = await client.end_offsets(asked)
        begins = await client.beginning_offsets(asked)
        now = time.time()
        for tp in asked:
            partition = ours[tp]
            # Retention may have overtaken what is committed.
            done = max(standing[tp] or 0, begins[tp], partition.done)
            if done != partition.done:
                partition.done, partition.moved = done, now
            partition.end = max(ends[tp], done)
            partition.ends.append((now, partition.end))
        stuck = [tp for tp in asked if ours[tp].is_stuck(now)]
        if stuck:
            await self._look_for_records(client, {tp: ours[tp] for tp in stuck})
        if ours is self._partitions:  # else all of this is about another assignment
            self._judge()

    async def _look_for_records(
        self, client: AIOKafkaConsumer, stuck: Mapping[TopicPartition, _Partition]
    ) -> None:
        """See whether there is anything to do: a transaction's marker, or what compaction has
        taken, has an offset too, and nobody will ever commit it."""
        client.assign(list(stuck))
        for tp, partition in stuck.items():
            client.seek(tp, partition.done)
        first: dict[TopicPartition, int] = {}
        for _ in range(LOOKS):
            for tp, records in (await client.getmany(timeout_ms=LOOK_MS)).items():
                first.setdefault(tp, records[0].offset)
        for tp, partition in stuck.items():
            partition.done = first[tp] if tp in first else await client.position(tp)
        client.unsubscribe()

    def _judge(self) -> None:
        lags: dict[str, int] = defaultdict(int)
        for tp, partition in self._partitions.items():
            lags[self._stages[tp.topic]] += partition.end - partition.done
        for stage, lag in lags.items():
            self._progress.measured(stage, lag)

    def _tell(self) -> None:
        """Set the gauges, in an outage by what is known: what waits gets older all the same."""
        now = time.time()
        oldest = self._oldest_unacked()
        for tp, partition in self._partitions.items():
            if partition.end < 0:  # not measured yet
                continue
            arrived = [partition.arrived(), oldest.get(tp)]
            lag = partition.end - partition.done
            since = min((at for at in arrived if at is not None), default=now) if lag else now
            metrics.LAG_RECORDS.labels(*self._labels(tp)).set(lag)
            metrics.LAG_SECONDS.labels(*self._labels(tp)).set(max(0.0, now - since))
        for stage in self._stages.values():
            seconds = self._progress.in_hand_seconds(stage)
            metrics.OLDEST_IN_FLIGHT_SECONDS.labels(stage).set(seconds)

    def _oldest_unacked(self) -> dict[TP, float]:
        """When the oldest article in hand entered the pipeline (s), by partition."""
        oldest: dict[TP, float] = {}
        for message in list(self._app.consumer.unacked) if self._partitions else ():
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

    async def _connect(self) -> AIOKafkaConsumer:
        # As little as can be: a single record is enough to know that there is one.
        client = AIOKafkaConsumer(**self._client_options, max_partition_fetch_bytes=1024)
        try:
            await client.start()
        except BaseException:  # cancelled for its time, too
            await client.stop()
            raise
        return client

    async def _disconnect(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    await client.stop()
            except Exception as error:
                log.warning("the connection that measures the lag does not close: %r", error)

    def _labels(self, tp: TP) -> tuple[str, str]:
        return self._stages[tp.topic], str(tp.partition)
