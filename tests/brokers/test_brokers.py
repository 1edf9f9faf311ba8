"""The harness itself: what it promises holds on both kinds of broker."""

import asyncio
from collections import Counter
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.errors import KafkaConnectionError

from tests.brokers.base import Broker, answers
from tests.brokers.clients import produce, read_all
from tests.brokers.embedded import EmbeddedProcess
from tests.waiting import wait_until_async

SESSION_MS = 2000  # the embedded broker takes this, less a second, for every rebalance


async def test_records_come_back_in_order(broker: Broker, prefix: str) -> None:
    topic = f"{prefix}.t"
    broker.create_topics({topic: 2})
    await produce(broker.bootstrap, topic, [b"a", b"b"], partition=0)
    await produce(broker.bootstrap, topic, [b"c"], partition=1)
    assert await read_all(broker.bootstrap, topic) == [b"a", b"b", b"c"]


async def test_an_outage_keeps_the_address_and_the_records(broker: Broker, prefix: str) -> None:
    topic = f"{prefix}.t"
    broker.create_topics({topic: 1})
    await produce(broker.bootstrap, topic, [b"before"])
    address = broker.bootstrap
    with broker.outage():
        assert not answers(address)
    assert answers(address)
    assert broker.bootstrap == address
    await produce(broker.bootstrap, topic, [b"after"])
    assert await read_all(broker.bootstrap, topic) == [b"before", b"after"]


async def test_a_producer_carries_on_after_an_outage(broker: Broker, prefix: str) -> None:
    topic = f"{prefix}.t"
    broker.create_topics({topic: 1})
    producer = AIOKafkaProducer(
        bootstrap_servers=broker.bootstrap, enable_idempotence=True, request_timeout_ms=60_000
    )
    await producer.start()
    try:
        await producer.send_and_wait(topic, b"before")
        broker.stop()
        pending = await producer.send(topic, b"during")
        broker.start()
        await asyncio.wait_for(pending, 60)
    finally:
        await producer.stop()
    assert await read_all(broker.bootstrap, topic) == [b"before", b"during"]


async def test_a_group_goes_on_where_it_committed(broker: Broker, prefix: str) -> None:
    topic = f"{prefix}.t"
    broker.create_topics({topic: 1})
    await produce(broker.bootstrap, topic, [b"a", b"b", b"c"])
    first = await _join(broker, topic, prefix)
    seen = [(await first.getone()).value, (await first.getone()).value]
    # Committed up to the record that the next one is to start with.
    await first.commit()
    await first.stop()
    second = await _join(broker, topic, prefix)
    seen.append((await second.getone()).value)
    await second.stop()
    assert seen == [b"a", b"b", b"c"]


async def test_two_members_share_the_partitions(broker: Broker, prefix: str) -> None:
    topic = f"{prefix}.t"
    broker.create_topics({topic: 4})
    one, other = await asyncio.gather(*(_join(broker, topic, prefix) for _ in range(2)))
    try:
        await wait_until_async(
            lambda: len(one.assignment()) == 2 and len(other.assignment()) == 2,
            30,
            lambda: f"two partitions each, not {one.assignment()} and {other.assignment()}",
        )
        assert not one.assignment() & other.assignment()
        for partition in range(4):
            await produce(broker.bootstrap, topic, [b"%d" % partition], partition=partition)
        seen: Counter[bytes] = Counter()

        async def all_seen() -> bool:
            for member in (one, other):
                for records in (await member.getmany(timeout_ms=100)).values():
                    seen.update(record.value for record in records)
            return seen.total() == 4

        await wait_until_async(all_seen, 30, lambda: f"four records, not {seen}")
        assert seen == Counter([b"0", b"1", b"2", b"3"])
    finally:
        await asyncio.gather(one.stop(), other.stop())


async def test_topics_take_messages_up_to_the_size_they_were_made_for(
    kafka: Broker, prefix: str
) -> None:
    topic = f"{prefix}.t"
    kafka.create_topics({topic: 1}, max_message_bytes=3_000_000)
    await produce(kafka.bootstrap, topic, [b"x" * 2_900_000])
    with pytest.raises(Exception, match=r"MessageSizeTooLarge"):
        await produce(kafka.bootstrap, topic, [b"x" * 3_100_000])


async def test_failing_produce_requests_are_retried(embedded: EmbeddedProcess) -> None:
    embedded.create_topics({"t": 1})
    embedded.fail_produce(3)
    assert await produce(embedded.bootstrap, "t", [b"a"]) == [0]
    assert await read_all(embedded.bootstrap, "t") == [b"a"]


async def test_a_listener_with_a_login_takes_the_right_password_only(
    kafka: Broker, prefix: str, caplog: pytest.LogCaptureFixture
) -> None:
    sasl = kafka.sasl
    if sasl is None:
        pytest.skip("the Kafka that COPYDESK_TEST_KAFKA names tells no login")
    topic = f"{prefix}.t"
    kafka.create_topics({topic: 1})
    login: dict[str, Any] = {
        "security_protocol": "SASL_PLAINTEXT",
        "sasl_mechanism": "PLAIN",
        "sasl_plain_username": sasl.user,
    }
    await produce(sasl.bootstrap, topic, [b"a"], sasl_plain_password=sasl.password, **login)
    assert await read_all(sasl.bootstrap, topic, sasl_plain_password=sasl.password, **login) == [
        b"a"
    ]
    with pytest.raises(KafkaConnectionError):
        await produce(sasl.bootstrap, topic, [b"b"], sasl_plain_password="wrong", **login)
    assert "Invalid username or password" in caplog.text


async def _join(broker: Broker, topic: str, group: str) -> AIOKafkaConsumer:
    consumer = AIOKafkaConsumer(
        topic,
        bootstrap_servers=broker.bootstrap,
        group_id=group,
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        fetch_max_wait_ms=50,
        session_timeout_ms=SESSION_MS,
        heartbeat_interval_ms=500,
    )
    try:
        await consumer.start()
    except BaseException:
        await consumer.stop()
        raise
    return consumer
