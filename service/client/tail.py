"""The records of topics, as they come."""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, ConsumerRecord
from aiokafka.errors import KafkaError

from service.connection import BrokerUnreachable, Connection

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
    from_beginning: bool,
    limit: int | None = None,
    max_message_bytes: int,
) -> AsyncGenerator[ConsumerRecord, None]:
    """The records of a topic, those of each partition in order; endless, or `limit` of them.

    Raises BrokerUnreachable.
    """
    seen = 0
    async with reading(
        broker, [topic], from_beginning=from_beginning, max_message_bytes=max_message_bytes
    ) as consumer:
        while limit is None or seen < limit:
            yield await consumer.getone()
            seen += 1
