"""The records of topics, as they come."""

import time
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Literal

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError

from service.connection import BrokerUnreachable, Connection

Since = timedelta | Literal["beginning", "now"]

# An empty fetch holds up new records for this long at the embedded broker, not at a real Kafka.
FETCH_WAIT_MS = 200


@asynccontextmanager
async def reading(
    broker: Connection, topics: Sequence[str], *, from_beginning: bool, max_message_bytes: int
) -> AsyncIterator[AIOKafkaConsumer]:
    """A consumer of all partitions without a group, from their first record kept or from now on.

    Raises BrokerUnreachable, also for errors within the block.
    """
    consumer = AIOKafkaConsumer(
        *topics,
        **broker.options(),
        group_id=None,
        auto_offset_reset="earliest" if from_beginning else "latest",
        fetch_max_wait_ms=FETCH_WAIT_MS,
        max_partition_fetch_bytes=max_message_bytes,
    )
    try:
        await consumer.start()
        yield consumer
    except KafkaError as error:
        raise BrokerUnreachable(
            f"cannot read {', '.join(topics)} at {broker}: {str(error) or type(error).__name__}"
        ) from error
    finally:
        await consumer.stop()


async def tail(
    broker: Connection,
    topic: str,
    *,
    since: Since,
    follow: bool = True,
    limit: int | None = None,
    max_message_bytes: int,
) -> AsyncGenerator[ConsumerRecord, None]:
    """The records of a topic, those of each partition in order; `limit` of them at the most.

    `since` counts by the records' timestamps: those of articles are of when they entered the
    pipeline. With `follow` endless, else until the records end that are there now.
    Raises BrokerUnreachable.
    """
    seen = 0
    async with reading(
        broker, [topic], from_beginning=since != "now", max_message_bytes=max_message_bytes
    ) as consumer:
        if isinstance(since, timedelta):
            await _seek(consumer, int((time.time() - since.total_seconds()) * 1000))
        ends = {} if follow else await consumer.end_offsets(list(consumer.assignment()))
        while limit is None or seen < limit:
            if not follow and not [p for p in ends if await consumer.position(p) < ends[p]]:
                return
            # A moment, so that a marker without a record cannot keep us waiting for one.
            taken = await consumer.getmany(timeout_ms=FETCH_WAIT_MS, max_records=1)
            for record in (record for records in taken.values() for record in records):
                if follow or record.offset < ends[TopicPartition(topic, record.partition)]:
                    yield record
                    seen += 1


async def _seek(consumer: AIOKafkaConsumer, timestamp: int) -> None:
    """To the first record of each partition from that time (ms) on, else to its end."""
    partitions = list(consumer.assignment())
    found = await consumer.offsets_for_times(dict.fromkeys(partitions, timestamp))
    for partition in partitions:
        if (at := found.get(partition)) is not None:
            consumer.seek(partition, at.offset)
        else:
            await consumer.seek_to_end(partition)
