"""The delivery of one batch, against a pool and a producer that do as they are told."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from aiokafka.errors import MessageSizeTooLargeError
from prometheus_client import REGISTRY

from schemas.codec import decode
from schemas.deadletter import DeadLetter, Reason
from service.processing.outcome import Outcome
from service.streaming import desk as desk_module
from service.streaming.breaker import Breaker
from service.streaming.desk import Abandoned, Desk
from service.streaming.progress import Progress
from service.streaming.sender import Sender, Undeliverable
from service.streaming.tracing import NoTracing
from service.topology import STEPS
from tests.service.streaming.fakes import FakePool, FakeProducer, failed, passed, record

CLEANED, DEAD = "articles.cleaned.v1", "articles.dead-letters.v1"


@pytest.fixture(autouse=True)
def _short_polls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_module, "POLL_SECONDS", 0.001)


def desk(
    answer: Callable[[bytes], Outcome],
    producer: FakeProducer,
    breaker: Breaker | None = None,
    must_give_up: Callable[[], bool] = lambda: False,
) -> Desk:
    return Desk(
        STEPS["clean"],
        submit=FakePool(answer).submit,
        sender=Sender(producer, 60),
        breaker=breaker or Breaker(1, 1),
        breaker_pause_seconds=0.002,
        topic_prefix="articles",
        must_give_up=must_give_up,
        progress=Progress(["clean"], 60),
        tracing=NoTracing(),
    )


async def test_every_record_becomes_one_event_a_dead_letter_or_a_tombstone_in_order() -> None:
    producer = FakeProducer()
    answers: dict[bytes, Outcome] = {
        b"good": passed("article-1", b"cleaned"),
        b"bad": failed(Reason.INVALID, article_id="article-2"),
    }
    await desk(answers.__getitem__, producer).handle(
        [record(0, b"good"), record(1, b"bad"), record(2, None, b"gone")]
    )
    assert producer.sent[0] == (CLEANED, b"article-1", b"cleaned")
    topic, key, value = producer.sent[1]
    assert (topic, key) == (DEAD, b"article-2")
    letter = decode(value or b"", DeadLetter)
    assert (letter.id, letter.value, letter.reason) == ("articles.raw.v1/3/1", b"bad", "invalid")
    assert producer.sent[2] == (CLEANED, b"gone", None)
    assert len(producer.sent) == 3


async def test_a_dead_letter_of_an_unknown_article_keeps_the_records_own_key() -> None:
    producer = FakeProducer()
    await desk(lambda _: failed(Reason.UNDECODABLE), producer).handle([record(key=b"own")])
    assert producer.sent[0][:2] == (DEAD, b"own")


async def test_an_event_keeps_the_timestamp_of_the_record_it_came_from() -> None:
    producer = FakeProducer()
    await desk(lambda _: passed(), producer).handle([record()])
    assert producer.options[0]["timestamp_ms"] == 1_000_000_000_000


class Refusing(FakeProducer):
    """A broker that takes no message over `limit` bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit

    def error_for(self, value: bytes | None) -> Exception | None:
        return MessageSizeTooLargeError() if value and len(value) > self.limit else None


async def test_an_event_that_the_broker_finds_too_large_becomes_a_dead_letter() -> None:
    producer = Refusing(2000)
    answer = {b"small": passed("s", b"x" * 10), b"large": passed("l", b"x" * 3000)}
    await desk(answer.__getitem__, producer).handle([record(0, b"small"), record(1, b"large")])
    assert [(topic, key) for topic, key, _ in producer.kept] == [(CLEANED, b"s"), (DEAD, b"l")]
    letter = decode(producer.kept[1][2] or b"", DeadLetter)
    assert (letter.reason, letter.value) == (Reason.TOO_LARGE, b"large")


async def test_a_dead_letter_that_is_too_large_points_to_the_original_instead() -> None:
    producer = Refusing(2000)
    await desk(lambda _: failed(), producer).handle([record(5, b"x" * 3000)])
    letter = decode(producer.kept[0][2] or b"", DeadLetter)
    assert letter.value is None
    assert (letter.topic, letter.partition, letter.offset) == ("articles.raw.v1", 3, 5)


async def test_a_broker_that_refuses_everything_is_undeliverable() -> None:
    with pytest.raises(Undeliverable, match="refuses even the smallest"):
        await desk(lambda _: failed(), Refusing(0)).handle([record()])


def breaker_metric() -> float | None:
    return REGISTRY.get_sample_value("copydesk_breaker_open", {"stage": "clean"})


async def test_an_open_breaker_holds_the_batch_back_and_goes_on_by_itself() -> None:
    producer = FakeProducer()
    seen: list[tuple[bool, float | None, int]] = []

    def answer(value: bytes) -> Outcome:
        seen.append((one.paused, breaker_metric(), len(producer.sent)))
        return failed() if len(seen) <= 8 else passed()

    one = desk(answer, producer, Breaker(0.5, 4))
    await one.handle([record(i) for i in range(4)])
    assert [topic for topic, _, _ in producer.kept] == [CLEANED] * 4, "no dead letter"
    assert len(seen) == 12, "tried three times"
    assert seen[-1] == (True, 1, 0), "paused, says so, and has sent nothing"
    assert not one.paused
    assert breaker_metric() == 0


async def test_a_record_that_goes_on_failing_among_good_ones_becomes_a_dead_letter() -> None:
    producer = FakeProducer()
    await desk(
        lambda value: failed() if value == b"bad" else passed(), producer, Breaker(0.5, 4)
    ).handle([record(0, b"bad"), *[record(i) for i in range(1, 4)]])
    assert [topic for topic, _, _ in producer.kept] == [DEAD, CLEANED, CLEANED, CLEANED]


async def test_a_worker_that_must_stop_abandons_the_batch_behind_an_open_breaker() -> None:
    producer = FakeProducer()
    one = desk(lambda _: failed(), producer, Breaker(0.5, 1), must_give_up=lambda: True)
    with pytest.raises(Abandoned):
        await one.handle([record()])
    assert producer.sent == []
    assert not one.paused


async def test_a_record_whose_headers_are_refused_is_sent_without_them() -> None:
    producer = Refusing(2000)
    heavy = replace(record(), headers=[("h", b"x" * 3000)])
    await desk(lambda _: failed(), producer).handle([heavy])
    letter = decode(producer.kept[0][2] or b"", DeadLetter)
    assert (letter.value, letter.headers) == (None, ())


async def test_a_record_of_which_no_message_can_be_made_is_a_bare_dead_letter() -> None:
    producer = FakeProducer()
    unspeakable = replace(record(value=b"bytes"), headers=[(b"not text", b"v")])  # type: ignore[list-item]
    await desk(lambda _: passed(), producer).handle([unspeakable, record(1)])
    assert [topic for topic, _, _ in producer.kept] == [DEAD, CLEANED]
    letter = decode(producer.kept[0][2] or b"", DeadLetter)
    assert (letter.reason, letter.value) == (Reason.BUG, b"bytes")
