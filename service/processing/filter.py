"""Stages as a filter: JSON lines in, JSON lines out, no Kafka."""

import codecs
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from queue import Queue

from schemas.codec import encode
from service.processing.outcome import Failed, Outcome
from service.processing.pool import StagePool
from service.processing.record import Record, dead_letter

AHEAD_PER_PROCESS = 4  # lines in flight for each process: enough to keep it busy

Write = Callable[[bytes], object]


@dataclass(frozen=True, slots=True)
class _Line:
    number: int  # from 0, blank lines counted
    value: bytes
    future: "Future[Outcome]"


def run_filter(
    pool: StagePool,
    steps: Sequence[str],
    lines: Iterable[bytes],
    out: Write,
    err: Write,
    *,
    processes: int,
) -> int:
    """Run the named steps on each line; returns the number of failures.

    Events go to `out` in the order of their lines, failures to `err` as dead letters of a topic
    called "stdin" whose offsets are line numbers from 0. Each call writes one whole line. Blank
    lines are skipped. Only a bounded number of lines is in memory at a time.
    """
    queue: Queue[_Line | BaseException | None] = Queue(processes * AHEAD_PER_PROCESS)

    def read() -> None:
        try:
            for number, line in enumerate(lines):
                if number == 0:
                    line = line.removeprefix(codecs.BOM_UTF8)  # a mark of the file, not of its data
                if line.strip():
                    value = line.rstrip(b"\r\n")
                    queue.put(_Line(number, value, pool.submit(steps, value)))
        except BaseException as error:
            queue.put(error)
        else:
            queue.put(None)

    # In a thread, so that what is done is written even while the next line is awaited.
    threading.Thread(target=read, name="input", daemon=True).start()
    failures = 0
    while (item := queue.get()) is not None:
        if isinstance(item, BaseException):
            raise item
        outcome = item.future.result()
        if isinstance(outcome, Failed):
            failures += 1
            err(_letter(item, outcome) + b"\n")
        else:
            out(outcome.value + b"\n")
    return failures


def _letter(line: _Line, failed: Failed) -> bytes:
    now = time.time_ns() // 1_000_000
    record = Record(
        topic="stdin",
        partition=0,
        offset=line.number,
        timestamp=None,
        key=None,
        value=line.value,
        headers=[],
    )
    return encode(dead_letter(record, failed, now, now))
