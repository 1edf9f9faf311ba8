"""Sending, confirmed: `send_all` returns when the broker holds every message, or raises."""

import asyncio
import logging
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass

from aiokafka import AIOKafkaProducer
from aiokafka.errors import (
    InvalidTimestampError,
    KafkaError,
    MessageSizeTooLargeError,
    RecordListTooLargeError,
)

from service import metrics
from service.processing.record import Headers

log = logging.getLogger(__name__)

FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 10.0


# Errors of a message, not of the broker: to try again is to fail again.
REFUSALS = (MessageSizeTooLargeError, RecordListTooLargeError, InvalidTimestampError)


class Undeliverable(Exception):
    """The broker has not confirmed all messages within the retry limit."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message for a topic; the timestamp is in ms since the epoch."""

    topic: str
    key: bytes | None
    value: bytes | None
    timestamp: int | None
    headers: Headers


class Sender:
    """Sends messages and waits for the broker's word on each.

    Trouble is retried with growing pauses for `retry_limit_seconds`. aiokafka has retried by
    itself before an error reaches us, for as long as its request timeout.
    """

    def __init__(self, producer: AIOKafkaProducer, retry_limit_seconds: float) -> None:
        self._producer = producer
        self._retry_limit = retry_limit_seconds

    async def send_all(self, stage: str, messages: Sequence[Message]) -> list[Message]:
        """Send all, in order for each key; returns those that the broker refuses as they are.

        Raises Undeliverable when the retry limit is spent.
        """
        now = asyncio.get_running_loop().time
        give_up_at = now() + self._retry_limit
        pause = FIRST_PAUSE_SECONDS
        pending, refused, alone = list(messages), [], False
        while pending:
            errors = await (self._one_by_one(pending) if alone else self._together(pending))
            blamed = [m for m, e in zip(pending, errors, strict=True) if isinstance(e, REFUSALS)]
            if alone:
                refused += blamed
            pending = _unconfirmed(pending, errors, refused)
            if blamed and not alone:
                # One message can fail its whole batch: only alone does it show which it was.
                alone = True
            elif pending:
                trouble = next(e for e in errors if e and not isinstance(e, REFUSALS))
                if now() >= give_up_at:
                    raise Undeliverable(
                        f"{len(pending)} messages unconfirmed after {self._retry_limit:g} s, "
                        f"the first for {trouble!r}"
                    )
                metrics.SEND_RETRIES.labels(stage).inc(len(pending))
                log.warning("%s: sending %d messages again: %r", stage, len(pending), trouble)
                await asyncio.sleep(min(pause, max(0.0, give_up_at - now())))
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
        return refused

    async def _together(self, messages: Sequence[Message]) -> list[KafkaError | None]:
        """The error of each message, None where the broker has confirmed it."""
        # Into the producer's buffer one after the other, for the order; then wait for them all.
        buffered = [await self._buffer(message) for message in messages]
        return [b if isinstance(b, KafkaError) else await _error(b) for b in buffered]

    async def _one_by_one(self, messages: Sequence[Message]) -> list[KafkaError | None]:
        return [(await self._together([message]))[0] for message in messages]

    async def _buffer(self, message: Message) -> Awaitable[object] | KafkaError:
        try:
            confirmation: Awaitable[object] = await self._producer.send(
                message.topic,
                key=message.key,
                value=message.value,
                timestamp_ms=message.timestamp,
                headers=message.headers,
            )
        except KafkaError as error:
            return error
        return confirmation


async def _error(confirmation: Awaitable[object]) -> KafkaError | None:
    try:
        await confirmation
    except KafkaError as error:
        return error
    return None


def _unconfirmed(
    messages: Sequence[Message], errors: Sequence[KafkaError | None], refused: Sequence[Message]
) -> list[Message]:
    """All that failed, and behind each failure all of its key: order before economy."""
    given_up = {id(message) for message in refused}
    failed_keys: set[bytes] = set()
    again = []
    for message, error in zip(messages, errors, strict=True):
        if id(message) in given_up:
            continue
        if error is not None or message.key in failed_keys:
            again.append(message)
            if message.key is not None:
                failed_keys.add(message.key)
    return again
