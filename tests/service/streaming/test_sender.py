import pytest
from aiokafka.errors import KafkaTimeoutError, MessageSizeTooLargeError, NotEnoughReplicasError

from service.streaming import sender as sender_module
from service.streaming.sender import Message, Sender, Undeliverable
from tests.service.streaming.fakes import FakeProducer


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender_module, "FIRST_PAUSE_SECONDS", 0.0)


def message(value: bytes, key: bytes | None = b"k") -> Message:
    return Message("t", key, value, 1000, [("h", b"v")])


async def send(
    producer: FakeProducer, *messages: Message, retry_limit_seconds: float = 60
) -> list[Message]:
    return await Sender(producer, retry_limit_seconds).send_all("clean", messages)


def values(triples: list[tuple[str, bytes | None, bytes | None]]) -> list[bytes | None]:
    return [value for _, _, value in triples]


async def test_all_messages_are_sent_once_and_in_order_when_nothing_fails() -> None:
    producer = FakeProducer()
    assert await send(producer, message(b"1"), message(b"2")) == []
    assert producer.sent == [("t", b"k", b"1"), ("t", b"k", b"2")]
    assert producer.options[0] == {"timestamp_ms": 1000, "headers": [("h", b"v")]}


async def test_only_what_failed_is_sent_again() -> None:
    producer = FakeProducer([None, KafkaTimeoutError(), None])
    await send(producer, message(b"1", b"a"), message(b"2", b"b"), message(b"3", b"c"))
    assert values(producer.sent) == [b"1", b"2", b"3", b"2"]


async def test_what_stands_behind_a_failure_of_its_key_is_sent_again_for_the_order() -> None:
    producer = FakeProducer([NotEnoughReplicasError(), None, None])
    await send(producer, message(b"1", b"a"), message(b"2", b"b"), message(b"3", b"a"))
    assert values(producer.sent) == [b"1", b"2", b"3", b"1", b"3"]
    assert values(producer.kept)[-2:] == [b"1", b"3"]


async def test_messages_without_a_key_have_no_order_to_keep() -> None:
    producer = FakeProducer([NotEnoughReplicasError(), None])
    await send(producer, message(b"1", None), message(b"2", None))
    assert values(producer.sent) == [b"1", b"2", b"1"]


async def test_it_gives_up_when_the_retry_limit_is_spent() -> None:
    class Down(FakeProducer):
        def error_for(self, value: bytes | None) -> Exception | None:
            error: Exception = KafkaTimeoutError()
            return error

    with pytest.raises(Undeliverable, match=r"2 messages unconfirmed after 0 s.*KafkaTimeoutError"):
        await send(Down(), message(b"1"), message(b"2"), retry_limit_seconds=0)


async def test_a_message_that_is_too_large_is_named_and_its_neighbours_pass() -> None:
    class Small(FakeProducer):
        """Fails the whole batch while it holds the large message, as a real broker does."""

        def __init__(self) -> None:
            super().__init__([MessageSizeTooLargeError()] * 3)

        def error_for(self, value: bytes | None) -> Exception | None:
            return super().error_for(value) or (
                MessageSizeTooLargeError() if value == b"large" else None
            )

    producer = Small()
    large = message(b"large", b"b")
    assert await send(producer, message(b"1", b"a"), large, message(b"3", b"c")) == [large]
    assert values(producer.kept) == [b"1", b"3"]


async def test_an_error_that_is_not_of_kafka_is_not_swallowed() -> None:
    with pytest.raises(ZeroDivisionError):
        await send(FakeProducer([ZeroDivisionError()]), message(b"1"))
