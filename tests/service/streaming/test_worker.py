"""What becomes of a batch that is given up, and of those behind it."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from service.processing.record import Record
from service.streaming.desk import Abandoned
from service.streaming.worker import Newsroom
from service.topology import PIPELINE

STEP = PIPELINE[0]


class ScriptedDesk:
    """Gives up the batches that hold one of these offsets."""

    def __init__(self, *given_up: int) -> None:
        self.given_up = set(given_up)
        self.taken: list[list[int]] = []

    async def handle(self, records: Sequence[Record]) -> None:
        offsets = [record.offset for record in records]
        self.taken.append(offsets)
        if self.given_up & set(offsets):
            raise Abandoned("no time")


def event(offset: int, generation: int) -> Any:
    """An event as Faust gives it to an agent."""
    message = SimpleNamespace(
        topic="articles.raw.v1",
        partition=0,
        offset=offset,
        timestamp=None,
        key=b"k",
        value=b"{}",
        headers=None,
        generation_id=generation,
    )
    return SimpleNamespace(message=message, confirmed=False)


class Messages(set[int]):
    """The messages that Faust waits for; they are not hashable here, so by their offset."""

    def discard(self, message: Any) -> None:
        super().discard(message.offset)


@pytest.fixture
def desk() -> ScriptedDesk:
    return ScriptedDesk(2)


@pytest.fixture
def newsroom(desk: ScriptedDesk) -> Any:
    made: Any = Newsroom.__new__(Newsroom)
    made._desks = {STEP.name: desk}
    made._given_up = {}
    made._app = SimpleNamespace(consumer=SimpleNamespace(unacked=Messages(range(10))))
    return made


async def test_a_delivered_batch_is_confirmed(newsroom: Any) -> None:
    batch = [event(0, 1), event(1, 1)]
    await newsroom._handle(STEP, batch)
    assert [e.confirmed for e in batch] == [True, True]
    assert newsroom._app.consumer.unacked == set(range(10)), "the ack takes them off"


async def test_nothing_behind_a_batch_that_was_given_up_is_acked_in_its_generation(
    newsroom: Any, desk: ScriptedDesk
) -> None:
    given_up, behind = [event(2, 1)], [event(3, 1), event(4, 1)]
    await newsroom._handle(STEP, given_up)
    await newsroom._handle(STEP, behind)
    assert desk.taken == [[2]], "what stands behind it is not even worked on"
    assert not any(e.confirmed for e in [*given_up, *behind])
    assert newsroom._app.consumer.unacked == set(range(10)) - {2, 3, 4}, "nor waited for"


async def test_with_the_next_generation_all_of_it_comes_again(
    newsroom: Any, desk: ScriptedDesk
) -> None:
    await newsroom._handle(STEP, [event(2, 1)])
    desk.given_up.clear()
    mixed = [event(3, 1), event(2, 2), event(3, 2)]
    await newsroom._handle(STEP, mixed)
    assert desk.taken[-1] == [2, 3]
    assert [e.confirmed for e in mixed] == [False, True, True]
