"""Producing and reading, on the embedded broker and on a real Kafka."""

import time
from collections.abc import AsyncIterator, Iterable
from datetime import timedelta

import pytest
from aiokafka import AIOKafkaProducer

from service.client.files import Article
from service.client.produce import WINDOW, Produced, produce
from service.client.tail import tail
from service.connection import BrokerUnreachable, Connection
from tests.brokers.base import Broker

LIMIT = 1_000_000


@pytest.fixture
def connection(broker: Broker) -> Connection:
    return Connection(servers=tuple(broker.bootstrap.split(",")))


async def each(articles: Iterable[Article]) -> AsyncIterator[Article]:
    for article in articles:
        yield article


def articles(count: int) -> list[Article]:
    return [Article(f"line {n}", b"key-%d" % (n % 7), b'{"n":%d}' % n) for n in range(count)]


async def read(connection: Connection, topic: str, limit: int) -> list[tuple[bytes, bytes]]:
    records = tail(connection, topic, since="beginning", limit=limit, max_message_bytes=LIMIT)
    return [(record.key, record.value) async for record in records]


async def test_every_article_is_confirmed_and_arrives_in_the_order_of_its_key(
    broker: Broker, connection: Connection, prefix: str
) -> None:
    broker.create_topics({prefix: 3})
    sent = articles(WINDOW + 500)
    counts: list[int] = []

    def count(produced: Produced) -> None:
        counts.append(produced.confirmed)

    produced = await produce(connection, prefix, each(sent), LIMIT, count)
    assert produced == Produced(confirmed=len(sent))
    assert counts == list(range(1, len(sent) + 1))
    arrived = await read(connection, prefix, len(sent))
    assert sorted(arrived) == sorted((a.key or b"", a.value) for a in sent)
    for key in {a.key for a in sent}:
        assert [v for k, v in arrived if k == key] == [a.value for a in sent if a.key == key]


async def test_an_article_over_the_limit_is_named_and_the_others_pass(
    broker: Broker, connection: Connection, prefix: str
) -> None:
    broker.create_topics({prefix: 1})
    large = Article("the large one", b"k", b"x" * (LIMIT + 1))
    sent = [*articles(1), large, *articles(1)]
    produced = await produce(connection, prefix, each(sent), LIMIT)
    assert produced.confirmed == 2
    assert [bad.where for bad in produced.bad] == ["the large one"]


async def test_an_article_over_the_limit_of_the_topic_is_named_and_the_others_pass(
    kafka: Broker, prefix: str
) -> None:
    kafka.create_topics({prefix: 1}, max_message_bytes=600_000)
    connection = Connection(servers=tuple(kafka.bootstrap.split(",")))
    large = Article("the large one", b"k", b"x" * 700_000)
    produced = await produce(connection, prefix, each([*articles(2), large, *articles(2)]), LIMIT)
    assert produced.confirmed == 4
    assert [(bad.where, bad.why) for bad in produced.bad] == [
        ("the large one", "700000 bytes are too many for the topic")
    ]


async def test_nothing_is_confirmed_where_no_broker_is() -> None:
    nowhere = Connection(servers=("localhost:1",))
    with pytest.raises(BrokerUnreachable, match=r"localhost:1.*0 confirmed"):
        await produce(nowhere, "topic", each(articles(1)), LIMIT)
    with pytest.raises(BrokerUnreachable, match="localhost:1"):
        await read(nowhere, "topic", 1)


async def test_tail_from_now_on_skips_what_is_there(
    broker: Broker, connection: Connection, prefix: str
) -> None:
    broker.create_topics({prefix: 1})
    await produce(connection, prefix, each(articles(3)), LIMIT)
    beginning = tail(connection, prefix, since="beginning", limit=1, max_message_bytes=LIMIT)
    assert [record.value async for record in beginning] == [b'{"n":0}']
    now = tail(connection, prefix, since="now", limit=1, max_message_bytes=LIMIT)
    import asyncio

    waiting = asyncio.ensure_future(anext(now))
    late = 100
    # It stands at the end once it has asked where that is; what comes before that is not for it.
    while not waiting.done():
        await produce(connection, prefix, each([Article("late", b"k", b"%d" % late)]), LIMIT)
        late += 1
    assert int((await waiting).value) >= 100
    await now.aclose()


async def test_tail_until_the_end_ends_there(
    broker: Broker, connection: Connection, prefix: str
) -> None:
    broker.create_topics({prefix: 3})
    await produce(connection, prefix, each(articles(20)), LIMIT)
    until_end = tail(connection, prefix, since="beginning", follow=False, max_message_bytes=LIMIT)
    assert len([record async for record in until_end]) == 20
    empty = tail(connection, prefix, since="now", follow=False, max_message_bytes=LIMIT)
    assert [record async for record in empty] == []


async def test_tail_since_a_time_goes_by_the_timestamps_of_the_records(
    kafka: Broker, prefix: str
) -> None:
    kafka.create_topics({prefix: 2})
    connection = Connection(servers=(kafka.bootstrap,))
    old = int((time.time() - 3 * 3600) * 1000)
    async with AIOKafkaProducer(bootstrap_servers=kafka.bootstrap) as producer:
        await producer.send_and_wait(prefix, b"old", partition=0, timestamp_ms=old)
    await produce(connection, prefix, each(articles(5)), LIMIT)
    for hours, count in ((1, 5), (4, 6)):
        found = tail(
            connection,
            prefix,
            since=timedelta(hours=hours),
            follow=False,
            max_message_bytes=LIMIT,
        )
        assert len([record async for record in found]) == count
