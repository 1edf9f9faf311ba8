"""The knowledge base to link by is a setting; one that cannot be had is one line and exit 2."""

from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner

from schemas.article import EnrichedArticle
from schemas.codec import decode
from service.cli import main
from tests.service.cli.running import copydesk, said

BODY = "Zyzzyva Holdings opened an office in Lisbon."
TAGGED = {
    "id": "1",
    "body": BODY,
    "entities": [
        {
            "id": "e1",
            "type": "ORG",
            "name": "Zyzzyva Holdings",
            "mentions": [{"start": 0, "end": 16, "text": "Zyzzyva Holdings"}],
        }
    ],
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A knowledge base with a list of one's own, as `copydesk kb build` makes it."""
    folder = tmp_path_factory.mktemp("house")
    (folder / "house.csv").write_text("name,type,country,id.acme\nZyzzyva Holdings,ORG,PT,17\n")
    out = folder / "house.kb"
    arguments = ["kb", "build", "--out", str(out), "--list", str(folder / "house.csv")]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    return out


def enriched(output: bytes) -> EnrichedArticle:
    (line,) = output.splitlines()
    return decode(line, EnrichedArticle)


def test_a_house_list_is_linked_by_the_stage_that_enriches(house: Path) -> None:
    value = orjson.dumps(TAGGED)
    process = copydesk("stage", "enrich", stdin=value, COPYDESK_KNOWLEDGE=str(house))
    assert (process.returncode, process.stderr) == (0, b"")
    event = enriched(process.stdout)
    (entity,) = event.entities
    assert (entity.ids, entity.country) == ({"acme": "17"}, "PT")
    # The control: copydesk's own does not know it, and the event tells which of the two it was.
    process = copydesk("stage", "enrich", stdin=value)
    other = enriched(process.stdout)
    assert other.entities[0].ids == {}
    assert other.provenance[-1].engine != event.provenance[-1].engine


def test_the_whole_chain_and_its_explanation_link_by_it_too(house: Path) -> None:
    value = orjson.dumps({"id": "1", "content": f"{BODY} " * 3, "language": "en"})
    process = copydesk("run", stdin=value, COPYDESK_KNOWLEDGE=str(house))
    event = enriched(process.stdout)
    assert {"acme": "17"} in [entity.ids for entity in event.entities]
    process = copydesk("explain", "-", stdin=value, COPYDESK_KNOWLEDGE=str(house))
    assert "acme" in process.stdout.decode()


@pytest.mark.usefixtures("embedded")
def test_the_demo_links_by_it_too_from_another_folder(house: Path, tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text(f"{BODY} " * 3)
    process = copydesk("demo", "--json", story, cwd=house.parent, COPYDESK_KNOWLEDGE=house.name)
    assert process.returncode == 0, process.stderr.decode()
    assert {"acme": "17"} in [entity.ids for entity in enriched(process.stdout).entities]


@pytest.mark.parametrize("command", [("stage", "enrich"), ("run",), ("worker",), ("explain", "-")])
def test_a_file_that_is_not_there_is_one_line(command: tuple[str, ...]) -> None:
    process = copydesk(*command, COPYDESK_KNOWLEDGE="/no/such.kb")
    assert process.returncode == 2
    assert said(process) == (
        "copydesk: COPYDESK_KNOWLEDGE: cannot read /no/such.kb: No such file or directory"
    )


@pytest.mark.parametrize(
    "command", [("stage", "enrich"), ("demo",), ("worker", "--processes", "2")]
)
def test_a_file_that_is_no_knowledge_base_is_one_line(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "house.csv").write_text("name,type\nZyzzyva Holdings,ORG\n")
    process = copydesk(*command, COPYDESK_KNOWLEDGE=str(tmp_path / "house.csv"))
    assert process.returncode == 2
    assert said(process).endswith(
        "house.csv is not a knowledge base; `copydesk kb build` makes one"
    )


def test_the_settings_say_which_it_is(house: Path) -> None:
    process = copydesk("settings", COPYDESK_KNOWLEDGE=str(house))
    assert f"COPYDESK_KNOWLEDGE={house}" in process.stdout.decode()
