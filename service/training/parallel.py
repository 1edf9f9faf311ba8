"""Doing the same for several numbers, on all processors.

Every piece of work runs in a process of its own that knows all that its parent knew; what comes
out does not depend on how many there are.
"""

import multiprocessing
import os
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")

_work: list[Callable[[int], Any]] = []  # what a process has been started for


def each(work: Callable[[int], T], count: int) -> list[T]:
    """`work` of each number below `count`, in their order."""
    processes = min(count, os.cpu_count() or 1)
    # a process that is forked has the work, which could not be sent to it
    with multiprocessing.get_context("fork").Pool(processes, _take, (work,)) as pool:
        return pool.map(_do, range(count), chunksize=1)


def _take(work: Callable[[int], Any]) -> None:
    _work.append(work)


def _do(number: int) -> Any:
    return _work[-1](number)
