"""The pool: whatever a stage does, its record becomes an outcome and the pool goes on."""

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from schemas.article import CleanedArticle, TaggedArticle
from schemas.codec import decode
from schemas.deadletter import Reason
from service.processing.outcome import Failed, Outcome, Passed
from service.processing.pool import Limits, NotLoaded, PoolLost, StagePool
from tests.service.processing.stages import PIPELINE
from tests.waiting import wait_until

GIB = 1024**3
DEADLINE_SECONDS = 60
LIMITS = Limits(seconds=1.0, memory_bytes=GIB, output_bytes=100_000, attempts=2)


@pytest.fixture(scope="module")
def pool() -> Iterator[StagePool]:
    with StagePool(PIPELINE, 2, LIMITS) as pool:
        pool.warm_up().result(DEADLINE_SECONDS)
        yield pool


def raw(content: str, article_id: str = "a") -> bytes:
    return orjson.dumps({"id": article_id, "content": content})


def run(pool: StagePool, value: bytes, *steps: str) -> Outcome:
    return pool.submit(steps or ("clean",), value).result(DEADLINE_SECONDS)


def failed(pool: StagePool, value: bytes, *steps: str) -> Failed:
    outcome = run(pool, value, *steps)
    assert isinstance(outcome, Failed)
    return outcome


def passes(pool: StagePool) -> bool:
    outcome = run(pool, raw("text"))
    assert isinstance(outcome, Passed)
    return decode(outcome.value, CleanedArticle) == CleanedArticle(id="a", body="text")


def test_a_record_becomes_the_next_event_under_its_id(pool: StagePool) -> None:
    outcome = run(pool, raw("text", "article-1"))
    assert isinstance(outcome, Passed)
    assert outcome.key == "article-1"
    assert decode(outcome.value, CleanedArticle).body == "text"


def test_a_chain_of_steps_is_the_steps_one_after_the_other(pool: StagePool) -> None:
    one = run(pool, raw("text"), "clean")
    assert isinstance(one, Passed)
    other = run(pool, one.value, "tag")
    chain = run(pool, raw("text"), "clean", "tag")
    assert isinstance(other, Passed)
    assert isinstance(chain, Passed)
    assert chain.value == other.value
    assert decode(chain.value, TaggedArticle).title == "loaded"


def test_a_chain_ends_at_the_step_that_fails(pool: StagePool) -> None:
    assert failed(pool, raw("raise it"), "clean", "tag").stage == "clean"
    later = failed(pool, raw("untaggable"), "clean", "tag")
    assert (later.stage, later.reason, later.article_id) == ("tag", Reason.BUG, "a")


def test_each_future_belongs_to_its_record(pool: StagePool) -> None:
    values = [raw(f"text {n}", f"article-{n}") for n in range(200)]
    futures = [pool.submit(("clean",), value) for value in values]
    outcomes = [future.result(DEADLINE_SECONDS) for future in futures]
    assert [o.key if isinstance(o, Passed) else o for o in outcomes] == [
        f"article-{n}" for n in range(200)
    ]


def test_a_record_that_takes_too_long_is_too_slow_and_the_pool_goes_on(pool: StagePool) -> None:
    outcome = failed(pool, raw("hang"))
    assert outcome.reason is Reason.TOO_SLOW
    assert outcome.message == "over the time limit of 1 s"
    assert outcome.attempts == 1
    assert passes(pool)


def test_a_record_that_kills_its_process_gets_its_attempts_and_has_crashed(
    pool: StagePool,
) -> None:
    outcome = failed(pool, raw("die"))
    assert outcome.reason is Reason.CRASHED
    assert outcome.attempts == LIMITS.attempts
    assert passes(pool)


def test_a_record_whose_process_is_killed_once_passes(pool: StagePool, tmp_path: Path) -> None:
    mark = tmp_path / "died"
    outcome = run(pool, raw(f"die-once {mark}"))
    assert mark.exists()
    assert isinstance(outcome, Passed)


def test_a_record_that_takes_more_memory_than_allowed_has_crashed(pool: StagePool) -> None:
    outcome = failed(pool, raw(f"devour {2 * GIB}"))
    assert (outcome.reason, outcome.exception) == (Reason.CRASHED, "MemoryError")
    assert passes(pool)


def test_control_memory_within_the_limit_is_no_crash(pool: StagePool) -> None:
    outcome = run(pool, raw(f"devour {GIB // 64}"))
    assert isinstance(outcome, Passed)


def test_neighbours_of_bad_records_pass(pool: StagePool) -> None:
    contents = ["one", "hang", "two", "die", "three", "raise it", "four"]
    futures = [pool.submit(("clean",), raw(content, content)) for content in contents]
    outcomes = [future.result(DEADLINE_SECONDS) for future in futures]
    assert [o.key if isinstance(o, Passed) else o.reason for o in outcomes] == [
        "one",
        Reason.TOO_SLOW,
        "two",
        Reason.CRASHED,
        "three",
        Reason.BUG,
        "four",
    ]


def test_an_event_over_the_size_limit_is_too_large(pool: StagePool) -> None:
    outcome = failed(pool, raw("grow 100000"))
    assert outcome.reason is Reason.TOO_LARGE
    assert outcome.article_id == "a"
    assert isinstance(run(pool, raw("grow 99000")), Passed)


def test_a_process_that_is_killed_while_idle_does_not_end_the_pool() -> None:
    with StagePool(PIPELINE, 2, LIMITS) as pool:
        assert passes(pool)
        workers = pool._pool._pool_manager.worker_manager.workers
        victim = next(iter(workers))
        os.kill(victim, signal.SIGKILL)
        wait_until(lambda: victim not in workers, DEADLINE_SECONDS, "the pool to notice")
        assert passes(pool)


def test_a_stage_that_cannot_be_loaded_shows_at_warm_up() -> None:
    broken = replace(PIPELINE[1], resources={"name": missing})
    why = "stage tag cannot be loaded: the model"
    with StagePool([broken], 1, LIMITS) as pool:
        with pytest.raises(NotLoaded, match=why):
            pool.warm_up().result(DEADLINE_SECONDS)
        # Nor does a record become a dead letter for it.
        with pytest.raises(PoolLost):
            pool.submit(("tag",), raw("one")).result(DEADLINE_SECONDS)


def missing() -> str:
    raise FileNotFoundError("the model")


def test_what_is_in_hand_when_the_pool_closes_is_cancelled_and_not_left_pending() -> None:
    pool = StagePool(PIPELINE, 1, LIMITS)
    pool.warm_up().result(DEADLINE_SECONDS)
    futures = [pool.submit(("clean",), b'{"content": "hang"}') for _ in range(5)]
    pool.close()
    assert all(future.cancelled() for future in futures)
    assert pool.submit(("clean",), b"{}").cancelled()
