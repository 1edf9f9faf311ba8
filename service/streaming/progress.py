"""Whether a worker gets on with its work: what /livez says when it does not.

A worker can stand still in three places, and each has its own rule:

| where                 | rule                                                              |
|-----------------------|-------------------------------------------------------------------|
| before a batch        | records wait, none is taken, and nothing comes of any other batch |
| in a batch            | records are in hand, and nothing comes of them                    |
| behind a batch        | what they became is delivered, and the offsets are not committed  |

The stages share one consumer and one pool of processes, so one that is slow or paused by its
breaker holds the others up, and they are not to blame. Time without word from the broker does not
count either: to start such a worker again would help nobody.
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
    sign: float = 0.0  # when something last came of what is in hand
    excuses: int = 0  # results of other stages that may still come first
    sending: bool = False
    lag: int = 0
    paused: bool = False


class Progress:
    """Keeps the times of what happens, and judges them against `limit_seconds`.

    `sending_seconds` may be spent on top while the broker is slow to confirm; `queue` records of
    other stages may stand before one of ours in the pool. Safe to ask from another thread.
    """

    def __init__(
        self,
        stages: Iterable[str],
        limit_seconds: float,
        *,
        sending_seconds: float = 0.0,
        queue: int = 0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stages = {stage: _Stage() for stage in stages}
        self._limit = limit_seconds
        self._sending = sending_seconds
        self._queue = queue
        self._clock = clock
        self._flowing = clock()  # when something last happened that lets the consumer go on
        self._in_touch = True

    def taken(self, stage: str) -> None:
        """A batch is in hand."""
        state = self._stages[stage]
        state.waiting = None
        self._renew(state)
        state.in_hand = state.sign

    def sign(self, stage: str) -> None:
        """A record of the batch is done."""
        for state in self._stages.values():
            if state.excuses > 0:
                state.excuses -= 1
                state.sign = self._clock()
        self._renew(self._stages[stage])

    def sending(self, stage: str) -> None:
        """All records of the batch are done, and what they became is on its way."""
        state = self._stages[stage]
        self._renew(state)
        state.excuses, state.sending = 0, True

    def delivered(self, stage: str) -> None:
        """The broker holds all that the batch became."""
        state = self._stages[stage]
        if state.uncommitted is None:
            state.uncommitted = self._clock()

    def laid_down(self, stage: str) -> None:
        """The batch is no longer in hand, whatever became of it."""
        state = self._stages[stage]
        state.in_hand, state.sending = None, False
        self._flowing = self._clock()

    def committed(self, stage: str) -> None:
        """An offset has moved."""
        self._stages[stage].uncommitted = None
        self._stages[stage].waiting = None

    def paused(self, stage: str, is_paused: bool) -> None:
        """The breaker pauses the stage, or lets it go on."""
        state = self._stages[stage]
        if state.paused and not is_paused:
            self._renew(state)
        state.paused = is_paused

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

    def _renew(self, state: _Stage) -> None:
        self._flowing = state.sign = self._clock()
        state.excuses = self._queue

    def _trouble(self, stage: str, state: _Stage) -> str | None:
        if state.paused:
            return None
        # Each read once: the event loop changes them meanwhile.
        waiting, in_hand, uncommitted = state.waiting, state.in_hand, state.uncommitted
        if in_hand is not None:
            allowed = self._limit + (self._sending if state.sending else 0.0)
            if seconds := self._over(max(in_hand, state.sign), allowed):
                return f"{stage}: a batch in hand, and nothing came of it for {seconds:.0f} s"
        elif waiting is not None and (seconds := self._waited(waiting)):
            return f"{stage}: {state.lag} records waiting, and none taken for {seconds:.0f} s"
        if uncommitted is not None and (seconds := self._over(uncommitted, self._limit)):
            return f"{stage}: delivered, and nothing committed for {seconds:.0f} s"
        return None

    def _waited(self, since: float) -> float:
        """The seconds for which nothing kept the consumer from taking, if over the limit."""
        if any(state.paused for state in self._stages.values()):
            return 0.0
        return self._over(max(since, self._flowing), self._limit)

    def _over(self, since: float, limit: float) -> float:
        """The seconds since then if they are over the limit, else 0."""
        seconds = self._clock() - since
        return seconds if seconds > limit else 0.0
