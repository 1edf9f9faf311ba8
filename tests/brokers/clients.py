"""Kafka clients in a few lines, for tests of brokers and of what runs on them."""

import time
from collections.abc import Iterable
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from tests.brokers.base import MIB

RETRY_SECONDS = 30
LARGEST_BYTES = 64 * MIB


async def produce(
    bootstrap: str,
    topic: str,
    values: Iterable[bytes],
    *,
    partition: int | None = None,
    **options: Any,
) -> list[int]:
    """Send values one after the other, each confirmed before the next; their offsets."""
    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap,
        **{"max_request_size": LARGEST_BYTES, "request_timeout_ms": RETRY_SECONDS * 1000} | options,
    )
    await producer.start()
    try:
        return [
            (await producer.send_and_wait(topic, value, partition=partition)).offset
            for value in values
        ]
    finally:
        await producer.stop()


async def read_all(bootstrap: str, topic: str, **options: Any) -> list[bytes]:
    """Every value that the topic holds now: by partition, each in the order of its offsets."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        auto_offset_reset="earliest",
        fetch_max_wait_ms=50,
        max_partition_fetch_bytes=LARGEST_BYTES,
        **options,
    )
    await consumer.start()
    try:
        numbers = await _partitions(consumer, topic)
        partitions = [TopicPartition(topic, number) for number in sorted(numbers)]
        consumer.assign(partitions)
        found: dict[TopicPartition, list[bytes]] = {partition: [] for partition in partitions}
        first = await consumer.beginning_offsets(partitions)
        ends = await consumer.end_offsets(partitions)
        left = {p for p in partitions if first[p] < ends[p]}
        end = time.monotonic() + RETRY_SECONDS
        while left:
            if time.monotonic() > end:
                raise TimeoutError(f"{topic}: nothing more from {left} for {RETRY_SECONDS} s")
            for partition, records in (await consumer.getmany(timeout_ms=200)).items():
                found[partition] += [record.value for record in records]
                end = time.monotonic() + RETRY_SECONDS
            left = {p for p in left if await consumer.position(p) < ends[p]}
        return [value for partition in partitions for value in found[partition]]
    finally:
        await consumer.stop()


async def _partitions(consumer: AIOKafkaConsumer, topic: str) -> set[int]:
    await consumer._client.force_metadata_update()
    return consumer.partitions_for_topic(topic) or set()
