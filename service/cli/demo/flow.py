"""Articles on their way through the demo's pipeline, with a progress bar for each stage."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from aiokafka import ConsumerRecord
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from schemas.codec import decode
from schemas.deadletter import DeadLetter
from schemas.topics import DEAD_LETTERS, DEFAULT_PREFIX, RAW, TOPICS
from service.broker.embedded import MAX_BATCH_BYTES
from service.cli.demo.worker import DemoWorker, WorkerFailed
from service.client.files import Article, Bad
from service.client.produce import produce
from service.client.tail import reading
from service.connection import Connection
from service.topology import PIPELINE

STUCK_SECONDS = 100.0  # without news; one stage may take 30 s for a record, and try twice
COUNTED_SECONDS = 5.0  # for the worker's counters to catch up with its messages

# The embedded broker keeps 5 MiB a partition and forgets what is older: what is on its way must
# fit, and a dead letter holds the original in base64, a third longer.
MAX_ARTICLE_BYTES = MAX_BATCH_BYTES * 2 // 3
MAX_BYTES_ON_THEIR_WAY = MAX_BATCH_BYTES

_STEP_OF_TOPIC = {step.target.full_name(DEFAULT_PREFIX): step.name for step in PIPELINE}
_LAST_TOPIC = PIPELINE[-1].target.full_name(DEFAULT_PREFIX)
_DEAD_LETTERS = DEAD_LETTERS.full_name(DEFAULT_PREFIX)


Outcome = bytes | DeadLetter  # an enriched event as it is in Kafka, or the letter


@dataclass
class Results:
    """What became of the articles, by their keys; an article may have been sent twice."""

    articles: Sequence[Article]
    came_out: dict[bytes, list[Outcome]] = field(default_factory=dict)
    refused: list[Bad] = field(default_factory=list)
    stage_times: dict[str, tuple[int, float]] = field(default_factory=dict)
    seconds: float = 0.0

    def outcomes(self) -> list[tuple[Article, Outcome]]:
        """The articles that were sent, in their order, and what became of each."""
        queues = {key: iter(found) for key, found in self.came_out.items()}
        pairs = [(a, next(queues.get(key_of(a), iter(())), None)) for a in self.articles]
        return [(article, outcome) for article, outcome in pairs if outcome is not None]

    @property
    def dead_letters(self) -> int:
        """How many articles became dead letters."""
        return sum(isinstance(outcome, DeadLetter) for _, outcome in self.outcomes())


class Flow:
    """Sends articles, and collects what becomes of them. Each article has a key."""

    def __init__(
        self, worker: DemoWorker, broker: Connection, articles: Sequence[Article], console: Console
    ) -> None:
        self._worker = worker
        self._broker = broker
        self._results = Results(articles)
        self._expected: Counter[bytes] = Counter()
        self._bytes_on_their_way = 0
        self._room = asyncio.Condition()
        self._progress = Progress(
            TextColumn("{task.description:<8}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
        )
        self._finished = Counter({step.name: 0 for step in PIPELINE})
        self._bars = {
            step.name: self._progress.add_task(step.name, total=len(articles)) for step in PIPELINE
        }

    async def run(self) -> Results:
        """Return when every article has come out. Raises WorkerFailed or BrokerUnreachable."""
        started = time.monotonic()
        sending = asyncio.create_task(self._send())
        try:
            with self._progress:
                await self._receive(sending)
        finally:
            sending.cancel()
        self._results.seconds = time.monotonic() - started
        self._results.stage_times = await self._stage_times()
        return self._results

    async def _send(self) -> None:
        topic = RAW.full_name(DEFAULT_PREFIX)
        produced = await produce(self._broker, topic, self._gated(), MAX_ARTICLE_BYTES)
        self._results.refused = produced.bad

    async def _gated(self) -> AsyncIterator[Article]:
        """The articles, one by one as there is room for them in the broker."""
        for article in self._results.articles:
            size = len(article.value)
            if size <= MAX_ARTICLE_BYTES:  # else produce() refuses it
                async with self._room:
                    while self._bytes_on_their_way + size > MAX_BYTES_ON_THEIR_WAY:
                        await self._room.wait()
                    self._bytes_on_their_way += size
                self._expected[key_of(article)] += 1
            yield article

    async def _receive(self, sending: "asyncio.Task[None]") -> None:
        sizes = {key_of(article): len(article.value) for article in self._results.articles}
        last_news = time.monotonic()
        async with reading(
            self._broker,
            [*_STEP_OF_TOPIC, _DEAD_LETTERS],
            from_beginning=True,
            max_message_bytes=max(topic.max_message_bytes for topic in TOPICS),
        ) as consumer:
            while not self._all_out(sending):
                for records in (await consumer.getmany(timeout_ms=200)).values():
                    last_news = time.monotonic()
                    for record in records:
                        if self._take(record):
                            async with self._room:
                                self._bytes_on_their_way -= sizes[record.key]
                                self._room.notify_all()
                self._worker.check()
                if time.monotonic() - last_news > STUCK_SECONDS:
                    raise WorkerFailed(f"no article in {STUCK_SECONDS:g} s", self._worker.log())

    def _take(self, record: ConsumerRecord) -> bool:
        """Count a record; whether it is the last of its article."""
        if record.topic == _DEAD_LETTERS:
            letter = decode(record.value, DeadLetter)
            self._results.came_out.setdefault(record.key, []).append(letter)
            self._advance(letter.stage)
            steps = [step.name for step in PIPELINE]
            for later in steps[steps.index(letter.stage) + 1 :]:
                bar = self._bars[later]
                total = self._progress.tasks[bar].total
                self._progress.update(bar, total=(total or 0) - 1)
            return True
        self._advance(_STEP_OF_TOPIC[record.topic])
        if record.topic == _LAST_TOPIC:
            self._results.came_out.setdefault(record.key, []).append(record.value)
        return bool(record.topic == _LAST_TOPIC)

    def _advance(self, stage: str) -> None:
        self._finished[stage] += 1
        self._progress.advance(self._bars[stage])

    def _all_out(self, sending: "asyncio.Task[None]") -> bool:
        if not sending.done():
            return False
        sending.result()  # raises what sending has raised
        return all(
            len(self._results.came_out.get(key, ())) >= n for key, n in self._expected.items()
        )

    async def _stage_times(self) -> dict[str, tuple[int, float]]:
        """The worker counts a batch when the broker has it: perhaps after us."""
        give_up_at = time.monotonic() + COUNTED_SECONDS
        while True:
            times = await asyncio.to_thread(self._worker.stage_times)
            counted = {stage: count for stage, (count, _) in times.items()}
            if all(counted.get(stage, 0) >= count for stage, count in self._finished.items()):
                return times
            if time.monotonic() > give_up_at:
                return times
            await asyncio.sleep(0.1)


def key_of(article: Article) -> bytes:
    """Its key, which each article of a demo has."""
    assert article.key is not None
    return article.key
