import asyncio

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.errors import KafkaError, MessageSizeTooLargeError

from service.broker import librdkafka
from service.broker.embedded import (
    MAX_BATCH_BYTES,
    EmbeddedBroker,
    EmbeddedBrokerError,
    EmbeddedBrokerUnavailable,
)
from tests.brokers.base import MIB, answers
from tests.brokers.clients import produce, read_all

MESSAGE_TOO_LARGE = 10  # not retriable
NOT_ENOUGH_REPLICAS = 19  # retriable


async def test_records_come_back_in_order_and_quietly(capfd: pytest.CaptureFixture[str]) -> None:
    with EmbeddedBroker({"t": 1}) as broker:
        assert await produce(broker.bootstrap, "t", [b"a", b"b", b"c"]) == [0, 1, 2]
        assert await read_all(broker.bootstrap, "t") == [b"a", b"b", b"c"]
    assert capfd.readouterr() == ("", "")


async def test_brokers_run_one_after_another_and_side_by_side() -> None:
    for _ in range(3):
        with EmbeddedBroker({"t": 1}) as one, EmbeddedBroker({"t": 1}) as other:
            assert one.bootstrap != other.bootstrap
            await produce(one.bootstrap, "t", [b"a"])
            assert await read_all(one.bootstrap, "t") == [b"a"]
            assert await read_all(other.bootstrap, "t") == []


def test_nothing_answers_once_it_has_stopped() -> None:
    with EmbeddedBroker() as broker:
        address = broker.bootstrap
        assert answers(address)
    assert not answers(address)


async def test_an_outage_keeps_the_address_and_the_records() -> None:
    with EmbeddedBroker({"t": 1}) as broker:
        address = broker.bootstrap
        await produce(address, "t", [b"before"])
        with broker.outage():
            assert not answers(address)
        assert broker.bootstrap == address
        await produce(address, "t", [b"after"])
        assert await read_all(address, "t") == [b"before", b"after"]


async def test_an_error_that_is_not_retriable_reaches_the_producer_and_stores_nothing() -> None:
    with EmbeddedBroker({"t": 1}) as broker:
        broker.fail_produce(MESSAGE_TOO_LARGE)
        with pytest.raises(MessageSizeTooLargeError):
            await produce(broker.bootstrap, "t", [b"lost"])
        assert await produce(broker.bootstrap, "t", [b"kept"]) == [0]
        assert await read_all(broker.bootstrap, "t") == [b"kept"]


async def test_errors_that_are_retriable_end_after_their_number() -> None:
    with EmbeddedBroker({"t": 1}) as broker:
        broker.fail_produce(NOT_ENOUGH_REPLICAS, times=3)
        assert await produce(broker.bootstrap, "t", [b"kept"]) == [0]
        assert await read_all(broker.bootstrap, "t") == [b"kept"]


async def test_errors_that_do_not_end_fail_the_send_until_they_are_cleared() -> None:
    with EmbeddedBroker({"t": 1}) as broker:
        broker.fail_produce(NOT_ENOUGH_REPLICAS, times=1000)
        with pytest.raises(KafkaError):
            await produce(broker.bootstrap, "t", [b"lost"], request_timeout_ms=1000)
        broker.clear_failures()
        assert await produce(broker.bootstrap, "t", [b"kept"]) == [0]


@pytest.mark.parametrize("size", [5 * MIB, 8 * MIB, 60 * MIB])
async def test_a_large_message_is_kept_in_a_partition_of_its_own(size: int) -> None:
    with EmbeddedBroker({"t": 1}) as broker:
        await produce(broker.bootstrap, "t", [b"x" * size])
        assert [len(value) for value in await read_all(broker.bootstrap, "t")] == [size]


# Pins librdkafka's fault that MAX_BATCH_BYTES stands for: fails on the day it is mended.
async def test_a_message_that_drives_out_all_others_is_lost_with_them() -> None:
    with EmbeddedBroker({"t": 1}) as broker:
        await produce(broker.bootstrap, "t", [b"before", b"x" * 6 * MIB])
        assert await read_all(broker.bootstrap, "t") == []


async def test_of_batches_within_the_limit_only_the_oldest_are_dropped() -> None:
    value = b"x" * (MAX_BATCH_BYTES - 1024)
    with EmbeddedBroker({"t": 1}) as broker:
        offsets = await produce(
            broker.bootstrap, "t", [value] * 5, max_request_size=MAX_BATCH_BYTES
        )
        assert offsets == [0, 1, 2, 3, 4]
        assert await read_all(broker.bootstrap, "t") == [value, value]


# The fault that tests/brokers/gate.py is there for, and the control of its test.
async def test_a_second_member_of_a_group_is_refused_when_it_syncs_after_the_leader() -> None:
    with EmbeddedBroker({"t": 4}) as broker:
        members = [
            AIOKafkaConsumer(
                "t",
                bootstrap_servers=broker.bootstrap,
                group_id="g",
                session_timeout_ms=2000,
                heartbeat_interval_ms=300,
            )
            for _ in range(2)
        ]
        answers = await asyncio.gather(*(m.start() for m in members), return_exceptions=True)
        for member in members:
            await member.stop()
    refused = [str(answer) for answer in answers if answer is not None]
    assert refused == ["KafkaError: InvalidRequestError()"]


async def test_clients_go_to_the_address_that_is_advertised() -> None:
    with EmbeddedBroker() as broker:
        broker.advertise("127.0.0.1", 1)
        producer = AIOKafkaProducer(bootstrap_servers=broker.bootstrap)
        await producer.start()
        try:
            assert [(node.host, node.port) for node in producer.client.cluster.brokers()] == [
                ("127.0.0.1", 1)
            ]
        finally:
            await producer.stop()


def test_misuse_is_refused_with_a_reason() -> None:
    broker = EmbeddedBroker({"t": 1})
    with pytest.raises(EmbeddedBrokerError, match="not running"):
        _ = broker.bootstrap
    with broker:
        with pytest.raises(EmbeddedBrokerError, match=r"t: .*already exists"):
            broker.create_topic("t", 1)
        with pytest.raises(ValueError, match="0 partitions"):
            broker.create_topic("u", 0)
        with pytest.raises(EmbeddedBrokerError, match="runs already"):
            broker.start()
    broker.stop()


def test_without_confluent_kafka_one_line_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(librdkafka, "find_spec", lambda _: None)
    librdkafka.load.cache_clear()
    with pytest.raises(EmbeddedBrokerUnavailable, match=r"pip install copydesk\[demo\]$"):
        EmbeddedBroker().start()
