"""Articles to the raw topic, each one confirmed by the broker."""

from collections import deque
from collections.abc import AsyncIterable, Awaitable, Callable
from dataclasses import dataclass, field

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, MessageSizeTooLargeError

from service.client.files import Article, Bad
from service.connection import BrokerUnreachable, Connection

WINDOW = 1000  # records on their way; with aiokafka's batches this bounds the memory
OVERHEAD_BYTES = 64 * 1024  # key and framing around a value


@dataclass
class Produced:
    """How it went: records that the broker has confirmed, and what could not be sent."""

    confirmed: int = 0
    bad: list[Bad] = field(default_factory=list)


async def produce(
    broker: Connection,
    topic: str,
    articles: AsyncIterable[Article],
    max_message_bytes: int,
    on_confirmed: Callable[[Produced], None] = lambda _: None,
) -> Produced:
    """Send all articles, in their order, and wait for the broker's word on each.

    An article over `max_message_bytes`, or over the broker's own limit, is `bad`; the others
    pass. Raises BrokerUnreachable, which says how many were confirmed.
    """
    produced = Produced()
    pending: deque[tuple[Article, Awaitable[object]]] = deque()

    async def settle() -> None:
        article, confirmation = pending.popleft()
        try:
            await confirmation
        except MessageSizeTooLargeError:
            produced.bad.append(_too_large(article, "for the topic"))
        else:
            produced.confirmed += 1
            on_confirmed(produced)

    producer = AIOKafkaProducer(
        **broker.options(),
        acks="all",
        linger_ms=5,
        max_batch_size=256 * 1024,
        max_request_size=max_message_bytes + OVERHEAD_BYTES,
    )
    try:
        await producer.start()
        async for article in articles:
            if len(article.value) > max_message_bytes:
                produced.bad.append(_too_large(article, f"of at most {max_message_bytes}"))
                continue
            while len(pending) >= WINDOW:
                await settle()
            confirmation = await producer.send(topic, article.value, key=article.key)
            pending.append((article, confirmation))
        while pending:
            await settle()
    except (KafkaError, OSError) as error:
        raise BrokerUnreachable(
            f"cannot produce to {topic} at {broker}: {str(error) or type(error).__name__}; "
            f"{produced.confirmed} confirmed before"
        ) from error
    finally:
        await producer.stop()
    return produced


def _too_large(article: Article, limit: str) -> Bad:
    return Bad(article.where, f"{len(article.value)} bytes are too many {limit}")
