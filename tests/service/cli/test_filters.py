"""`copydesk run` and `copydesk stage`, with the real stages and no broker."""

import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from schemas.article import CleanedArticle, EnrichedArticle, TaggedArticle
from schemas.codec import decode
from schemas.deadletter import DeadLetter, Reason
from schemas.topics import CLEANED, RAW, TAGGED, Topic
from tests.processes import ROOT
from tests.schemas.examples import values
from tests.service.cli.running import DEADLINE_SECONDS, copydesk

NOWHERE = "localhost:1"  # these commands must not ask for a broker


def lines(topic: Topic) -> bytes:
    return b"".join(value + b"\n" for value in values(topic))


@pytest.mark.parametrize(
    ("name", "source", "event"),
    [
        ("clean", RAW, CleanedArticle),
        ("tag", CLEANED, TaggedArticle),
        ("enrich", TAGGED, EnrichedArticle),
    ],
)
def test_a_stage_turns_each_of_its_events_into_the_next(
    name: str, source: Topic, event: type[CleanedArticle]
) -> None:
    process = copydesk("stage", name, stdin=lines(source), COPYDESK_BROKER=NOWHERE)
    assert (process.returncode, process.stderr) == (0, b"")
    events = [decode(line, event) for line in process.stdout.splitlines()]
    assert len(events) == len(values(source))


def test_the_whole_chain_is_its_stages_one_after_the_other() -> None:
    chain = copydesk("run", stdin=lines(RAW), COPYDESK_BROKER=NOWHERE)
    assert (chain.returncode, chain.stderr) == (0, b"")
    text = lines(RAW)
    for name in ("clean", "tag", "enrich"):
        text = copydesk("stage", name, stdin=text).stdout
    assert chain.stdout == text


def test_more_jobs_give_the_same_bytes_in_the_same_order() -> None:
    text = lines(RAW) * 10
    one, three = copydesk("run", stdin=text), copydesk("run", "--jobs", "3", stdin=text)
    assert one.stdout.count(b"\n") == 10 * len(values(RAW))
    assert three.stdout == one.stdout


def test_failures_are_dead_letters_on_standard_error_and_exit_1() -> None:
    good = values(CLEANED)[0]
    process = copydesk("stage", "tag", stdin=b"\n".join([good, b"not JSON", b"{}", good]))
    assert process.returncode == 1
    assert process.stdout.count(b"\n") == 2
    letters = [decode(line, DeadLetter) for line in process.stderr.splitlines()]
    assert [(x.reason, x.offset, x.value) for x in letters] == [
        (Reason.UNDECODABLE, 1, b"not JSON"),
        (Reason.INVALID, 2, b"{}"),
    ]


def test_a_bare_text_can_be_tagged() -> None:
    body = orjson.dumps({"id": "1", "body": "Marta Osei flew from Paris to Nairobi on Monday."})
    process = copydesk("stage", "tag", stdin=body)
    event = decode(process.stdout, TaggedArticle)
    assert {"Marta Osei", "Paris", "Nairobi"} <= {entity.name for entity in event.entities}


def test_nothing_in_is_nothing_out() -> None:
    process = copydesk("run")
    assert (process.returncode, process.stdout, process.stderr) == (0, b"", b"")


def test_a_reader_that_goes_away_ends_the_filter_without_a_traceback(tmp_path: Path) -> None:
    with (tmp_path / "errors").open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "service", "stage", "tag"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            cwd=ROOT,
        )
    assert process.stdin is not None
    assert process.stdout is not None
    line = values(CLEANED)[0] + b"\n"
    process.stdin.write(line)
    process.stdin.flush()
    assert process.stdout.readline()  # what is done comes while more is awaited
    process.stdout.close()
    process.stdin.write(line)
    process.stdin.close()
    assert process.wait(DEADLINE_SECONDS) == 141
    assert (tmp_path / "errors").read_bytes() == b""


def test_a_full_disk_is_one_line_and_a_status_of_its_own() -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "service", "stage", "tag"],
            input=values(CLEANED)[0] + b"\n",
            stdout=full,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            check=False,
        )
    assert done.returncode == 74
    assert done.stderr == b"copydesk: cannot write to standard output: No space left on device\n"
