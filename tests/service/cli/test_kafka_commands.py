"""`copydesk produce`, `tail` and `topics` against brokers."""

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from schemas.topics import RAW, TOPICS
from tests.brokers.base import Broker
from tests.conftest import Spawn
from tests.processes import ROOT
from tests.service.cli.running import DEADLINE_SECONDS, copydesk, said
from tests.waiting import wait_until

PARTITIONS = 2
SAMPLES = ROOT / "service" / "samples"


@pytest.fixture
def target(broker: Broker, prefix: str) -> dict[str, str]:
    """The environment of a command, and all topics behind it."""
    for topic in TOPICS:
        broker.create_topics({topic.full_name(prefix): PARTITIONS}, topic.max_message_bytes)
    return {"COPYDESK_BROKER": broker.bootstrap, "COPYDESK_TOPIC_PREFIX": prefix}


def articles(folder: Path) -> list[Path]:
    (folder / "page.html").write_text("<p>Zürich</p>")
    (folder / "old.txt").write_bytes("Zürich".encode("latin-1"))
    (folder / "lines.jsonl").write_bytes(b'{"id":"a","content":"1"}\n{"id":"b","content":"2"}\n')
    return [folder / name for name in ("page.html", "old.txt", "lines.jsonl")]


def test_what_is_produced_is_confirmed_and_can_be_read(
    target: dict[str, str], tmp_path: Path
) -> None:
    produced = copydesk("produce", *articles(tmp_path), environment=target)
    assert (produced.returncode, produced.stdout) == (0, b"4 articles confirmed\n")
    assert b"old.txt: not UTF-8, read as" in produced.stderr
    tail = ["tail", "--topic", "raw", "--from-beginning", "--max", "4"]
    read = copydesk(*tail, "--json", environment=target)
    assert (read.returncode, read.stderr) == (0, b"")
    contents = sorted(orjson.loads(line)["content"] for line in read.stdout.splitlines())
    assert contents == ["1", "2", "<p>Zürich</p>", "Zürich"]
    shown = copydesk(*tail, environment=target)
    assert shown.returncode == 0
    assert shown.stdout.count(b"characters, ") == 4


def test_the_samples_are_produced_by_name(target: dict[str, str]) -> None:
    produced = copydesk("produce", "--samples", environment=target)
    assert (produced.returncode, produced.stderr) == (0, b"")
    samples = sum(path.suffix in (".html", ".txt") for path in SAMPLES.iterdir())
    assert samples > 5
    assert produced.stdout.decode() == f"{samples} articles confirmed\n"


@pytest.mark.parametrize("arguments", [(), ("--samples", "page.txt")])
def test_either_files_or_the_samples_are_produced(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "page.txt").write_text("An article.")
    produced = copydesk("produce", *arguments, cwd=tmp_path)
    assert produced.returncode == 2
    assert b"Give either FILES or --samples" in produced.stderr


def test_standard_input_is_produced_too(target: dict[str, str]) -> None:
    produced = copydesk("produce", "-", stdin=b'{"id":"a","content":"1"}\n', environment=target)
    assert (produced.returncode, produced.stdout) == (0, b"1 article confirmed\n")


def test_bad_lines_are_named_the_good_ones_sent_and_the_exit_status_is_1(
    target: dict[str, str],
) -> None:
    produced = copydesk(
        "produce", "-", stdin=b'{"content":"1"}\n{\n{"content":"2"}\n', environment=target
    )
    assert (produced.returncode, produced.stdout) == (1, b"")
    first, last = produced.stderr.decode().splitlines()
    assert first.startswith("stdin:2: not JSON")
    assert last == "copydesk: 2 articles confirmed, 1 could not be sent"


def test_tail_ends_when_nobody_reads_any_more(
    target: dict[str, str], tmp_path: Path, spawn: Spawn
) -> None:
    copydesk("produce", *articles(tmp_path), environment=target)
    with (tmp_path / "errors").open("wb") as errors:
        tail = subprocess.Popen(
            [sys.executable, "-m", "service", "tail", "--topic=raw", "--from-beginning", "--json"],
            stdout=subprocess.PIPE,
            stderr=errors,
            cwd=ROOT,
            env={**os.environ, **target},
        )
    try:
        assert tail.stdout is not None
        assert tail.stdout.readline()
        tail.stdout.close()
        tail.wait(DEADLINE_SECONDS)
    finally:
        tail.kill()
        tail.wait()
    assert (tmp_path / "errors").read_bytes() == b""


def test_tail_reads_on_until_ctrl_c(target: dict[str, str], tmp_path: Path, spawn: Spawn) -> None:
    arguments = ("tail", "--topic", "raw", "--from-beginning", "--json")
    tail = spawn(sys.executable, "-m", "service", *arguments, name="tail", **target)
    copydesk("produce", *articles(tmp_path), environment=target)
    wait_until(lambda: tail.stdout.read_bytes().count(b"\n") == 4, DEADLINE_SECONDS, "4 articles")
    assert tail.alive
    tail.signal(signal.SIGINT)
    assert tail.wait(DEADLINE_SECONDS) == 130
    assert tail.stderr.read_bytes().strip() == b""


def test_topics_that_are_missing_give_one_line_and_exit_3(kafka: Broker, prefix: str) -> None:
    target = {"COPYDESK_BROKER": kafka.bootstrap, "COPYDESK_TOPIC_PREFIX": prefix}
    wanted = {"worker": "cleaned", "tail": "enriched", "produce": "raw"}
    for arguments in (["worker"], ["tail"], ["produce", "-"]):
        process = copydesk(*arguments, stdin=b'{"content":"1"}', environment=target)
        assert process.returncode == 3
        assert f"no topic {prefix}.{wanted[arguments[0]]}.v1" in said(process)
        assert "copydesk topics apply" in said(process)


def test_topics_are_checked_applied_and_checked_again(kafka: Broker, prefix: str) -> None:
    target = {
        "COPYDESK_BROKER": kafka.bootstrap,
        "COPYDESK_TOPIC_PREFIX": prefix,
        "COPYDESK_PARTITIONS": "3",
    }
    check = copydesk("topics", "check", environment=target)
    assert check.returncode == 1
    assert check.stdout.decode().splitlines() == [
        f"{topic.full_name(prefix)}: missing" for topic in TOPICS
    ]
    applied = copydesk("topics", "apply", environment=target)
    assert applied.returncode == 0
    assert f"{RAW.full_name(prefix)}: created, 3 partitions\n" in applied.stdout.decode()
    check = copydesk("topics", "check", environment=target)
    assert (check.returncode, check.stdout) == (0, b"")
    assert (
        copydesk("topics", "apply", environment=target).stdout
        == b"all topics are as they should be\n"
    )


def test_progress_shows_on_a_terminal(target: dict[str, str], tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.run(
        [sys.executable, "-m", "service", "produce", *map(str, articles(tmp_path))],
        stdout=subprocess.PIPE,
        stderr=theirs,
        cwd=ROOT,
        env={**os.environ, **target, "TERM": "xterm"},
        timeout=DEADLINE_SECONDS,
        check=True,
    )
    os.close(theirs)
    shown = os.read(ours, 65536)
    os.close(ours)
    assert b"4/4" in shown
    assert process.stdout == b"4 articles confirmed\n"


def test_tail_shows_what_is_there_and_ends(kafka: Broker, prefix: str) -> None:
    target = {"COPYDESK_BROKER": kafka.bootstrap, "COPYDESK_TOPIC_PREFIX": prefix}
    kafka.create_topics({RAW.full_name(prefix): 2})  # and no other: neither command needs one
    sent = copydesk("produce", "-", stdin=b'{"id": "1", "content": "text"}', environment=target)
    assert sent.returncode == 0, said(sent)
    for since in (["--since", "1h"], ["--from-beginning"]):
        arguments = ["tail", "--topic", "raw", *since, "--until-end", "--json"]
        shown = copydesk(*arguments, environment=target)
        assert shown.returncode == 0, said(shown)
        assert b'"content": "text"' in shown.stdout


@pytest.mark.parametrize(
    "arguments", [["--since", "soon"], ["--since", "0h"], ["--since", "1h", "--from-beginning"]]
)
def test_tail_refuses_times_that_make_no_sense(arguments: list[str]) -> None:
    process = copydesk("tail", *arguments)
    assert process.returncode == 2
    assert len(said(process).splitlines()) == 1
