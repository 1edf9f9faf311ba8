"""Stages in processes of their own, with a time limit for each record.

A process rather than a thread: a stage holds the interpreter for as long as it likes, a regular
expression or an HTML parser gone wild cannot be interrupted, and a crash in a C library takes
its process along. Here all that costs one record and one process, never the worker.
"""

import multiprocessing
import resource
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Any

from pebble import ProcessExpired, ProcessPool

from schemas.deadletter import Reason
from schemas.event import Event
from service.processing.outcome import Failed, Outcome, process
from service.topology import Step

TASKS_PER_PROCESS = 5000  # then it is replaced, so that leaks in C libraries stay small


@dataclass(frozen=True, slots=True)
class Limits:
    """What one record may cost."""

    seconds: float = 30.0
    memory_bytes: int = 4 * 1024**3
    input_bytes: int = 4 * 1024**2
    output_bytes: int = 4 * 1024**2
    attempts: int = 2  # of a record that kills its process


class StagePool:
    """Runs steps on records in `processes` processes, which load every stage once.

    A context manager; leaving it ends the processes. They end with their parent, too, however
    that ends.
    """

    def __init__(self, pipeline: Sequence[Step], processes: int, limits: Limits) -> None:
        self._limits = limits
        context = multiprocessing.get_context("forkserver")
        # Imported once, before the first fork, so that a replacement starts at once.
        context.set_forkserver_preload([__name__])
        self._pool = ProcessPool(
            max_workers=processes,
            max_tasks=TASKS_PER_PROCESS,
            initializer=_load,
            initargs=[tuple(pipeline), limits],
            context=context,
        )

    def __enter__(self) -> "StagePool":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes; what they were working on is abandoned."""
        self._pool.stop()
        self._pool.join()

    def warm_up(self) -> "Future[None]":
        """Done when a process has loaded every stage; fails if one cannot be loaded."""
        return self._pool.schedule(_nothing)  # type: ignore[no-any-return]

    def submit(self, steps: Sequence[str], value: bytes) -> "Future[Outcome]":
        """What `value` becomes after the named steps. The future never holds an Exception."""
        result: Future[Outcome] = Future()
        self._schedule(tuple(steps), value, 1, result)
        return result

    def _schedule(
        self, steps: tuple[str, ...], value: bytes, attempt: int, result: "Future[Outcome]"
    ) -> None:
        # The limit is for each step; a chain may take the sum.
        limit = self._limits.seconds * len(steps)
        task = self._pool.schedule(_work, args=[steps, value], timeout=limit)

        def settle(done: "Future[Outcome]") -> None:
            if done.cancelled():
                result.cancel()
                return
            error = done.exception()
            if error is None:
                result.set_result(done.result())
            elif isinstance(error, TimeoutError):
                message = f"over the time limit of {self._limits.seconds:g} s"
                result.set_result(_lost(steps, Reason.TOO_SLOW, message, limit, attempt))
            elif attempt < self._limits.attempts and isinstance(error, ProcessExpired):
                # It may have been killed from outside: the record gets another chance.
                self._schedule(steps, value, attempt + 1, result)
            else:
                message = f"the stage's process ended: {error}"
                result.set_result(_lost(steps, Reason.CRASHED, message, 0.0, attempt))

        task.add_done_callback(settle)


def _lost(
    steps: tuple[str, ...], reason: Reason, message: str, seconds: float, attempts: int
) -> Failed:
    return Failed(
        stage=steps[0] if len(steps) == 1 else "/".join(steps),
        reason=reason,
        message=message,
        seconds=seconds,
        attempts=attempts,
    )


# In the stage process.

_STAGES: Mapping[str, tuple[type[Event], Callable[[Any], Event]]] = {}
_LIMITS = Limits()


def _load(pipeline: tuple[Step, ...], limits: Limits) -> None:
    global _STAGES, _LIMITS
    _LIMITS = limits
    _STAGES = {step.name: (step.source.event, step.load()) for step in pipeline}
    # An allocation over it raises MemoryError here instead of waking the kernel's OOM killer.
    resource.setrlimit(resource.RLIMIT_DATA, (limits.memory_bytes, limits.memory_bytes))


def _nothing() -> None:
    """A task that is done once its process has loaded."""


def _work(steps: tuple[str, ...], value: bytes) -> Outcome:
    seconds = 0.0
    for name in steps:
        source, stage = _STAGES[name]
        outcome = process(
            name,
            value,
            source,
            stage,
            max_input_bytes=_LIMITS.input_bytes,
            max_output_bytes=_LIMITS.output_bytes,
        )
        seconds += outcome.seconds
        if isinstance(outcome, Failed):
            break
        value = outcome.value
    return replace(outcome, seconds=seconds)
