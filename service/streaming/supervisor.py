"""Several workers under one parent: it restarts those that end, kills those that hang, and
serves the health and the metrics of all of them together."""

import ctypes
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from types import FrameType

from prometheus_client import CollectorRegistry

from service.streaming.federate import Federation, fetch
from service.streaming.health import Checks, HealthServer, listen

log = logging.getLogger(__name__)

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0  # a worker that lived this long is restarted after the first pause
POLL_SECONDS = 0.1
PROBE_SECONDS = 1.0
ANSWER_SECONDS = 2.0
STALLED_SECONDS = 10.0
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)  # here, for after a fork in a process with threads little is safe


class _Worker:
    """One place for a worker, and the process that fills it now, if any."""

    def __init__(self, index: int, command: Sequence[str]) -> None:
        self.index = index
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._pause = FIRST_PAUSE_SECONDS
        self._started = 0.0
        self._restart_at = 0.0
        self.port = 0  # of its health and metrics, on this machine's loopback
        self.well = 0.0  # when its probe last said that it is alive
        self.answers = False  # to its last probe

    def keep_running(self) -> None:
        """Start it if it is not there; take note if it has ended."""
        if self._process is None:
            if time.monotonic() >= self._restart_at:
                self._start()
        elif (status := self._process.poll()) is not None:
            self._process, self.answers = None, False
            self._put_off(f"ended with status {status}")

    def kill(self) -> None:
        """End it and its stage processes, whatever they are at."""
        process = self._process  # once: another thread may take it away
        if process is not None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)

    def terminate(self) -> None:
        """Tell it to drain and end."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)

    def wait(self, deadline: float) -> int:
        """Its exit status; 0 if there is none. Killed at the deadline (monotonic)."""
        if self._process is None:
            return 0
        try:
            status = self._process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.kill()
            status = self._process.wait()
        if status == -signal.SIGTERM:  # it had not yet begun to work: nothing to drain
            return 0
        return status if status >= 0 else 128 - status

    def _start(self) -> None:
        try:
            # The socket is ours, so that we know the port and nobody else can have it.
            with listen("127.0.0.1", 0) as listener:
                fd = listener.fileno()
                self._process = subprocess.Popen(
                    [*self._command, "--health-socket", str(fd)],
                    pass_fds=[fd],
                    # A Ctrl-C reaches us alone, and we pass it on once, as SIGTERM.
                    start_new_session=True,
                    preexec_fn=end_with_parent if sys.platform == "linux" else None,
                )
                self.port = listener.getsockname()[1]
        except OSError as error:  # no memory, no process, no descriptor left: it may pass
            self._started = 0.0
            self._put_off(f"cannot be started: {error}")
            return
        self._started = self.well = time.monotonic()
        self.answers = False
        log.info("worker %d started, process %d", self.index, self._process.pid)

    def _put_off(self, why: str) -> None:
        now = time.monotonic()
        if self._started and now - self._started >= STEADY_SECONDS:
            self._pause = FIRST_PAUSE_SECONDS
        log.error("worker %d %s; starting it again in %g s", self.index, why, self._pause)
        self._restart_at = now + self._pause
        self._pause = min(self._pause * 2, LONGEST_PAUSE_SECONDS)


class Supervisor:
    """Keeps `processes` copies of `command` running.

    A worker that is not alive ends by itself; one that cannot, and has not been well by its probe
    for `silence_seconds`, is killed.
    """

    def __init__(
        self,
        processes: int,
        command: Sequence[str],
        listener: socket.socket,
        *,
        silence_seconds: float,
        drain_seconds: float,
    ) -> None:
        self._workers = [_Worker(index, command) for index in range(processes)]
        self._silence = silence_seconds
        self._drain = drain_seconds
        self._told_to_stop = False
        self._stopping = threading.Event()  # for the threads that probe
        self._beat = time.monotonic()
        registry = CollectorRegistry()
        registry.register(Federation(lambda: {w.index: w.port for w in self._workers if w.answers}))
        checks = Checks(
            live={"supervisor": self._supervisor},
            ready={f"worker {w.index}": partial(_readiness, w) for w in self._workers},
        )
        self._health = HealthServer(listener, checks, registry)

    def run(self) -> int:
        """Run until SIGTERM or SIGINT.

        Returns the exit status: 0 if every worker drained, else the worst of theirs.
        """

        def stop(signum: int, frame: FrameType | None) -> None:
            # A plain word: an event's lock may be in the hands of the code that was interrupted.
            self._told_to_stop = True

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        self._health.start()
        log.info("health and metrics of all workers on port %d", self._health.port)
        for worker in self._workers:
            threading.Thread(target=self._probe, args=[worker], daemon=True).start()
        while not self._told_to_stop:
            self._beat = time.monotonic()
            for worker in self._workers:
                worker.keep_running()
            time.sleep(POLL_SECONDS)
        self._stopping.set()
        return self._stop()

    def _stop(self) -> int:
        for worker in self._workers:
            worker.terminate()
        # A worker ends itself when its drain takes too long; this is for one that cannot.
        deadline = time.monotonic() + self._drain + 5
        worst = max(worker.wait(deadline) for worker in self._workers)
        self._health.stop()
        return worst

    def _probe(self, worker: _Worker) -> None:
        while not self._stopping.wait(PROBE_SECONDS):
            if not worker.port:
                continue
            try:
                status, _ = fetch(worker.port, "/livez", ANSWER_SECONDS)
            except OSError:
                worker.answers, well = False, False
            else:
                worker.answers, well = True, status == 200
            silent = time.monotonic() - worker.well
            if well:
                worker.well = time.monotonic()
            elif silent > self._silence:
                log.error("worker %d has not been well for %.0f s: killed", worker.index, silent)
                worker.well = time.monotonic()
                worker.kill()

    def _supervisor(self) -> str | None:
        silent = time.monotonic() - self._beat
        # While it stops, it waits for the drains.
        return f"silent for {silent:.0f} s" if silent > STALLED_SECONDS + self._drain else None


def _readiness(worker: _Worker) -> str | None:
    try:
        status, body = fetch(worker.port, "/readyz", ANSWER_SECONDS)
    except OSError:
        return "no answer"
    return None if status == 200 else body.decode()


def end_with_parent() -> None:
    """Ask Linux for a SIGTERM when the parent dies, however it dies."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
