"""`copydesk explain` and `copydesk stage clean --explain`."""

from io import StringIO
from pathlib import Path

import orjson
from lxml.html import document_fromstring
from rich.console import Console

from schemas.article import RawArticle
from service.cli.explain.show import show
from service.explain.page import explain
from tests.service.cli.running import copydesk, said
from tests.service.stages.clean.pages import FLAT, PARAGRAPHS, TITLE, html_page


def shown(content: str, *, colour: bool = False) -> str:
    out = StringIO()
    console = Console(
        file=out, width=160, force_terminal=colour, color_system="standard" if colour else None
    )
    for part in show(explain(RawArticle(content=content), "page")):
        console.print(part)
    return out.getvalue()


def test_each_line_is_shown_with_its_class_its_chance_and_its_reasons() -> None:
    text = shown(FLAT)
    assert "1 title  4 body  1 caption" in text
    (row,) = (row for row in text.splitlines() if TITLE in row)
    assert row.split()[:2] == ["3", "title"]
    (row,) = (row for row in text.splitlines() if "Subscribe" in row)
    assert "%" in row
    assert "−" in row


def test_classes_have_colours() -> None:
    text = shown(FLAT, colour=True)
    assert f"\x1b[1;36m{TITLE}" in text
    assert "\x1b[32mbody" in text


def test_nothing_on_a_page_can_steer_the_terminal() -> None:
    text = shown("\n".join([*PARAGRAPHS, "\x1b[2Jevil \x9b31m \u202e [bold]markup[/bold]"]))
    assert not set("\x1b\x9b\u202e") & set(text)
    assert "[bold]markup" in text


def test_explain_takes_pages_and_json_lines(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(html_page(), "utf-8")
    (tmp_path / "two.jsonl").write_bytes(
        orjson.dumps({"content": FLAT}) + b"\n" + orjson.dumps({"content": "Home"}) + b"\n"
    )
    process = copydesk("explain", tmp_path / "page.html", tmp_path / "two.jsonl")
    assert (process.returncode, process.stderr) == (0, b"")
    text = process.stdout.decode()
    assert text.count(TITLE) == 4  # as a line, and above the article
    assert "rejected: nothing_to_read" in text


def test_a_report_is_written_to_a_file_or_standard_output(tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    process = copydesk("explain", "-", "--html", report, stdin=FLAT.encode())
    assert (process.returncode, process.stdout, process.stderr) == (0, b"", b"")
    assert document_fromstring(report.read_bytes()).xpath("string(//details//td/mark)") == TITLE
    process = copydesk("explain", "-", "--html", "-", stdin=FLAT.encode())
    assert process.stdout == report.read_bytes()


def test_what_is_no_article_is_named_and_the_rest_is_explained(tmp_path: Path) -> None:
    (tmp_path / "some.jsonl").write_bytes(
        b"no JSON\n{}\n" + orjson.dumps({"content": FLAT}) + b"\n"
    )
    process = copydesk("explain", tmp_path / "some.jsonl")
    assert process.returncode == 1
    assert TITLE in process.stdout.decode()
    bad, invalid, summary = process.stderr.decode().splitlines()
    assert bad.startswith(f"{tmp_path}/some.jsonl:1: not JSON")
    assert invalid.startswith(f"{tmp_path}/some.jsonl:2: ")
    assert summary == "copydesk: 2 could not be read"


def test_a_page_is_read_in_the_charset_that_its_server_named(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_bytes(
        "\n".join(PARAGRAPHS).replace("“", "é").encode("cp850", "replace")
    )
    shown = [
        copydesk("explain", tmp_path / "page.txt", *option).stdout.decode()
        for option in ((), ("--charset", "cp850"))
    ]
    assert ["éI rang it once" in text for text in shown] == [False, True]


def test_the_stage_explains_as_the_command_does() -> None:
    line = orjson.dumps({"id": "ferry", "content": FLAT}) + b"\n"
    process = copydesk("stage", "clean", "--explain", stdin=line)
    assert (process.returncode, process.stderr) == (0, b"")
    whole = copydesk("explain", "-", stdin=line).stdout
    assert whole.startswith(process.stdout)
    assert whole != process.stdout


def test_the_later_stages_explain_their_own_part() -> None:
    line = orjson.dumps({"id": "b", "body": "Rangers met Ilinca Dobre in Bucharest."}) + b"\n"
    tagged = copydesk("stage", "tag", "--explain", stdin=line)
    assert (tagged.returncode, tagged.stderr) == (0, b"")
    assert "Places" in tagged.stdout.decode()
    assert "salience" not in tagged.stdout.decode()
    assert "GeoNames" not in tagged.stdout.decode()
    events = copydesk("stage", "tag", stdin=line).stdout
    enriched = copydesk("stage", "enrich", "--explain", stdin=events)
    assert (enriched.returncode, enriched.stderr) == (0, b"")
    assert "GeoNames" in enriched.stdout.decode()
    assert "salience" in enriched.stdout.decode()


def test_a_stage_explains_no_event_of_another() -> None:
    process = copydesk("stage", "tag", "--explain", stdin=b'{"id": "1", "content": "x"}\n')
    assert process.returncode == 1
    wrong, summary = process.stderr.decode().splitlines()
    assert wrong == "stdin:1: /body: Field required"
    assert summary == "copydesk: 1 could not be read"


def test_a_report_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    process = copydesk("explain", "-", "--html", tmp_path / "no" / "r.html", stdin=FLAT.encode())
    assert process.returncode == 1
    assert "r.html" in said(process)
