"""`copydesk demo`: a broker, a worker, articles through all topics, and nothing left behind."""

import os
import signal
import sys
from pathlib import Path

import orjson
import pytest

from schemas.article import EnrichedArticle
from schemas.codec import decode, encode
from tests.conftest import Spawn
from tests.processes import Child
from tests.schemas.examples import values
from tests.service.cli.running import copydesk
from tests.waiting import wait_until

DEADLINE_SECONDS = 60

pytestmark = pytest.mark.usefixtures("embedded")  # skipped where there is no embedded broker


def running_in(folder: Path) -> list[int]:
    """The processes whose working directory is a demo's, below `folder`."""
    found = []
    for process in Path("/proc").iterdir():
        try:
            where = os.readlink(process / "cwd") if process.name.isdigit() else ""
        except OSError:  # it has ended, or is not ours
            continue
        if where.startswith(f"{folder}/copydesk-demo-"):
            found.append(int(process.name))
    return found


def test_the_samples_are_enriched_and_shown_and_the_one_without_an_article_is_a_dead_letter(
    tmp_path: Path,
) -> None:
    process = copydesk("demo", TMPDIR=str(tmp_path), LANG="C.UTF-8")
    assert process.returncode == 0, process.stderr.decode()
    text = process.stdout.decode()
    assert "Lisbon Approves New Harbour Wall After Winter Floods" in text
    assert "Helena Vasques" in text
    assert "dead letter: nothing_to_read" in text
    assert "6 of 7 articles enriched, 1 dead letter" in text
    for stage, count in (("clean", 7), ("tag", 6), ("enrich", 6)):
        assert any(line.split()[:2] == [stage, str(count)] for line in text.splitlines())
    assert list(tmp_path.glob("copydesk-demo-*")) == []
    assert running_in(tmp_path) == []


def test_json_is_one_enriched_event_a_line_in_the_order_of_the_input_and_nothing_else(
    tmp_path: Path,
) -> None:
    page, lines = tmp_path / "page.txt", tmp_path / "lines.jsonl"
    page.write_text(orjson.loads(values_of_raw()[0])["content"])
    # The same article twice, one without anything to read, one that is no article.
    bad = [b'{"id": "empty", "content": ""}', b'{"content": 7}']
    lines.write_bytes(b"\n".join([values_of_raw()[1], *bad, values_of_raw()[1]]) + b"\n")
    process = copydesk("demo", "--json", lines, page)
    assert process.returncode == 1  # for the two dead letters
    events = [decode(line, EnrichedArticle) for line in process.stdout.splitlines()]
    ids = [event.id for event in events]
    assert ids[:2] == [orjson.loads(values_of_raw()[1])["id"]] * 2
    assert ids[2].startswith("content-")
    assert [encode(event) for event in events] == process.stdout.splitlines()
    aside = process.stderr.decode()
    assert "dead letter: nothing_to_read" in aside
    assert "dead letter: invalid" in aside
    assert f"{lines.name}:3" in aside.replace("\n", "")


def values_of_raw() -> list[bytes]:
    """Examples of raw articles, those with an id last."""
    from schemas.topics import RAW

    return sorted(values(RAW), key=lambda value: orjson.loads(value)["id"] is not None)


def test_a_line_that_is_not_json_is_named_and_the_others_pass(tmp_path: Path) -> None:
    lines = tmp_path / "lines.jsonl"
    lines.write_bytes(values_of_raw()[1] + b"\nnot JSON\n")
    process = copydesk("demo", "--json", lines)
    assert process.returncode == 1
    assert process.stdout.count(b"\n") == 1
    assert f"{lines}:2: not JSON" in process.stderr.decode()


def test_files_without_any_article_give_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("\n")
    process = copydesk("demo", tmp_path / "a.jsonl")
    assert process.returncode == 1
    assert process.stderr == b"copydesk: no article in these files\n"


def test_an_article_too_large_for_the_embedded_broker_is_named(tmp_path: Path) -> None:
    (tmp_path / "large.txt").write_text("word " * 500_000)
    (tmp_path / "small.txt").write_text(orjson.loads(values_of_raw()[0])["content"])
    process = copydesk("demo", "--json", tmp_path / "large.txt", tmp_path / "small.txt")
    assert process.returncode == 1
    assert process.stdout.count(b"\n") == 1
    assert "large.txt: 2500" in process.stderr.decode()


def started(spawn: Spawn, folder: Path) -> tuple[Child, list[int]]:
    """A demo whose worker runs."""
    demo = spawn(sys.executable, "-m", "service", "demo", name="demo", TMPDIR=str(folder))
    return demo, wait_until(lambda: running_in(folder), DEADLINE_SECONDS, "the demo's worker")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_demo_that_is_interrupted_leaves_nothing_behind(
    spawn: Spawn, tmp_path: Path, number: signal.Signals
) -> None:
    folder = tmp_path / "demo"
    folder.mkdir()
    demo, _ = started(spawn, folder)
    demo.signal(number)
    assert demo.wait(DEADLINE_SECONDS) == 130
    assert b"Traceback" not in demo.stderr.read_bytes()
    wait_until(lambda: not running_in(folder), DEADLINE_SECONDS, "the worker to end")
    assert list(folder.glob("copydesk-demo-*")) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_a_demo_that_is_killed_takes_its_worker_along(spawn: Spawn, tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    folder.mkdir()
    demo, _ = started(spawn, folder)
    demo.signal(signal.SIGKILL)
    demo.wait(DEADLINE_SECONDS)
    wait_until(lambda: not running_in(folder), DEADLINE_SECONDS, "the worker to end")


def test_a_worker_that_dies_ends_the_demo_with_one_line(spawn: Spawn, tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    folder.mkdir()
    demo, workers = started(spawn, folder)
    os.kill(min(workers), signal.SIGKILL)
    assert demo.wait(DEADLINE_SECONDS) == 1
    lines = demo.stderr.read_text().splitlines()
    assert lines[-1] == "copydesk: the worker ended with status -9"
    assert list(folder.glob("copydesk-demo-*")) == []
