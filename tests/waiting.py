"""Waiting for something to become true, with a deadline and a message that says what did not."""

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, NoReturn, TypeVar, overload

import pytest

POLL_SECONDS = 0.02

T = TypeVar("T")


def wait_until(
    predicate: Callable[[], T], deadline_seconds: float, what: str | Callable[[], str]
) -> T:
    """Poll until `predicate` returns something true, and return that.

    Fails the test once `deadline_seconds` have passed: "waited 10 s for <what>; last seen: ...".
    `what` may be a function, for a message that shows the state at the end.
    """
    end = time.monotonic() + deadline_seconds
    while True:
        value = predicate()
        if value:
            return value
        if time.monotonic() >= end:
            _fail(deadline_seconds, what, value)
        time.sleep(POLL_SECONDS)


@overload
async def wait_until_async(
    predicate: Callable[[], Coroutine[Any, Any, T]],
    deadline_seconds: float,
    what: str | Callable[[], str],
) -> T: ...


@overload
async def wait_until_async(
    predicate: Callable[[], T], deadline_seconds: float, what: str | Callable[[], str]
) -> T: ...


async def wait_until_async(
    predicate: Callable[[], T | Awaitable[T]],
    deadline_seconds: float,
    what: str | Callable[[], str],
) -> T:
    """wait_until() for a running event loop. `predicate` may be a coroutine function."""
    end = time.monotonic() + deadline_seconds
    while True:
        value = predicate()
        if inspect.isawaitable(value):
            value = await value
        if value:
            return value
        if time.monotonic() >= end:
            _fail(deadline_seconds, what, value)
        await asyncio.sleep(POLL_SECONDS)


def _fail(deadline_seconds: float, what: str | Callable[[], str], value: object) -> NoReturn:
    text = what if isinstance(what, str) else what()
    pytest.fail(f"waited {deadline_seconds:g} s for {text}; last seen: {value!r}")
