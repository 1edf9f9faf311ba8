"""Stages in processes of their own, with a time limit for each record.

A process rather than a thread: a stage holds the interpreter for as long as it likes, a regular
expression or an HTML parser gone wild cannot be interrupted, and a crash in a C library takes
its process along. Here all that costs one record and one process, never the worker.
"""

import gc
import logging
import multiprocessing
import resource
import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from pebble import ProcessExpired, ProcessPool

from schemas.deadletter import Reason
from schemas.event import Event
from service.knowledge import KnowledgeError
from service.processing.outcome import Failed, Outcome, process
from service.stages.tag import BackendUnavailable
from service.topology import Step

log = logging.getLogger(__name__)

MAX_REPLACEMENTS = 5  # of all processes at once, with no record done in between
ORPHAN_SECONDS = 10.0  # over its limit, for a process whose parent is gone
TASKS_PER_PROCESS = 5000  # then it is replaced, so that leaks in C libraries stay small


@dataclass(frozen=True, slots=True)
class Limits:
    """What one record may cost."""

    seconds: float = 30.0
    memory_bytes: int = 4 * 1024**3
    input_bytes: int = 4 * 1024**2
    output_bytes: int = 4 * 1024**2
    attempts: int = 2  # of a record that kills its process


@dataclass(eq=False, slots=True)
class _Job:
    """A record on its way through the pool."""

    steps: tuple[str, ...]
    value: bytes
    result: "Future[Outcome]"
    attempt: int = 1
    pool: ProcessPool | None = None  # that works on it now


class PoolLost(Exception):
    """The stage processes cannot be started again."""


class NotLoaded(Exception):
    """A stage cannot be loaded; the message says which, and why, in one line."""


class StagePool:
    """Runs steps on records in `processes` processes, which load every stage once.

    A context manager; leaving it ends the processes. They end with their parent, too, however
    that ends.
    """

    def __init__(self, pipeline: Sequence[Step], processes: int, limits: Limits) -> None:
        self._pipeline = tuple(pipeline)
        self._processes = processes
        self._limits = limits
        self._context = multiprocessing.get_context("forkserver")
        # Imported once, before the first fork, so that a replacement starts at once.
        self._context.set_forkserver_preload([__name__])
        self._lock = threading.RLock()
        self._closed = False
        self._jobs: set[_Job] = set()
        self._replacements = 0  # since a record was last done
        self._pool = self._new_pool()

    def __enter__(self) -> "StagePool":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes; what they were working on is abandoned."""
        with self._lock:
            self._closed = True
        _retire(self._pool)
        for job in self._take_jobs():
            job.result.cancel()

    def warm_up(self) -> "Future[None]":
        """Done when a process has loaded every stage; NotLoaded if one cannot be loaded."""
        return self._pool.schedule(_loaded)  # type: ignore[no-any-return]

    def submit(self, steps: Sequence[str], value: bytes) -> "Future[Outcome]":
        """What `value` becomes after the named steps.

        The future holds no Exception but PoolLost, which says nothing about the record; it is
        cancelled if the pool is closed first.
        """
        job = _Job(tuple(steps), value, Future())
        self._start(job)
        return job.result

    def _new_pool(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self._processes,
            max_tasks=TASKS_PER_PROCESS,
            initializer=_load,
            initargs=[self._pipeline, self._limits],
            context=self._context,
        )

    def _start(self, job: _Job) -> None:
        with self._lock:
            if self._closed:
                job.result.cancel()
                return
            pool = job.pool = self._pool
            self._jobs.add(job)
            # The limit is for each step; a chain may take the sum.
            limit = self._limits.seconds * len(job.steps)
            try:
                task = pool.schedule(_work, args=[job.steps, job.value], timeout=limit)
            except RuntimeError:  # pebble's word for a pool that has broken while idle
                self._replace(pool)
                return
        task.add_done_callback(partial(self._settle, job, pool))

    def _settle(self, job: _Job, pool: ProcessPool, task: "Future[Outcome]") -> None:
        if job.pool is not pool:  # another pool works on it by now
            return
        error = None if task.cancelled() else task.exception()
        if isinstance(error, BrokenProcessPool | NotLoaded):
            self._replace(pool)
        elif isinstance(error, ProcessExpired) and job.attempt < self._limits.attempts:
            # It may have been killed from outside: the record gets another chance.
            job.attempt += 1
            self._start(job)
        else:
            with self._lock:
                self._jobs.discard(job)
                self._replacements = 0
            if task.cancelled():
                job.result.cancel()
            elif job.result.set_running_or_notify_cancel():
                job.result.set_result(self._outcome(job, task, error))

    def _outcome(self, job: _Job, task: "Future[Outcome]", error: BaseException | None) -> Outcome:
        if error is None:
            return task.result()
        if isinstance(error, TimeoutError):
            limit = self._limits.seconds
            message = f"over the time limit of {limit:g} s"
            return _lost(job, Reason.TOO_SLOW, message, limit * len(job.steps))
        return _lost(job, Reason.CRASHED, f"the stage's process ended: {error}", 0.0)

    def _replace(self, broken: ProcessPool) -> None:
        """A new pool for one that pebble has given up, as it does when an idle process is killed.

        No record is to blame: all that the old pool had, goes to the new one.
        """
        with self._lock:
            if self._closed or broken is not self._pool:
                return
            self._replacements += 1
            if self._replacements > MAX_REPLACEMENTS:
                for job in self._take_jobs():
                    job.result.set_exception(PoolLost(f"lost {MAX_REPLACEMENTS} times in a row"))
                return
            log.error("the stage processes are gone; starting new ones")
            self._pool = self._new_pool()
            for job in [job for job in self._jobs if job.pool is broken]:
                self._start(job)
        # Not in this thread, which may be one of the old pool's own.
        threading.Thread(target=_retire, args=[broken], daemon=True).start()

    def _take_jobs(self) -> set[_Job]:
        with self._lock:
            jobs, self._jobs = self._jobs, set()
        return jobs


def _retire(pool: ProcessPool) -> None:
    pool.stop()
    pool.join()


def _lost(job: _Job, reason: Reason, message: str, seconds: float) -> Failed:
    return Failed(
        stage="/".join(job.steps),
        reason=reason,
        message=message,
        seconds=seconds,
        attempts=job.attempt,
    )


# In the stage process.

_STAGES: Mapping[str, tuple[type[Event], Callable[[Any], Event]]] = {}
_LIMITS = Limits()
_NOT_LOADED: str | None = None  # why the stages are not


def _load(pipeline: tuple[Step, ...], limits: Limits) -> None:
    global _STAGES, _LIMITS, _NOT_LOADED
    _LIMITS = limits
    stages = {}
    for step in pipeline:
        try:
            stages[step.name] = (step.source.event, step.load())
        except Exception as error:
            if not isinstance(error, BackendUnavailable | KnowledgeError):  # these say all
                log.exception("stage %s cannot be loaded", step.name)
            _NOT_LOADED = f"stage {step.name} cannot be loaded: {error}"
            return
    _STAGES = stages
    gc.freeze()  # what has been loaded stays, and need not be gone through again and again
    # An allocation over it raises MemoryError here instead of waking the kernel's OOM killer.
    resource.setrlimit(resource.RLIMIT_DATA, (limits.memory_bytes, limits.memory_bytes))


def _loaded() -> None:
    """A task that is done once its process has loaded."""
    if _NOT_LOADED:
        raise NotLoaded(_NOT_LOADED)


def _work(steps: tuple[str, ...], value: bytes) -> Outcome:
    _loaded()
    # The parent ends what takes too long; where the parent is gone, the kernel does.
    signal.setitimer(signal.ITIMER_REAL, _LIMITS.seconds * len(steps) + ORPHAN_SECONDS)
    try:
        return _run(steps, value)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _run(steps: tuple[str, ...], value: bytes) -> Outcome:
    seconds = cpu_seconds = 0.0
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
        cpu_seconds += outcome.cpu_seconds
        if isinstance(outcome, Failed):
            break
        value = outcome.value
    return replace(outcome, seconds=seconds, cpu_seconds=cpu_seconds)
