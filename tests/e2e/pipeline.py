"""One run of the service in a test: its topics, its workers, what went in and what came out."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition

from schemas.topics import CLEANED, DEAD_LETTERS, ENRICHED, RAW, TAGGED, TOPICS, Topic
from tests.brokers.base import Broker
from tests.conftest import Spawn
from tests.processes import Child
from tests.waiting import wait_until_async

PARTITIONS = 4
DRAINED_SECONDS = 240.0

TERMINAL = (ENRICHED, DEAD_LETTERS)


@dataclass
class Pipeline:
    """Topics under a prefix of their own, and workers on them."""

    broker: Broker
    prefix: str
    spawn: Spawn
    environment: dict[str, str] = field(default_factory=dict)
    workers: list[Child] = field(default_factory=list)

    def __post_init__(self) -> None:
        for topic in TOPICS:
            self.broker.create_topics({self.name(topic): PARTITIONS}, topic.max_message_bytes)

    def name(self, topic: Topic) -> str:
        return topic.full_name(self.prefix)

    def partitions(self, *topics: Topic) -> list[TopicPartition]:
        return [
            TopicPartition(self.name(t), number) for t in topics for number in range(PARTITIONS)
        ]

    def start_worker(
        self, *arguments: str, program: Sequence[str] = ("-m", "service", "worker")
    ) -> Child:
        """Start a worker; it need not be ready when this returns."""
        worker = self.spawn(
            sys.executable,
            *program,
            *arguments,
            name=f"worker-{len(self.workers)}",
            **{
                "COPYDESK_BROKER": self.broker.bootstrap,
                "COPYDESK_TOPIC_PREFIX": self.prefix,
                "COPYDESK_GROUP_ID": self.prefix,
                "COPYDESK_SESSION_TIMEOUT_SECONDS": "6",
                "COPYDESK_COMMIT_INTERVAL_SECONDS": "0.5",
                "COPYDESK_BATCH_SIZE": "20",
                "COPYDESK_STAGE_PROCESSES": "1",
                "COPYDESK_WEB_PORT": "0",
                "COPYDESK_LOG_FORMAT": "text",
                **self.environment,
            },
        )
        self.workers.append(worker)
        return worker

    async def produce(
        self,
        records: Iterable[tuple[bytes | None, bytes | None]],
        *,
        topic: Topic = RAW,
        partition: int | None = None,
        headers: Sequence[tuple[str, bytes]] = (),
        timestamp: int | None = None,
    ) -> int:
        """Send (key, value) pairs, to the raw topic as a rule; wait for every confirmation."""
        producer = AIOKafkaProducer(
            bootstrap_servers=self.broker.bootstrap,
            max_request_size=16 * 1024 * 1024,
            acks="all",
        )
        await producer.start()
        try:
            sent = [
                await producer.send(
                    self.name(topic),
                    key=key,
                    value=value,
                    partition=partition,
                    headers=list(headers),
                    timestamp_ms=timestamp,
                )
                for key, value in records
            ]
            await asyncio.gather(*sent)
        finally:
            await producer.stop()
        return len(sent)

    @contextlib.asynccontextmanager
    async def reading(self, *topics: Topic) -> AsyncIterator["Reader"]:
        """Read topics from their beginning."""
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self.broker.bootstrap,
            auto_offset_reset="earliest",
            enable_auto_commit=False,
            fetch_max_wait_ms=100,
            max_partition_fetch_bytes=16 * 1024 * 1024,
            fetch_max_bytes=64 * 1024 * 1024,
        )
        await consumer.start()
        try:
            partitions = self.partitions(*topics)
            consumer.assign(partitions)
            await consumer.seek_to_beginning(*partitions)
            yield Reader(consumer, {self.name(topic): topic for topic in topics}, self)
        finally:
            await consumer.stop()

    async def lag(self, *topics: Topic) -> int:
        """Records on these topics that the workers have not committed."""
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self.broker.bootstrap, group_id=self.prefix, enable_auto_commit=False
        )
        await consumer.start()
        try:
            partitions = self.partitions(*topics)
            ends = await consumer.end_offsets(partitions)
            done = [await consumer.committed(partition) or 0 for partition in partitions]
            return int(sum(ends.values()) - sum(done))
        finally:
            await consumer.stop()

    async def is_committed(self) -> bool:
        """Whether every record of every source topic is committed."""
        return await self.lag(RAW, CLEANED, TAGGED) == 0

    async def raw_is_committed(self) -> bool:
        return await self.lag(RAW) == 0


@dataclass
class Reader:
    """What has come out so far, by topic, in order of arrival."""

    consumer: AIOKafkaConsumer
    topics: dict[str, Topic]
    pipeline: Pipeline
    seen: dict[str, list["ConsumerRecord[Any, Any]"]] = field(default_factory=dict)

    def __getitem__(self, topic: Topic) -> list["ConsumerRecord[Any, Any]"]:
        return self.seen.setdefault(topic.name, [])

    def keys(self, *topics: Topic) -> list[str]:
        return [r.key.decode() if r.key else "" for topic in topics for r in self[topic]]

    async def poll(self) -> int:
        """Take what there is, waiting a moment for it; returns how many records that were."""
        taken = 0
        for batch in (await self.consumer.getmany(timeout_ms=300)).values():
            taken += len(batch)
            for record in batch:
                self[self.topics[record.topic]].append(record)
        return taken

    async def drain(self) -> None:
        """Take all that is there, while no worker adds to it."""
        while await self.poll():
            pass

    async def until(
        self, done: Callable[["Reader"], bool], what: str, seconds: float = DRAINED_SECONDS
    ) -> None:
        """Read until `done`; fails with the workers' last words if that takes too long."""

        async def look() -> bool:
            await self.poll()
            if done(self):
                return True
            if not any(worker.alive for worker in self.pipeline.workers):
                pytest.fail(f"no worker is left alive to do the rest: {state()}")
            return False

        def state() -> str:
            counts = {name: len(records) for name, records in self.seen.items()}
            tails = "\n".join(worker.tail() for worker in self.pipeline.workers[-2:])
            return f"{what}; so far {counts}\n{tails}"

        try:
            await wait_until_async(look, seconds, state)
        except pytest.fail.Exception as late:
            lags = {t.name: await self.pipeline.lag(t) for t in (RAW, CLEANED, TAGGED)}
            pytest.fail(f"{late}\nuncommitted: {lags}")

    async def until_keys(self, keys: Iterable[str], seconds: float = DRAINED_SECONDS) -> None:
        """Read until every key has come out on some topic."""
        wanted = set(keys)
        await self.until(
            lambda reader: wanted <= set(reader.keys(*self.topics.values())),
            f"{len(wanted)} articles to come out",
            seconds,
        )


def repeats(records: Sequence["ConsumerRecord[Any, Any]"]) -> tuple[int, int]:
    """How many records repeat the key of an earlier one, and how many of those differ from it."""
    first: dict[bytes | None, bytes | None] = {}
    repeated = different = 0
    for record in records:
        if record.key in first:
            repeated += 1
            different += record.value != first[record.key]
        first.setdefault(record.key, record.value)
    return repeated, different
