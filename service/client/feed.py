"""Reading that blocks, beside an event loop that must not."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")

AHEAD = 100  # items that are read before they are asked for


class _NobodyListens(Exception):
    """The event loop has ended."""


async def from_thread(items: Iterable[T]) -> AsyncIterator[T]:
    """`items`, iterated in a thread, so that waiting for input never holds up what is sent.

    An exception in the thread is raised here.
    """
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[tuple[T] | BaseException | None] = asyncio.Queue(AHEAD)

    def put(item: tuple[T] | BaseException | None) -> None:
        if loop.is_closed():
            raise _NobodyListens
        asyncio.run_coroutine_threadsafe(queue.put(item), loop).result()

    def read() -> None:
        with suppress(_NobodyListens):
            try:
                for item in items:
                    put((item,))
            except _NobodyListens:
                raise
            except BaseException as error:
                put(error)
            else:
                put(None)

    # A daemon: on Ctrl-C nobody waits until standard input has something to say.
    threading.Thread(target=read, name="input", daemon=True).start()
    while (got := await queue.get()) is not None:
        if isinstance(got, BaseException):
            raise got
        yield got[0]
