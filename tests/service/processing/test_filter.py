"""Stages as a filter: JSON lines in, JSON lines out, in order."""

import threading
from collections.abc import Iterable, Iterator

import orjson
import pytest

from schemas.codec import decode
from schemas.deadletter import DeadLetter, Reason
from service.processing.filter import AHEAD_PER_PROCESS, run_filter
from service.processing.pool import Limits, StagePool
from tests.service.processing.stages import PIPELINE

PROCESSES = 2
WINDOW = PROCESSES * AHEAD_PER_PROCESS


@pytest.fixture(scope="module")
def pool() -> Iterator[StagePool]:
    with StagePool(PIPELINE, PROCESSES, Limits(seconds=1.0)) as pool:
        yield pool


def line(number: int, content: str = "text") -> bytes:
    return orjson.dumps({"id": f"article-{number}", "content": content}) + b"\n"


def run(
    pool: StagePool, lines: Iterable[bytes], *steps: str
) -> tuple[int, list[str], list[DeadLetter]]:
    out: list[bytes] = []
    err: list[bytes] = []
    failures = run_filter(
        pool, steps or ("clean",), lines, out.append, err.append, processes=PROCESSES
    )
    assert all(text.endswith(b"\n") and text.count(b"\n") == 1 for text in out + err)
    ids = [orjson.loads(text)["id"] for text in out]
    return failures, ids, [decode(text, DeadLetter) for text in err]


def test_events_come_out_in_the_order_of_their_lines(pool: StagePool) -> None:
    failures, ids, letters = run(pool, [line(n) for n in range(100)])
    assert failures == 0
    assert letters == []
    assert ids == [f"article-{n}" for n in range(100)]


def test_failures_are_dead_letters_with_their_line_and_neighbours_pass(pool: StagePool) -> None:
    lines = [line(0), b"not JSON\r\n", line(2), line(3, "raise it"), line(4)]
    failures, ids, letters = run(pool, lines)
    assert failures == 2
    assert ids == ["article-0", "article-2", "article-4"]
    assert [(x.topic, x.partition, x.offset) for x in letters] == [("stdin", 0, 1), ("stdin", 0, 3)]
    assert [x.reason for x in letters] == [Reason.UNDECODABLE, Reason.BUG]
    assert letters[0].value == b"not JSON"
    assert letters[1].value == line(3, "raise it").rstrip(b"\n")
    assert letters[1].article_id == "article-3"


def test_a_slow_line_holds_up_the_order_and_not_the_work(pool: StagePool) -> None:
    failures, ids, letters = run(pool, [line(0, "hang"), line(1), line(2)])
    assert (failures, ids) == (1, ["article-1", "article-2"])
    assert letters[0].reason is Reason.TOO_SLOW


def test_blank_lines_are_skipped_and_counted(pool: StagePool) -> None:
    _, ids, letters = run(pool, [b"\n", line(1), b"  \r\n", b"bad\n", line(4)])
    assert ids == ["article-1", "article-4"]
    assert [letter.offset for letter in letters] == [3]


def test_nothing_in_is_nothing_out(pool: StagePool) -> None:
    assert run(pool, []) == (0, [], [])


def test_a_last_line_without_a_newline_counts(pool: StagePool) -> None:
    assert run(pool, [line(0).rstrip(b"\n")])[1] == ["article-0"]


def test_a_chain_of_steps_says_which_step_failed(pool: StagePool) -> None:
    failures, ids, letters = run(pool, [line(0), line(1, "untaggable")], "clean", "tag")
    assert (failures, ids) == (1, ["article-0"])
    assert letters[0].stage == "tag"
    assert letters[0].value == line(1, "untaggable").rstrip(b"\n")


def test_no_more_lines_are_read_ahead_than_the_window_holds(pool: StagePool) -> None:
    read = 0
    ahead: list[int] = []

    def lines() -> Iterator[bytes]:
        nonlocal read
        for number in range(20 * WINDOW):
            read += 1
            yield line(number)

    written = 0

    def out(_: bytes) -> None:
        nonlocal written
        ahead.append(read - written)
        written += 1

    run_filter(pool, ("clean",), lines(), out, out, processes=PROCESSES)
    assert written == 20 * WINDOW
    # In the queue, one just taken from it and being written, one just read.
    assert max(ahead) <= WINDOW + 2


def test_what_is_done_is_written_while_the_next_line_is_awaited(pool: StagePool) -> None:
    written = threading.Event()

    def lines() -> Iterator[bytes]:
        yield line(0)
        assert written.wait(60), "the first event was held back until the second line"
        yield line(1)

    failures = run_filter(
        pool, ("clean",), lines(), lambda _: written.set(), lambda _: None, processes=PROCESSES
    )
    assert failures == 0


def test_an_error_while_reading_is_raised(pool: StagePool) -> None:
    def lines() -> Iterator[bytes]:
        yield line(0)
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        run(pool, lines())
