"""Every query and every alert, on a real Prometheus that scrapes real workers on a real Kafka.

One run in phases, for models and queues take their time to load and to fill; the rules run 30
times as fast as in earnest. COPYDESK_DRAW=folder draws the dashboards of the run into a folder.
"""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from service.generate.alerts import ALERTS
from tests.brokers.base import Broker, free_ports
from tests.chaos.test_stage_trouble import TROUBLE, get
from tests.conftest import Spawn
from tests.deploy.tools import OURS, ROOT, tool
from tests.e2e.articles import raw
from tests.e2e.pipeline import Pipeline
from tests.e2e.test_worker import started
from tests.operations.prometheus import Prometheus, quickened
from tests.waiting import wait_until_async

TIMES = 30
RATE_WINDOW = "10s"  # for Grafana's $__rate_interval
LOAD_PER_SECOND = 12
MOST_DEATHS = 8  # of a worker, till the alert for restarts fires; the pause between them grows
DASHBOARDS = ROOT / "deploy" / "grafana" / "dashboards"

# Not fired here: it wants a record that no client of ours can send. See promtool/alerts.yml.
NOT_FIRED = {"CopydeskPartitionStuck"}


def test_quickened_rules_differ_in_their_durations_alone() -> None:
    rules = 'for: 5m\n        for: 5m\nrate(x_total{le="5"}[1h]) > 10 offset 30m  # ratio_rate1h'
    assert quickened(rules, 60) == (
        'for: 5m\n        for: 5000ms\nrate(x_total{le="5"}[60000ms]) > 10 offset 30000ms'
        "  # ratio_rate1h"
    )


def queries() -> dict[str, str]:
    """Every query of every panel and annotation, by a name, as Grafana would send it."""
    found = {}
    for path in sorted(DASHBOARDS.glob("*.json")):
        dashboard = json.loads(path.read_text())
        for note in dashboard["annotations"]["list"]:
            found[f"{path.stem}: {note['name']}"] = note["expr"]
        for panel in dashboard["panels"]:
            for target in panel.get("targets", []):
                found[f"{path.stem}: {panel['title']} {target['refId']}"] = target["expr"]
    return {name: filled_in(expression) for name, expression in found.items()}


def filled_in(expression: str) -> str:
    """A query with every variable at All."""
    for variable in ("job", "instance", "worker"):
        expression = expression.replace(f'"${variable}"', '".*"')
    return expression.replace("$__rate_interval", RATE_WINDOW).replace("$__range", "5m")


@dataclass
class Run:
    """A service that is being watched."""

    pipeline: Pipeline
    prometheus: Prometheus
    say: Callable[[str], None]
    fired: set[str] = field(default_factory=set)
    sent: int = 0

    async def articles(self, count: int, timestamp: int | None = None) -> None:
        """Good ones, each unlike the next."""
        numbers = range(self.sent, self.sent + count)
        self.sent += count
        await self.pipeline.produce(
            [(f"article-{n}".encode(), raw(f"article-{n}", n)) for n in numbers],
            timestamp=timestamp,
        )

    @contextlib.asynccontextmanager
    async def load(self) -> AsyncIterator[None]:
        """Articles come in all the while."""
        stop = asyncio.Event()

        async def feed() -> None:
            while not stop.is_set():
                await self.articles(LOAD_PER_SECOND)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), 1.0)

        feeding = asyncio.create_task(feed())
        try:
            yield
        finally:
            stop.set()
            await feeding

    async def fires(self, *names: str, seconds: float = 120) -> None:
        """Wait until all of these fire; each must do so once in the run."""
        before = time.monotonic()
        wanted = set(names)
        await wait_until_async(
            lambda: wanted <= self.fired | self._note(wanted & self.prometheus.firing()),
            seconds,
            lambda: f"{wanted - self.fired} to fire; {self.state()}",
        )
        self.say(f"{', '.join(names)}: after {time.monotonic() - before:.0f} s")

    def _note(self, names: set[str]) -> set[str]:
        self.fired |= names
        return names

    async def is_quiet(self, *but: str, seconds: float = 120) -> None:
        """Wait until nothing fires any more, but for these."""
        await wait_until_async(
            lambda: self.prometheus.firing() <= set(but),
            seconds,
            lambda: f"the alerts to end; {self.state()}",
        )

    def state(self) -> str:
        """What Prometheus sees, for a message."""
        seen = self.prometheus.query('{__name__=~"up|copydesk_(lag_.*|check_ok|breaker_open)"}')
        lines = [f"{labels} {value:g}" for labels, value in seen]
        tails = [worker.tail() for worker in self.pipeline.workers[-1:]]
        return "\n".join([f"firing: {self.prometheus.firing()}", *lines, *tails])


def loaded(port: int) -> int:
    """How many of a parent's workers have loaded their models; one may yet have no partition."""
    lines = get(port, "/metrics")[1].splitlines()
    return sum('check="stages"' in line and line.endswith(" 1.0") for line in lines)


def stage_processes(pid: int) -> list[psutil.Process]:
    """The processes below a worker."""
    return psutil.Process(pid).children(recursive=True)


def lint(exposition: str) -> None:
    """promtool's opinion of what a worker exposes."""
    judged = subprocess.run(
        [tool("promtool"), "check", "metrics"], input=exposition, capture_output=True, text=True
    )
    ours = [line for line in judged.stderr.splitlines() if line.startswith("copydesk")]
    assert ours == []
    assert judged.returncode in (0, 3), judged.stderr  # 3: a remark, on a metric not of ours


@pytest.mark.timeout(900)
async def test_every_query_has_data_and_every_alert_fires_for_its_fault(
    kafka: Broker, prefix: str, spawn: Spawn, tmp_path: Path, say: Callable[[str], None]
) -> None:
    switch = tmp_path / "broken"
    alone, parent_port = free_ports(2)
    environment = {
        "BROKEN_WHILE": str(switch),
        "COPYDESK_WEB_PORT": str(alone),
        "COPYDESK_BREAKER_MINIMUM": "10",
        "COPYDESK_BREAKER_RETRY_SECONDS": "1",
        # Longer than a phase in which a stage is made to stand still.
        "COPYDESK_STAGE_TIME_LIMIT_SECONDS": "120",
        "COPYDESK_REQUEST_TIMEOUT_SECONDS": "10",
    }
    pipeline = Pipeline(kafka, prefix, spawn, environment)
    prometheus = Prometheus(tmp_path / "prometheus", spawn, TIMES)
    run = Run(pipeline, prometheus, say)

    # Nobody is there; then somebody, with nothing to do.
    prometheus.targets([alone])
    await run.fires("CopydeskNoWorker", "CopydeskWorkerDown")
    worker = pipeline.start_worker(program=TROUBLE)
    await run.fires("CopydeskNoInput", seconds=180)

    # All is well, with one worker and with two more under one parent.
    environment["COPYDESK_WEB_PORT"] = str(parent_port)
    parent = pipeline.start_worker("--processes", "2")
    await wait_until_async(lambda: loaded(parent_port) == 2, 120, parent.tail)
    prometheus.targets([alone, parent_port])
    begin = time.time()
    async with run.load():
        await run.is_quiet()
        await every_query_has_data(run)
        lint(get(alone, "/metrics")[1])
        lint(get(parent_port, "/metrics")[1])
        assert run.prometheus.firing() == set()

        # One of them is killed again and again, until enough deaths lie close together: where the
        # machine stands still for a while, the first ones do not.
        for deaths in range(1, MOST_DEATHS + 1):
            await one_start_more(run, parent.stderr, deaths)
            if "CopydeskRestarts" in run.prometheus.firing():
                break
        await run.fires("CopydeskRestarts")
        labels = prometheus.alert("CopydeskRestarts")["labels"]
        assert (labels["instance"], labels["worker"]) == (f"127.0.0.1:{parent_port}", "0")
    parent.signal(signal.SIGTERM)
    await asyncio.to_thread(parent.wait, 60)
    prometheus.targets([alone])

    # Pages that cannot pass.
    await pipeline.produce([(None, b"no JSON") for _ in range(100)])
    await pipeline.produce([(None, b'{"content": "Menu"}') for _ in range(2500)])
    await run.fires("CopydeskDeadLetters", "CopydeskNothingToRead")
    assert "CopydeskBreakerOpen" not in prometheus.firing(), "those are not our fault"

    # Articles that have been long on their way.
    async with run.load():
        await run.articles(400, timestamp=round((time.time() - 600) * 1000))
        await run.fires("CopydeskAgeBurnsFast", "CopydeskAgeBurnsSlowly")
        end = time.time()  # the pictures end while there is something to see

    # A broken deploy, and its repair.
    switch.touch()
    await run.articles(300)  # the breaker looks back on 200 records
    await run.fires("CopydeskBreakerOpen")
    assert "CopydeskStandingStill" not in prometheus.firing(), "it waits; that is another thing"
    switch.unlink()
    await wait_until_async(lambda: "CopydeskBreakerOpen" not in prometheus.firing(), 60, run.state)

    # A stage that stands still, and goes on.
    await wait_until_async(pipeline.is_committed, 60, "what the breaker held back to pass")
    stopped = stage_processes(worker.pid)
    for process in stopped:
        process.send_signal(signal.SIGSTOP)
    await run.articles(40)
    await run.fires("CopydeskStandingStill")
    assert prometheus.alert("CopydeskStandingStill")["labels"]["stage"] == "clean"
    for process in stopped:
        process.send_signal(signal.SIGCONT)
    await wait_until_async(
        lambda: "CopydeskStandingStill" not in prometheus.firing(), 60, run.state
    )

    # Kafka goes away.
    with kafka.outage():
        await run.fires("CopydeskNotReady")
        assert prometheus.alert("CopydeskNotReady")["labels"]["check"] == "broker"
    await wait_until_async(lambda: "CopydeskNotReady" not in prometheus.firing(), 60, run.state)

    assert run.fired | NOT_FIRED == {alert.name for alert in ALERTS}
    unwell = [rule for rule in prometheus.rules() if rule["health"] != "ok"]
    assert unwell == []
    if folder := os.environ.get("COPYDESK_DRAW"):
        draw(prometheus, Path(folder), begin, end)


async def every_query_has_data(run: Run) -> None:
    """Wait until each has, all at the same moment, and each recording rule too."""
    wanted = queries()
    wanted |= {
        rule["name"]: rule["name"] for rule in run.prometheus.rules() if "alerts" not in rule
    }

    def without_data() -> list[str]:
        return [name for name, expression in wanted.items() if not run.prometheus.query(expression)]

    await wait_until_async(
        lambda: not without_data(),
        90,
        lambda: f"data for {without_data()} of {len(wanted)}; {run.state()}",
    )
    run.say(f"{len(wanted)} queries of dashboards and recording rules have data")


async def one_start_more(run: Run, log: Path, deaths: int) -> None:
    """Kill worker 0 and wait until Prometheus has seen its successor."""
    born = 'process_start_time_seconds{worker="0"}'
    before = run.prometheus.value(born)
    pids = started(log)
    victim = next(pid for pid in pids if worker_number(log, pid) == 0 and psutil.pid_exists(pid))
    os.kill(victim, signal.SIGKILL)
    await wait_until_async(
        lambda: (run.prometheus.value(born) or before) != before,
        60,
        lambda: f"start {deaths} of worker 0; {run.state()}",
    )


def worker_number(log: Path, pid: int) -> int:
    """Which of its workers a parent has started as that process."""
    (line,) = (line for line in log.read_text().splitlines() if line.endswith(f"process {pid}"))
    return int(line.partition("worker ")[2].split()[0])


def draw(prometheus: Prometheus, folder: Path, begin: float, end: float) -> None:
    """A part of the run as pictures."""
    subprocess.run(
        [
            OURS / "python",
            "-m",
            "tests.operations.draw_dashboards",
            prometheus.url,
            folder,
            f"--from={begin}",
            f"--to={end}",
            f"--rate-interval={RATE_WINDOW}",
            "--caption=A test run with faults on purpose; its rules run 30 times as fast.",
        ],
        check=True,
        cwd=ROOT,
        timeout=300,
    )
