"""A breaker against broken deploys: it stops a stage that would drain its topic into the dead
letters, because the fault is in the stage and not in the records."""

from collections import deque
from collections.abc import Sequence

from service.processing.outcome import Failed, Outcome

WINDOW = 200  # records looked back on


def is_our_failure(outcome: Outcome | None) -> bool:
    """Whether this is a dead letter by our own fault. None stands for a tombstone."""
    return isinstance(outcome, Failed) and outcome.reason.is_ours


class Breaker:
    """Watches the share of our own failures among the last records of one stage.

    `limit` is a share in (0, 1], 1 for never; below `minimum` records it has no opinion.
    """

    def __init__(self, limit: float, minimum: int) -> None:
        self._limit = limit
        self._minimum = minimum
        self._recent: deque[bool] = deque(maxlen=max(WINDOW, minimum))

    def opens(self, outcomes: Sequence[Outcome | None]) -> bool:
        """Whether a batch with these outcomes must not pass. It is not yet remembered."""
        batch = [is_our_failure(outcome) for outcome in outcomes]
        seen = [*self._recent, *batch][-(self._recent.maxlen or WINDOW) :]
        if not any(batch) or len(seen) < self._minimum:
            return False
        return sum(seen) / len(seen) > self._limit

    def remember(self, outcomes: Sequence[Outcome | None]) -> None:
        """Take note of a batch that has passed."""
        self._recent.extend(is_our_failure(outcome) for outcome in outcomes)
