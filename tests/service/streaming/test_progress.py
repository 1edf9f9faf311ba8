"""Standing still, in each of the three places where a worker can."""

import pytest

from service.streaming.progress import Progress

LIMIT = 100.0


class Clock:
    """A clock that goes when it is told to (s)."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def go(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def progress(clock: Clock) -> Progress:
    return Progress(["clean", "tag"], LIMIT, sending_seconds=50, queue=2, clock=clock)


def test_a_worker_without_work_is_well_for_ever(progress: Progress, clock: Clock) -> None:
    progress.measured("clean", 0)
    clock.go(10_000)
    assert progress.trouble() is None


def test_records_that_wait_and_are_not_taken(progress: Progress, clock: Clock) -> None:
    progress.measured("clean", 7)
    clock.go(LIMIT)
    assert progress.trouble() is None
    clock.go(1)
    assert progress.trouble() == "clean: 7 records waiting, and none taken for 101 s"
    progress.taken("clean")
    assert progress.trouble() is None


def test_waiting_begins_with_the_lag_and_not_with_the_last_commit(
    progress: Progress, clock: Clock
) -> None:
    progress.committed("clean")
    progress.measured("clean", 0)
    clock.go(5 * LIMIT)
    progress.measured("clean", 1)
    assert progress.trouble() is None


def test_a_batch_of_which_nothing_comes(progress: Progress, clock: Clock) -> None:
    progress.taken("clean")
    clock.go(LIMIT + 1)
    assert progress.trouble() == "clean: a batch in hand, and nothing came of it for 101 s"


def test_a_slow_batch_is_well_as_long_as_record_after_record_is_done(
    progress: Progress, clock: Clock
) -> None:
    progress.measured("clean", 50)
    progress.taken("clean")
    for _ in range(20):
        clock.go(LIMIT - 1)
        progress.sign("clean")
        progress.measured("clean", 50)
        assert progress.trouble() is None
    progress.delivered("clean")
    progress.laid_down("clean")
    assert progress.trouble() is None, "its commit is due now, and not overdue"


def test_results_of_another_stage_excuse_as_many_as_may_stand_before_us_in_the_pool(
    progress: Progress, clock: Clock
) -> None:
    progress.taken("tag")
    for _ in range(2):
        clock.go(LIMIT)
        progress.sign("clean")
        assert progress.trouble() is None
    clock.go(LIMIT)
    progress.sign("clean")
    assert progress.trouble() is None
    clock.go(1)
    assert progress.trouble() == "tag: a batch in hand, and nothing came of it for 101 s"


def test_sending_has_time_of_its_own_and_no_excuse(progress: Progress, clock: Clock) -> None:
    progress.taken("tag")
    progress.sending("tag")
    clock.go(LIMIT + 50)
    progress.sign("clean")
    assert progress.trouble() is None
    clock.go(1)
    assert progress.trouble() == "tag: a batch in hand, and nothing came of it for 151 s"
    progress.laid_down("tag")
    progress.taken("tag")
    clock.go(LIMIT + 1)
    assert progress.trouble() is not None, "the next batch is not on its way yet"


def test_a_stage_that_waits_behind_a_slow_one_is_not_to_blame(
    progress: Progress, clock: Clock
) -> None:
    progress.measured("tag", 500)
    progress.taken("clean")
    for _ in range(20):
        clock.go(LIMIT - 1)
        progress.sign("clean")
        assert progress.trouble() is None
    progress.laid_down("clean")
    clock.go(LIMIT + 1)
    assert progress.trouble() == "tag: 500 records waiting, and none taken for 101 s"


def test_a_stage_that_waits_behind_a_paused_one_is_not_to_blame(
    progress: Progress, clock: Clock
) -> None:
    progress.measured("tag", 500)
    progress.taken("clean")
    for _ in range(5):
        progress.paused("clean", True)
        clock.go(10 * LIMIT)
        assert progress.trouble() is None
    progress.paused("clean", False)
    assert progress.trouble() is None
    clock.go(LIMIT + 1)
    assert (progress.trouble() or "").startswith("clean: a batch in hand")


def test_batch_after_batch_without_a_commit(progress: Progress, clock: Clock) -> None:
    for _ in range(11):
        progress.taken("tag")
        clock.go(LIMIT / 10)
        progress.delivered("tag")
        progress.laid_down("tag")
    assert progress.trouble() is None
    clock.go(LIMIT / 10)
    assert progress.trouble() == "tag: delivered, and nothing committed for 110 s"
    progress.committed("tag")
    assert progress.trouble() is None


def test_a_pause_by_the_breaker_is_no_standstill(progress: Progress, clock: Clock) -> None:
    progress.taken("clean")
    progress.paused("clean", True)
    clock.go(50 * LIMIT)
    assert progress.trouble() is None
    progress.paused("clean", False)
    assert progress.trouble() is None, "what it does now, it has only begun"
    clock.go(LIMIT + 1)
    assert progress.trouble() is not None


def test_without_word_from_the_broker_nothing_is_judged_and_waiting_begins_anew(
    progress: Progress, clock: Clock
) -> None:
    progress.measured("clean", 3)
    progress.in_touch(False)
    clock.go(10 * LIMIT)
    assert progress.trouble() is None
    progress.in_touch(True)
    assert progress.trouble() is None
    progress.measured("clean", 3)
    clock.go(LIMIT + 1)
    assert progress.trouble() is not None


def test_other_partitions_are_a_fresh_start(progress: Progress, clock: Clock) -> None:
    progress.measured("clean", 3)
    clock.go(LIMIT + 1)
    progress.reset()
    assert progress.trouble() is None


def test_both_troubles_are_told(progress: Progress, clock: Clock) -> None:
    progress.measured("clean", 1)
    progress.taken("tag")
    clock.go(LIMIT + 1)
    assert (progress.trouble() or "").count(";") == 1
    assert progress.in_hand_seconds("tag") == LIMIT + 1
    assert progress.in_hand_seconds("clean") == 0
