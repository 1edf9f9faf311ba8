"""A worker in a process of its own, which ends with the demo."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Self

from prometheus_client.parser import text_string_to_metric_families

import service
from service.streaming.supervisor import end_with_parent

READY_SECONDS = 120.0
POLL_SECONDS = 0.1
STOP_SECONDS = 5.0
LOG_LINES = 30


class WorkerFailed(Exception):
    """The worker has ended by itself or stands still; `log` is the end of its log."""

    def __init__(self, message: str, log: str) -> None:
        super().__init__(message)
        self.log = log


class DemoWorker:
    """`python -m service worker` with these settings and no others."""

    def __init__(self, settings: Mapping[str, str], folder: Path) -> None:
        self._log = folder / "worker.log"
        self._port = _free_port()
        # Not the user's own settings: they may name a broker that is not ours. In a folder of
        # its own, since a `.env` would be read, too.
        environment = {k: v for k, v in os.environ.items() if not k.upper().startswith("COPYDESK_")}
        root = str(Path(service.__file__).parent.parent)
        environment["PYTHONPATH"] = os.pathsep.join(
            filter(None, [root, os.environ.get("PYTHONPATH")])
        )
        ours = {"COPYDESK_WEB_PORT": str(self._port), "COPYDESK_LOG_FORMAT": "text", **settings}
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "service", "worker"],
                cwd=folder,
                env={**environment, **ours},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # A Ctrl-C reaches us alone; we end it, once we have said what there is to say.
                start_new_session=True,
                preexec_fn=end_with_parent if sys.platform == "linux" else None,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End it by its own drain, which clears up after itself; else by force."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(STOP_SECONDS)
        with suppress(ProcessLookupError):  # its stage processes, if they are still there
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def log(self) -> str:
        """The last lines of its log."""
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(lines[-LOG_LINES:])

    def check(self) -> None:
        """Raise WorkerFailed if it has ended."""
        status = self._process.poll()
        if status is not None:
            raise WorkerFailed(f"the worker ended with status {status}", self.log())

    def wait_until_ready(self) -> None:
        """Return once its models are loaded and it has partitions to read. Raises WorkerFailed."""
        give_up_at = time.monotonic() + READY_SECONDS
        while not self._is_ready():
            self.check()
            if time.monotonic() > give_up_at:
                raise WorkerFailed(f"the worker was not ready in {READY_SECONDS:g} s", self.log())
            time.sleep(POLL_SECONDS)

    def stage_times(self) -> dict[str, tuple[int, float]]:
        """For each stage the number of records so far and the seconds spent on them."""
        times: dict[str, tuple[int, float]] = {}
        for family in text_string_to_metric_families(self._get("/metrics")):
            if family.name != "copydesk_stage_seconds":
                continue
            for sample in family.samples:
                stage = sample.labels.get("stage", "")
                count, seconds = times.get(stage, (0, 0.0))
                if sample.name.endswith("_count"):
                    times[stage] = (int(sample.value), seconds)
                elif sample.name.endswith("_sum"):
                    times[stage] = (count, sample.value)
        return times

    def _is_ready(self) -> bool:
        try:
            return bool(self._get("/readyz"))
        except OSError:  # not yet listening, or not yet ready: 503
            return False

    def _get(self, path: str) -> str:
        url = f"http://127.0.0.1:{self._port}{path}"
        with urllib.request.urlopen(url, timeout=5) as answer:
            return str(answer.read().decode())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
