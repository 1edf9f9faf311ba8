"""Blocking input beside an event loop."""

import asyncio
import threading
from collections.abc import Iterator

import pytest

from service.client.feed import AHEAD, from_thread


async def test_all_items_come_in_order() -> None:
    assert [item async for item in from_thread(range(5 * AHEAD))] == list(range(5 * AHEAD))


async def test_the_loop_is_free_while_input_is_awaited() -> None:
    free = threading.Event()

    def items() -> Iterator[int]:
        assert free.wait(60)
        yield 1

    asyncio.get_running_loop().call_soon(free.set)
    assert [item async for item in from_thread(items())] == [1]


async def test_no_more_is_read_than_asked_for_and_a_little_ahead() -> None:
    read = 0

    def items() -> Iterator[int]:
        nonlocal read
        for number in range(10 * AHEAD):
            read += 1
            yield number

    taken = 0
    async for _ in from_thread(items()):
        taken += 1
        assert read <= taken + AHEAD + 1


async def test_an_error_while_reading_is_raised() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise RuntimeError("torn")

    fed = from_thread(items())
    assert await anext(fed) == 1
    with pytest.raises(RuntimeError, match="torn"):
        await anext(fed)
