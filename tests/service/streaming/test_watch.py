"""What the watch makes of what the broker says."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.errors import KafkaConnectionError
from faust.types import TP
from prometheus_client import REGISTRY

from service.streaming import watch as watch_module
from service.streaming.progress import Progress
from service.streaming.watch import Watch

TOPIC = "articles.raw.v1"
ZERO, ONE = TP(TOPIC, 0), TP(TOPIC, 1)


class Client:
    """A broker's word on each partition: begin, end, and the offset of the next record there is."""

    def __init__(self) -> None:
        self.begin: dict[TP, int] = {}
        self.end: dict[TP, int] = {}
        self.records: dict[TP, int] = {}
        self.positions: dict[TP, int] = {}
        self.fails = False
        self.stopped = False

    async def start(self) -> None:
        pass

    async def stop(self) -> None:
        self.stopped = True

    async def topics(self) -> set[str]:
        if self.fails:
            raise KafkaConnectionError
        return {TOPIC}

    async def end_offsets(self, asked: list[Any]) -> dict[Any, int]:
        if self.fails:
            raise KafkaConnectionError
        return {tp: self.end[tp] for tp in asked}

    async def beginning_offsets(self, asked: list[Any]) -> dict[Any, int]:
        return {tp: self.begin.get(tp, 0) for tp in asked}

    def assign(self, partitions: list[Any]) -> None:
        self.positions = {}

    def seek(self, tp: Any, offset: int) -> None:
        self.positions[tp] = offset

    def unsubscribe(self) -> None:
        pass

    async def getmany(self, timeout_ms: int) -> dict[Any, list[Any]]:
        found = {tp: self.records[tp] for tp in self.positions if tp in self.records}
        for tp in self.positions.keys() - found.keys():
            self.positions[tp] = self.end[tp]  # over all that is no record
        return {tp: [SimpleNamespace(offset=offset)] for tp, offset in found.items()}

    async def position(self, tp: Any) -> int:
        return self.positions[tp]


class Setting:
    """A watch with everything around it, and a clock (s)."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1_000_000.0
        self.client = Client()
        self.committed: dict[TP, int | None] = {}
        self.unacked: list[Any] = []
        self.progress = Progress(["clean"], 60, clock=lambda: self.now)
        self.watch = Watch(SimpleNamespace(consumer=self), {TOPIC: "clean"}, self.progress, {})
        monkeypatch.setattr(watch_module, "AIOKafkaConsumer", lambda **_: self.client)
        monkeypatch.setattr("service.streaming.watch.time.time", lambda: self.now)

    def committed_offsets(self) -> dict[TP, int | None]:
        """As the consumer that this stands in for."""
        return self.committed

    async def look(self, seconds: float = 5) -> None:
        self.now += seconds
        await self.watch.look()


def gauge(name: str, partition: int = 0) -> float | None:
    labels = {"stage": "clean", "partition": str(partition)}
    return REGISTRY.get_sample_value(f"copydesk_lag_{name}", labels)


@pytest.fixture
def setting(monkeypatch: pytest.MonkeyPatch) -> Iterator[Setting]:
    made = Setting(monkeypatch)
    made.watch.assigned([ZERO])
    yield made
    made.watch.assigned(())


async def test_lag_is_what_is_not_committed_and_its_age_that_of_the_oldest(
    setting: Setting,
) -> None:
    setting.committed, setting.client.end = {ZERO: 10}, {ZERO: 10}
    await setting.look()
    assert (gauge("records"), gauge("seconds")) == (0, 0)
    setting.client.end = {ZERO: 14}
    setting.client.records = {ZERO: 10}
    await setting.look()
    await setting.look(7)
    assert (gauge("records"), gauge("seconds")) == (4, 7)
    setting.unacked = [SimpleNamespace(tp=ZERO, timestamp=setting.now - 100)]
    await setting.look(0)
    assert gauge("seconds") == 100


async def test_the_age_does_not_grow_while_all_flows(setting: Setting) -> None:
    for end in range(1000, 100_000, 500):
        setting.client.end, setting.committed = {ZERO: end}, {ZERO: end - 100}
        await setting.look()
    assert gauge("records") == 100
    assert gauge("seconds") == 0, "what waits has come since the look before"


async def test_what_retention_took_is_no_lag(setting: Setting) -> None:
    setting.committed, setting.client.begin, setting.client.end = {ZERO: 1}, {ZERO: 50}, {ZERO: 50}
    await setting.look()
    assert gauge("records") == 0


async def test_without_a_commit_all_that_is_there_is_lag(setting: Setting) -> None:
    setting.committed, setting.client.begin, setting.client.end = {ZERO: None}, {ZERO: 3}, {ZERO: 9}
    await setting.look()
    assert gauge("records") == 6


async def test_offsets_without_a_record_are_no_lag_once_nothing_moves(setting: Setting) -> None:
    setting.committed, setting.client.end = {ZERO: 8}, {ZERO: 9}
    for _ in range(4):
        await setting.look()
    assert gauge("records") == 0
    setting.client.end, setting.client.records = {ZERO: 12}, {ZERO: 11}
    for _ in range(4):
        await setting.look()
    assert gauge("records") == 1, "the record at 11; what stands before it is none"
    setting.now += 61
    assert setting.progress.trouble() is not None


async def test_a_partition_of_which_faust_knows_nothing_yet_is_not_judged(
    setting: Setting,
) -> None:
    setting.watch.assigned([ZERO, ONE])
    setting.committed = {ONE: 5}
    setting.client.end = {ZERO: 1_000_000, ONE: 5}
    await setting.look()
    assert gauge("records", 0) is None
    assert gauge("records", 1) == 0


async def test_a_partition_that_is_no_longer_ours_has_no_series(setting: Setting) -> None:
    setting.committed, setting.client.end = {ZERO: 0}, {ZERO: 5}
    await setting.look()
    assert gauge("records") == 5
    setting.watch.assigned([ONE])
    assert gauge("records") is None


async def test_an_outage_is_told_gets_a_new_connection_and_what_waits_gets_older(
    setting: Setting,
) -> None:
    setting.committed, setting.client.end = {ZERO: 0}, {ZERO: 5}
    await setting.look()
    assert setting.watch.broker() is None
    first, first.fails = setting.client, True
    await setting.look()
    assert (setting.watch.broker() or "").startswith("no answer")
    assert first.stopped
    await setting.look(100)
    assert gauge("seconds") == 105
    assert setting.progress.trouble() is None, "not to blame"
    setting.client = Client()
    setting.client.end = {ZERO: 5}
    await setting.look()
    assert setting.watch.broker() is None


async def test_nothing_that_goes_wrong_ends_the_watch(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_proc(*_: Any) -> Any:
        raise OSError("too many open files")

    monkeypatch.setattr("service.streaming.watch.psutil.Process", no_proc)
    setting.committed, setting.client.end = {ZERO: 0}, {}
    await setting.look()
    assert setting.watch.broker() is not None
