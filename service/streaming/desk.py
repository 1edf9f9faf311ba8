"""What happens to one batch: every record an outcome, every outcome confirmed, then the acks.

This is the delivery guarantee, in one place:

1. The stage pool turns each record into an outcome and cannot raise.
2. The breaker holds the batch back while our own bugs would drain it into the dead letters.
3. The sender returns only when the broker has confirmed every message.
4. Only then may Faust ack the batch (see acks.py), and only what is acked is committed.

Whatever goes wrong before step 4 leaves the batch unacked, and it is delivered again.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace

from schemas.codec import encode
from schemas.deadletter import DeadLetter, Reason
from schemas.topics import DEAD_LETTERS
from service import metrics
from service.processing.outcome import Failed, Outcome, Passed
from service.processing.record import Record, dead_letter
from service.streaming.breaker import Breaker, is_our_failure
from service.streaming.headers import dead_letter_headers, event_headers
from service.streaming.progress import Progress
from service.streaming.sender import Message, Sender, Undeliverable
from service.streaming.tracing import NO_SPAN, Span, Tracing, trace_id
from service.topology import Step

log = logging.getLogger(__name__)

LONGEST_BREAKER_PAUSE_SECONDS = 300.0
POLL_SECONDS = 0.2  # how soon a pause notices that the worker stops or loses its partitions


class Abandoned(Exception):
    """The batch was given up, undelivered and unacked: it will be delivered again."""


@dataclass(frozen=True, slots=True)
class Handled:
    """A record, what it became, and when its first and its last attempt failed (ms)."""

    record: Record
    outcome: Outcome | None  # None: a tombstone
    first_failed_at: int = 0
    last_failed_at: int = 0
    span: Span = NO_SPAN


class Desk:
    """Works on the batches of one step. One batch at a time."""

    def __init__(
        self,
        step: Step,
        *,
        submit: Callable[[Sequence[str], bytes], "Future[Outcome]"],
        sender: Sender,
        breaker: Breaker,
        breaker_pause_seconds: float,
        topic_prefix: str,
        must_give_up: Callable[[], bool],
        progress: Progress,
        tracing: Tracing,
    ) -> None:
        self._step = step
        self._submit = submit
        self._sender = sender
        self._breaker = breaker
        self._breaker_pause = breaker_pause_seconds
        self._target = step.target.full_name(topic_prefix)
        self._dead_letters = DEAD_LETTERS.full_name(topic_prefix)
        self._must_give_up = must_give_up
        self._progress = progress
        self._tracing = tracing
        self.paused = False

    async def handle(self, records: Sequence[Record]) -> None:
        """Return when the broker holds what every record became.

        Raises Abandoned if the worker stops or loses its partitions while the breaker is open,
        Undeliverable if the broker does not confirm.
        """
        stage, started = self._step.name, time.perf_counter()
        metrics.RECORDS_TAKEN.labels(stage).inc(len(records))
        self._progress.taken(stage)
        spans = [self._tracing.begin(stage, record) for record in records]
        try:
            work = [self._work(r, span) for r, span in zip(records, spans, strict=True)]
            handled = await self._wait_for_breaker(await asyncio.gather(*work))
            self._progress.sending(stage)
            handled = await self._deliver(handled)
            self._progress.delivered(stage)
        except BaseException:
            for span in spans:
                span.abandon()
            raise
        finally:
            self._progress.laid_down(stage)
        self._count(handled, time.perf_counter() - started)

    async def _work(
        self, record: Record, span: Span, first_failed_at: int | None = None
    ) -> Handled:
        if record.value is None:
            return Handled(record, None, span=span)
        outcome = await asyncio.wrap_future(self._submit((self._step.name,), record.value))
        self._progress.sign(self._step.name)
        now = time.time_ns() // 1_000_000
        return Handled(record, outcome, first_failed_at or now, now, span)

    async def _wait_for_breaker(self, handled: list[Handled]) -> list[Handled]:
        """Hold the batch while the breaker is open, trying its failed records again."""
        pause = self._breaker_pause
        try:
            while self._breaker.opens([item.outcome for item in handled]):
                self._pause(next(i.outcome for i in handled if is_our_failure(i.outcome)), pause)
                await self._sleep(pause)
                pause = min(pause * 2, LONGEST_BREAKER_PAUSE_SECONDS)
                handled = await asyncio.gather(*[self._again(item) for item in handled])
        finally:
            self._set_paused(False)
        self._breaker.remember([item.outcome for item in handled])
        return handled

    def _pause(self, failure: Outcome | None, seconds: float) -> None:
        self._set_paused(True)
        why = f"{failure.reason}: {failure.message}" if isinstance(failure, Failed) else ""
        log.error(
            "%s: breaker open, too many records fail by our own fault (%s); trying again in %g s",
            self._step.name,
            why,
            seconds,
        )

    def _set_paused(self, paused: bool) -> None:
        self.paused = paused
        self._progress.paused(self._step.name, paused)
        metrics.BREAKER_OPEN.labels(self._step.name).set(paused)

    async def _sleep(self, seconds: float) -> None:
        clock = asyncio.get_running_loop().time
        until = clock() + seconds
        while clock() < until:
            if self._must_give_up():
                raise Abandoned(f"{self._step.name}: gave up a batch while the breaker was open")
            await asyncio.sleep(min(POLL_SECONDS, seconds))

    async def _again(self, item: Handled) -> Handled:
        if not is_our_failure(item.outcome):
            return item
        return await self._work(item.record, item.span, item.first_failed_at)

    async def _deliver(self, handled: list[Handled]) -> list[Handled]:
        """Send what the records became, until nothing is refused; returns what they became."""
        todo = list(range(len(handled)))
        while todo:
            messages = [self._message(handled[i]) for i in todo]
            refused = {id(m) for m in await self._sender.send_all(self._step.name, messages)}
            todo = [i for i, m in zip(todo, messages, strict=True) if id(m) in refused]
            for i in todo:
                handled[i] = self._smaller(handled[i])
        return handled

    def _message(self, item: Handled) -> Message:
        """What to send for a record; whatever is odd about it, there is something to send."""
        try:
            message = self._composed(item)
            return replace(message, headers=item.span.carried_on(message.headers))
        except Exception as error:
            log.exception("%s: no message could be made", self._step.name, extra=_fields(item))
            failed = Failed(self._step.name, Reason.BUG, repr(error)[:200], type(error).__name__)
            return self._composed(replace(item, record=_bare(item.record), outcome=failed))

    def _composed(self, item: Handled) -> Message:
        record, outcome = item.record, item.outcome
        if isinstance(outcome, Failed):
            letter = dead_letter(record, outcome, item.first_failed_at, item.last_failed_at)
            return self._letter_message(record, letter)
        if outcome is None:
            return Message(self._target, record.key, None, record.timestamp, record.headers)
        return Message(
            self._target,
            outcome.key.encode(),
            outcome.value,
            record.timestamp,
            event_headers(record, self._step.name, self._step.target.event, outcome.value),
        )

    def _letter_message(self, record: Record, letter: DeadLetter) -> Message:
        value = encode(letter)
        key = letter.article_id.encode() if letter.article_id else record.key
        headers = dead_letter_headers(record, letter, value)
        return Message(self._dead_letters, key, value, record.timestamp, headers)

    def _smaller(self, item: Handled) -> Handled:
        """What to send instead of a message that the broker refuses, in most cases for its size."""
        if isinstance(item.outcome, Passed):
            size = f"{len(item.outcome.value)} bytes, refused by the broker"
            key, now = item.outcome.key, time.time_ns() // 1_000_000
            failed = Failed(self._step.name, Reason.TOO_LARGE, size, article_id=key)
            return Handled(item.record, failed, now, now, item.span)
        if isinstance(item.outcome, Failed) and item.record.value is not None:
            # Better a dead letter that says where the bytes are than a partition that stands
            # still; `copydesk topics check` tells which limit is too low.
            log.error(
                "%s refuses %d original bytes; its dead letter only points to them",
                self._dead_letters,
                len(item.record.value),
                extra=_fields(item),
            )
            return replace(item, record=replace(item.record, value=None))
        if item.record != _bare(item.record):
            return replace(item, record=_bare(item.record))
        raise Undeliverable(f"the broker refuses even the smallest message for {item.record.key!r}")

    def _count(self, handled: Sequence[Handled], batch_seconds: float) -> None:
        stage, now = self._step.name, time.time()
        metrics.BATCH_SECONDS.labels(stage).observe(batch_seconds)
        metrics.BATCH_RECORDS.labels(stage).observe(len(handled))
        for item in handled:
            outcome = item.outcome
            item.span.end(outcome)
            if item.record.timestamp is not None:
                metrics.AGE_SECONDS.labels(stage).observe(now - item.record.timestamp / 1000)
            if outcome is None:
                metrics.RECORDS.labels(stage, "tombstone").inc()
                continue
            metrics.STAGE_SECONDS.labels(stage).observe(outcome.seconds)
            metrics.STAGE_CPU_SECONDS.labels(stage).inc(outcome.cpu_seconds)
            if isinstance(outcome, Passed):
                metrics.RECORDS.labels(stage, "passed").inc()
                if stage == "clean":
                    metrics.ARTICLES.labels(metrics.language_label(outcome.language)).inc()
            else:
                metrics.RECORDS.labels(stage, "dead_letter").inc()
                metrics.DEAD_LETTERS.labels(stage, outcome.reason).inc()
                log.log(
                    logging.ERROR if outcome.reason.is_ours else logging.INFO,
                    "%s: dead letter, %s: %s",
                    stage,
                    outcome.reason,
                    outcome.message,
                    extra=_fields(item),
                )


def _fields(item: Handled) -> dict[str, dict[str, object]]:
    """What a log line says about a record beside its message; see logs.py."""
    record = item.record
    fields = {
        "topic": record.topic,
        "partition": record.partition,
        "offset": record.offset,
        "article_id": _article_id(item.outcome),
        "trace_id": trace_id(item.span.carried_on(record.headers)),
    }
    return {"fields": {name: value for name, value in fields.items() if value is not None}}


def _article_id(outcome: Outcome | None) -> str | None:
    if isinstance(outcome, Passed):
        return outcome.key
    return outcome.article_id if outcome is not None else None


def _bare(record: Record) -> Record:
    """The record without what may be refused beside its value."""
    return replace(record, headers=[], timestamp=None)
