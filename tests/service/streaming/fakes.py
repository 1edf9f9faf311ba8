"""Stand-ins for what surrounds the delivery: a pool that answers at once, a scripted producer."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from typing import Any

from schemas.deadletter import Reason
from service.processing.outcome import Failed, Outcome, Passed
from service.processing.record import Record


def record(offset: int = 0, value: bytes | None = b"{}", key: bytes | None = b"k") -> Record:
    """A record on articles.raw.v1, partition 3, from the year 2001."""
    return Record("articles.raw.v1", 3, offset, 1_000_000_000_000, key, value, [])


def passed(key: str = "k", value: bytes = b'{"id":"k"}') -> Passed:
    return Passed(key=key, value=value, language="en", seconds=0.001)


def failed(reason: Reason = Reason.BUG, **more: Any) -> Failed:
    return Failed(stage="clean", reason=reason, message="broken", **more)


class FakePool:
    """A stage pool in which `answer(value)` is what a record becomes."""

    def __init__(self, answer: Callable[[bytes], Outcome]) -> None:
        self.answer = answer
        self.calls = 0

    def submit(self, steps: Sequence[str], value: bytes) -> "Future[Outcome]":
        self.calls += 1
        future: Future[Outcome] = Future()
        future.set_result(self.answer(value))
        return future


class FakeProducer:
    """Answers each send with the next error of the script, then with success.

    `sent` holds all that was tried, `kept` what was confirmed, both as (topic, key, value).
    """

    def __init__(self, errors: Iterable[Exception | None] = ()) -> None:
        self.errors = iter(errors)
        self.sent: list[tuple[str, bytes | None, bytes | None]] = []
        self.kept: list[tuple[str, bytes | None, bytes | None]] = []
        self.options: list[dict[str, Any]] = []

    def error_for(self, value: bytes | None) -> Exception | None:
        return next(self.errors, None)

    async def send(
        self, topic: str, *, key: bytes | None, value: bytes | None, **options: Any
    ) -> "asyncio.Future[None]":
        self.sent.append((topic, key, value))
        self.options.append(options)
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        error = self.error_for(value)
        if error is None:
            self.kept.append((topic, key, value))
            future.set_result(None)
        else:
            future.set_exception(error)
        return future
