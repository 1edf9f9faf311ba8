"""Whether a worker gets on with its work: what /livez says when it does not.

A worker can stand still in three places, and each has its own rule:

| where                 | rule                                                              |
|-----------------------|-------------------------------------------------------------------|
| before a batch        | records wait, and none is taken                                   |
| in a batch            | records are in hand, and nothing comes of them                    |
| behind a batch        | what they became is delivered, and the offsets are not committed  |

Time during which a breaker pauses the stage does not count, nor time without word from the
broker: to start such a worker again would help nobody.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(slots=True)
class _Stage:
    """Since when a stage stands where it stands; None where it does not."""

    waiting: float | None = None  # records wait, nothing is in hand
    in_hand: float | None = None
    uncommitted: float | None = None  # first delivery since the last commit
    lag: int = 0
    paused: bool = False


class Progress:
    """Keeps the times of what happens, and judges them against `limit_seconds`.

    Safe to ask from another thread.
    """

    def __init__(
        self,
        stages: Iterable[str],
        limit_seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stages = {stage: _Stage() for stage in stages}
        self._limit = limit_seconds
        self._clock = clock
        self._sign = clock()
        self._in_touch = True

    def sign(self) -> None:
        """Something came of what is in hand. All stages share the processes, so it is for all."""
        self._sign = self._clock()

    def taken(self, stage: str) -> None:
        """A batch is in hand."""
        self._stages[stage].in_hand = self._clock()
        self._stages[stage].waiting = None

    def delivered(self, stage: str) -> None:
        """The broker holds all that the batch became."""
        state = self._stages[stage]
        if state.uncommitted is None:
            state.uncommitted = self._clock()

    def laid_down(self, stage: str) -> None:
        """The batch is no longer in hand, whatever became of it."""
        self._stages[stage].in_hand = None

    def committed(self, stage: str) -> None:
        """An offset has moved."""
        self._stages[stage].uncommitted = None
        self._stages[stage].waiting = None

    def paused(self, stage: str, is_paused: bool) -> None:
        """The breaker pauses the stage, or lets it go on."""
        self._stages[stage].paused = is_paused
        self.sign()

    def measured(self, stage: str, lag: int) -> None:
        """The broker says that so many records are not committed."""
        state = self._stages[stage]
        state.lag = lag
        if lag == 0:
            state.waiting = state.uncommitted = None
        elif state.waiting is None and state.in_hand is None:
            state.waiting = self._clock()

    def in_touch(self, is_in_touch: bool) -> None:
        """Whether there is word from the broker. Waiting begins anew when it comes back."""
        if is_in_touch and not self._in_touch:
            self.reset()
        self._in_touch = is_in_touch

    def reset(self) -> None:
        """The partitions are others now: what was waiting or uncommitted is not ours to judge."""
        for state in self._stages.values():
            state.waiting = state.uncommitted = None

    def in_hand_seconds(self, stage: str) -> float:
        """How long the stage has had its batch in hand; 0 without one."""
        since = self._stages[stage].in_hand
        return 0.0 if since is None else self._clock() - since

    def trouble(self) -> str | None:
        """Where the worker stands still, in words; None while it gets on."""
        if not self._in_touch:
            return None
        found = [self._trouble(stage, state) for stage, state in self._stages.items()]
        return "; ".join(filter(None, found)) or None

    def _trouble(self, stage: str, state: _Stage) -> str | None:
        if state.paused:
            return None
        # Each read once: the event loop changes them meanwhile.
        waiting, in_hand, uncommitted = state.waiting, state.in_hand, state.uncommitted
        if in_hand is not None and (seconds := self._over(max(in_hand, self._sign))):
            return f"{stage}: a batch in hand, and nothing came of it for {seconds:.0f} s"
        if in_hand is None and waiting is not None and (seconds := self._over(waiting)):
            return f"{stage}: {state.lag} records waiting, and none taken for {seconds:.0f} s"
        if uncommitted is not None and (seconds := self._over(uncommitted)):
            return f"{stage}: delivered, and nothing committed for {seconds:.0f} s"
        return None

    def _over(self, since: float) -> float:
        """The seconds since then if they are over the limit, else 0."""
        seconds = self._clock() - since
        return seconds if seconds > self._limit else 0.0
