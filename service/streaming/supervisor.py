"""Several workers under one parent that restarts a dead one."""

import ctypes
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from types import FrameType

log = logging.getLogger(__name__)

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
STEADY_SECONDS = 60.0  # a worker that lived this long is restarted after the first pause
POLL_SECONDS = 0.1
PR_SET_PDEATHSIG = 1


@dataclass
class _Worker:
    index: int
    process: subprocess.Popen[bytes]
    started: float
    pause: float = FIRST_PAUSE_SECONDS
    restart_at: float | None = None  # set once it is seen to have ended


def supervise(processes: int, command: Sequence[str], web_port: int, drain_seconds: float) -> int:
    """Run `processes` copies of `command` until SIGTERM or SIGINT; restart those that end.

    Each serves its health and metrics on a port of its own, counted up from `web_port` (0: any
    free ones). Returns the exit status: 0 if every worker drained, else the worst of theirs.
    """
    stopping = False

    def stop(signum: int, frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    workers = [_start(index, command, web_port) for index in range(processes)]
    while not stopping:
        for position, worker in enumerate(workers):
            if worker.restart_at is None:
                _notice_end(worker)
            elif time.monotonic() >= worker.restart_at:
                workers[position] = _start(worker.index, command, web_port)
                workers[position].pause = min(worker.pause * 2, LONGEST_PAUSE_SECONDS)
        time.sleep(POLL_SECONDS)
    return _stop(workers, drain_seconds)


def _start(index: int, command: Sequence[str], web_port: int) -> _Worker:
    port = str(web_port + index if web_port else 0)
    process = subprocess.Popen(
        command,
        env={**os.environ, "COPYDESK_WEB_PORT": port},
        # A Ctrl-C reaches us alone, and we pass it on once, as SIGTERM.
        start_new_session=True,
        preexec_fn=end_with_parent if sys.platform == "linux" else None,
    )
    log.info("worker %d started, process %d", index, process.pid)
    return _Worker(index, process, time.monotonic())


def _notice_end(worker: _Worker) -> None:
    status = worker.process.poll()
    if status is None:
        return
    now = time.monotonic()
    if now - worker.started >= STEADY_SECONDS:
        worker.pause = FIRST_PAUSE_SECONDS
    worker.restart_at = now + worker.pause
    log.error(
        "worker %d ended with status %d; starting it again in %g s",
        worker.index,
        status,
        worker.pause,
    )


def _stop(workers: Sequence[_Worker], drain_seconds: float) -> int:
    for worker in workers:
        if worker.process.poll() is None:
            worker.process.send_signal(signal.SIGTERM)
    # A worker ends itself when its drain takes too long; this is for one that cannot.
    deadline = time.monotonic() + drain_seconds + 5
    worst = 0
    for worker in workers:
        try:
            status = worker.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            worker.process.kill()
            status = worker.process.wait()
        if status != -signal.SIGTERM:  # one that had not yet begun to work: nothing to drain
            worst = max(worst, status if status >= 0 else 128 - status)
    return worst


def end_with_parent() -> None:
    """Ask Linux for a SIGTERM when the parent dies, however it dies."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
