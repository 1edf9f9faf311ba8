"""The running service: what the agents need, the agents, and the way out of the process."""

import asyncio
import logging
import os
import socket
import threading
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import faust
import mode
from aiokafka import AIOKafkaProducer
from prometheus_client import REGISTRY

from service import metrics
from service.processing.pool import StagePool
from service.processing.record import Record
from service.streaming.breaker import Breaker
from service.streaming.desk import Abandoned, Desk
from service.streaming.health import Checks, HealthServer, Watchdog
from service.streaming.progress import Progress
from service.streaming.sender import Sender
from service.streaming.tracing import Tracing
from service.streaming.watch import Watch
from service.topology import Step

log = logging.getLogger(__name__)

EXIT_UNDELIVERED = 70  # EX_SOFTWARE: left with records unacked; they will be delivered again
LAST_WORDS_SECONDS = 5.0
BEAT_SECONDS = 0.5
FLUSH_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Delivery:
    """How batches are taken and delivered; units in the names."""

    topic_prefix: str
    batch_size: int
    batch_wait_seconds: float
    retry_limit_seconds: float
    request_timeout_seconds: float
    breaker_limit: float
    breaker_minimum: int
    breaker_retry_seconds: float
    drain_seconds: float
    stall_limit_seconds: float
    loop_limit_seconds: float
    live_grace_seconds: float


def leave(why: str) -> NoReturn:
    """End the process at once, acking nothing more.

    Not an exception: on its way up Faust would restart the agent and carry on without the batch
    in hand, whose offsets could then never be committed.
    """
    # Standard error may be what blocks everything else.
    timer = threading.Timer(LAST_WORDS_SECONDS, os._exit, [EXIT_UNDELIVERED])
    timer.daemon = True
    timer.start()
    log.critical("exit %d, unacked records will be delivered again: %s", EXIT_UNDELIVERED, why)
    logging.shutdown()
    os._exit(EXIT_UNDELIVERED)


class Newsroom(mode.Service):  # type: ignore[misc]
    """What the agents work with: starts before the Faust app and stops after it."""

    def __init__(
        self,
        app: faust.App,
        pipeline: Sequence[Step],
        *,
        pool: StagePool,
        client_options: Mapping[str, Any],
        producer_options: Mapping[str, Any],
        delivery: Delivery,
        tracing: Tracing,
        listener: socket.socket,
    ) -> None:
        super().__init__()
        self._app = app
        self._pipeline = pipeline
        self._pool = pool
        self._producer_options = producer_options
        self._delivery = delivery
        self._tracing = tracing
        self._producer: AIOKafkaProducer | None = None
        self._desks: dict[str, Desk] = {}
        self._loaded = False
        self._assigned = False
        self._beat = time.monotonic()
        self._beating: asyncio.Task[None] | None = None
        stages = {step.source.full_name(delivery.topic_prefix): step.name for step in pipeline}
        self._progress = Progress(
            stages.values(),
            delivery.stall_limit_seconds,
            sending_seconds=delivery.retry_limit_seconds + delivery.request_timeout_seconds,
            queue=len(pipeline) * delivery.batch_size,
        )
        self._watch = Watch(app, stages, self._progress, client_options)
        checks = Checks(
            live={"event_loop": self._event_loop, "progress": self._progress.trouble},
            ready={
                "stages": lambda: None if self._loaded else "models are loading",
                "broker": self._watch.broker,
                "partitions": lambda: None if self._assigned else "none assigned",
                "breaker": self._breaker,
            },
            note=lambda probe, check, ok: metrics.CHECK_OK.labels(probe, check).set(ok),
        )
        self._health = HealthServer(listener, checks, REGISTRY)
        self._watchdog = Watchdog(checks, delivery.live_grace_seconds, leave)
        for step in pipeline:
            self._add_agent(step)
        # By step: the generation of partitions from which a batch has been given up.
        self._given_up: dict[str, int] = {}
        # Kept here, because asking the app from the thread of the health server would make the
        # app create its consumer in that thread.
        app.on_partitions_assigned.connect(self._note_assigned)
        app.on_partitions_revoked.connect(self._note_revoked)
        app.transport.note_commit = self._watch.committed

    async def on_start(self) -> None:
        """Answer health checks, load the stages, connect to the broker."""
        self._beating = asyncio.create_task(self._keep_beating(), name="beat")
        self._health.start()
        self._watchdog.start()
        log.info("health and metrics on port %d", self._health.port)
        try:
            await asyncio.wrap_future(self._pool.warm_up())
        except Exception:
            if self.should_stop:  # told to stop meanwhile: the pool is closed under its own feet
                return
            raise
        self._loaded = True
        self._producer = AIOKafkaProducer(**self._producer_options)
        await self._producer.start()
        sender = Sender(self._producer, self._delivery.retry_limit_seconds)
        for step in self._pipeline:
            metrics.BREAKER_OPEN.labels(step.name).set(0)
            self._desks[step.name] = Desk(
                step,
                submit=self._pool.submit,
                sender=sender,
                breaker=Breaker(self._delivery.breaker_limit, self._delivery.breaker_minimum),
                breaker_pause_seconds=self._delivery.breaker_retry_seconds,
                topic_prefix=self._delivery.topic_prefix,
                must_give_up=lambda: self._app.should_stop or self._app.rebalancing,
                progress=self._progress,
                tracing=self._tracing,
            )
        self._watch.start()

    async def on_stop(self) -> None:
        """Disconnect and end the stage processes."""
        await self._watch.stop()
        if self._producer is not None:
            await self._producer.stop()
        self._pool.close()
        await self._flush_spans()
        self._watchdog.stop()
        self._health.stop()
        if self._beating is not None:
            self._beating.cancel()

    async def _flush_spans(self) -> None:
        # In a thread that may be left behind: a collector that is away must not cost the drain.
        flush = threading.Thread(target=self._tracing.close, daemon=True)
        flush.start()
        await asyncio.to_thread(flush.join, FLUSH_SECONDS)

    async def _keep_beating(self) -> None:
        while True:
            self._beat = time.monotonic()
            await asyncio.sleep(BEAT_SECONDS)
            late = time.monotonic() - self._beat - BEAT_SECONDS
            metrics.EVENT_LOOP_DELAY_SECONDS.observe(max(0.0, late))

    def _add_agent(self, step: Step) -> None:
        source = self._app.topic(
            step.source.full_name(self._delivery.topic_prefix),
            key_type=bytes,
            value_type=bytes,
            key_serializer="raw",
            value_serializer="raw",  # decoded by us, so that bad bytes reach the dead letters
        )

        async def work(stream: faust.Stream) -> None:
            # take() turns acks back on when it ends; off from the start, they stay off.
            stream.enable_acks = False
            async for batch in stream.take_events(
                self._delivery.batch_size, within=self._delivery.batch_wait_seconds
            ):
                await self._handle(step, batch)

        self._app.agent(source, name=step.name, concurrency=1)(work)

    async def _handle(self, step: Step, batch: Sequence[faust.Event]) -> None:
        # What stands behind a batch that was given up must not be acked before it: Faust would
        # commit past it. All of it comes again with the next generation.
        given_up = self._given_up.get(step.name, -1)
        stale = [event for event in batch if _generation(event) <= given_up]
        self._let_go(stale)
        batch = [event for event in batch if _generation(event) > given_up]
        if not batch:
            return
        try:
            await self._desks[step.name].handle([_record(event) for event in batch])
        except Abandoned as given_up:
            log.warning("%s", given_up)
            metrics.BATCHES_ABANDONED.labels(step.name).inc()
            self._given_up[step.name] = max(map(_generation, batch))
            self._let_go(batch)
        except Exception as error:
            log.exception("%s: a batch could not be delivered", step.name)
            leave(f"{step.name}: {error}")
        else:
            for event in batch:
                event.confirmed = True

    def _let_go(self, events: Sequence[faust.Event]) -> None:
        """Unconfirmed, these will not be acked; so Faust must not wait for their acks either."""
        for event in events:
            self._app.consumer.unacked.discard(event.message)

    def limit_the_drain(self) -> None:
        """From now on the process has its drain time to end, or is ended."""
        seconds = self._delivery.drain_seconds
        timer = threading.Timer(seconds, leave, [f"not drained within {seconds:g} s"])
        timer.daemon = True
        timer.start()

    def _event_loop(self) -> str | None:
        silent = time.monotonic() - self._beat
        limit = self._delivery.loop_limit_seconds
        return f"silent for {silent:.0f} s" if silent > limit else None

    def _note_assigned(self, _app: faust.App, assigned: Collection[Any], **_: Any) -> None:
        self._assigned = bool(assigned)
        self._watch.assigned(assigned)
        metrics.REBALANCES.inc()
        log.info("%d partitions assigned", len(assigned))

    def _note_revoked(self, *_: Any, **__: Any) -> None:
        self._assigned = False
        self._watch.assigned(())

    def _breaker(self) -> str | None:
        paused = [name for name, desk in self._desks.items() if desk.paused]
        return f"open: {', '.join(paused)}" if paused else None


class Worker(faust.Worker):  # type: ignore[misc]
    """Faust's worker, with a limit to the time that it takes to stop."""

    def __init__(self, app: faust.App, newsroom: Newsroom) -> None:
        # Logging is set up already, and standard output is nobody's log.
        super().__init__(app, newsroom, override_logging=False, redirect_stdouts=False, quiet=True)
        self._newsroom = newsroom
        self.spinner = None  # it would write to standard output, terminal or not

    async def _stop_on_signal(self, signal: Any) -> None:
        # Here, because Faust has no signal of its own that comes before it waits for the agents.
        self._newsroom.limit_the_drain()
        await super()._stop_on_signal(signal)


def _generation(event: faust.Event) -> int:
    """Counts the assignments of partitions; 0 before the first."""
    return event.message.generation_id or 0


def _record(event: faust.Event) -> Record:
    message = event.message
    timestamp = message.timestamp  # seconds; negative or None where there is none
    return Record(
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        timestamp=None if timestamp is None or timestamp < 0 else round(timestamp * 1000),
        key=message.key,
        value=message.value,
        headers=list(message.headers or ()),
    )
