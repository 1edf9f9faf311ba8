"""Where a consumer stands after Faust has thrown away what it had fetched."""

from collections.abc import Mapping
from typing import Any

import pytest
from faust.transport.drivers import aiokafka
from faust.types import TP

from service.streaming.transport import Consumer

COMMITTED, AT_ZERO, NEVER = TP("t", 0), TP("t", 1), TP("t", 2)


class Thread:
    """aiokafka behind Faust: it seeks to a commit, and leaves all else where it stands."""

    def __init__(self) -> None:
        self.position = {COMMITTED: 90, AT_ZERO: 91, NEVER: 92}

    async def seek_to_committed(self) -> Mapping[TP, int | None]:
        self.position[COMMITTED] = 7
        return {COMMITTED: 7, AT_ZERO: 0, NEVER: None}

    async def earliest_offsets(self, *partitions: TP) -> Mapping[TP, int]:
        return {partition: 3 if partition == NEVER else 0 for partition in partitions}

    async def seek_wait(self, partitions: Mapping[TP, int]) -> None:
        self.position.update(partitions)


async def position_after_seeking(kind: type[Any]) -> dict[TP, int]:
    consumer = object.__new__(kind)  # its constructor wants a whole app
    consumer._thread = thread = Thread()
    await consumer.seek_to_committed()
    return thread.position


async def test_a_partition_without_a_commit_goes_back_to_its_start() -> None:
    assert await position_after_seeking(Consumer) == {COMMITTED: 7, AT_ZERO: 0, NEVER: 3}


async def test_control_fausts_own_consumer_stays_behind_the_records_it_threw_away() -> None:
    assert await position_after_seeking(aiokafka.Consumer) == {COMMITTED: 7, AT_ZERO: 91, NEVER: 92}


@pytest.mark.parametrize("method", ["seek_to_committed", "earliest_offsets", "seek_wait"])
def test_faust_still_has_the_methods_that_the_mending_rests_on(method: str) -> None:
    assert callable(getattr(aiokafka.Consumer, method))
