import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from schemas.entity import EntityType
from service.cli import main
from service.knowledge.writing import Record, write
from tests.service.cli.running import copydesk, said


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["kb", *arguments])


def test_lookup_says_what_a_name_may_mean() -> None:
    result = invoke("lookup", "Paris")
    first = result.stdout.splitlines()[0]
    assert "Paris  PLACE capital FR 48.853,2.349" in first
    assert "wikidata:Q90 geonames:2988507" in first
    assert result.exit_code == 0


def test_lookup_of_an_unknown_name_says_so() -> None:
    result = invoke("lookup", "Nosuchplace\x1b[31m")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr == "nothing is known by the name 'Nosuchplace [31m'\n"


def test_info_says_what_is_in_a_file() -> None:
    result = invoke("info")
    assert "PLACE    country" in result.stdout
    assert "with wikidata id" in result.stdout
    assert "source: GeoNames, CC BY 4.0" in result.stdout
    assert "Wikidata ids from one source beside Wikidata 13,438, two" in result.stdout


def test_info_names_a_foreign_file(tmp_path: Path) -> None:
    (tmp_path / "x.kb").write_bytes(b"x" * 100)
    result = invoke("info", str(tmp_path / "x.kb"))
    assert result.exit_code == 2
    assert "x.kb is not a knowledge base" in result.stderr


def test_build_takes_lists_and_a_dump(tmp_path: Path) -> None:
    (tmp_path / "house.csv").write_text("name,type\nZyzzyva Holdings,ORG\n")
    item = {
        "type": "item",
        "id": "Q999999999",
        "labels": {"en": {"language": "en", "value": "Qwxyz Institute"}},
        "claims": {"P31": [{"mainsnak": {"datavalue": {"value": {"id": "Q43229"}}}}]},
        "sitelinks": {"enwiki": {"site": "enwiki", "title": "Qwxyz Institute"}},
    }
    text = f"[\n{json.dumps(item, separators=(',', ':'))}\n]\n"
    (tmp_path / "all.json").write_text(text)
    out = tmp_path / "out.kb"
    result = invoke(
        *("build", "--out", str(out), "--list", str(tmp_path / "house.csv")),
        *("--wikidata", str(tmp_path / "all.json"), "--sitelinks", "1"),
    )
    assert result.exit_code == 0, result.output
    assert "3 lines, 1 entities kept, 0 malformed lines skipped" in result.stderr
    assert "Zyzzyva Holdings" in invoke("lookup", "zyzzyva holdings", "--kb", str(out)).stdout
    assert "wikidata:Q999999999" in invoke("lookup", "Qwxyz Institute", "--kb", str(out)).stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["all.json", "house.csv", "out.kb"]


def test_build_says_what_is_wrong_with_a_list(tmp_path: Path) -> None:
    (tmp_path / "house.csv").write_text("name,type\nA,ORG\nB,NOTHING\n")
    out = tmp_path / "out.kb"
    result = invoke("build", "--out", str(out), "--list", str(tmp_path / "house.csv"))
    assert result.exit_code == 2
    assert "house.csv, line 3: no such type: 'NOTHING'" in result.stderr
    assert not out.exists()


@pytest.mark.parametrize("option", ["--list", "--wikidata"])
def test_build_names_a_file_that_is_not_there(tmp_path: Path, option: str) -> None:
    result = invoke("build", "--out", str(tmp_path / "kb"), option, str(tmp_path / "no.csv"))
    assert result.exit_code == 2
    assert "no.csv" in result.stderr


def test_build_checks_the_lists_before_it_reads_a_dump_for_hours(tmp_path: Path) -> None:
    (tmp_path / "house.csv").write_text("name,type\nB,NOTHING\n")
    (tmp_path / "all.json").write_text("nothing of the kind\n")
    result = invoke(
        *("build", "--out", str(tmp_path / "out.kb"), "--list", str(tmp_path / "house.csv")),
        *("--wikidata", str(tmp_path / "all.json")),
    )
    assert result.exit_code == 2
    assert "no such type" in result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["all.json", "house.csv"]


def test_build_says_in_one_line_that_a_dump_is_none(tmp_path: Path) -> None:
    (tmp_path / "all.json").write_text('{\n  "entities": {}\n}\n')
    # In a process of its own, for a bar would leave a blank line where there is no terminal.
    process = copydesk(
        *("kb", "build", "--out", tmp_path / "out.kb", "--wikidata", tmp_path / "all.json")
    )
    assert process.returncode == 2
    assert "all.json: 3 lines, 0 entities kept, 3 malformed lines skipped; " in said(process)


def test_build_says_that_there_are_too_many_kinds(tmp_path: Path) -> None:
    rows = "".join(f"Thing {n},ORG,kind {n}\n" for n in range(300))
    (tmp_path / "house.csv").write_text("name,type,kind\n" + rows)
    out = tmp_path / "out.kb"
    result = invoke("build", "--out", str(out), "--list", str(tmp_path / "house.csv"))
    assert result.exit_code == 2
    assert "more than 255 kinds of entity; too many with 'kind " in result.stderr
    assert not out.exists()


def test_build_names_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    result = invoke("build", "--out", str(tmp_path / "no" / "out.kb"))
    assert result.exit_code == 1
    assert "cannot write" in result.stderr
    assert "no/.out.kb.part: No such file or directory" in result.stderr


def test_lookup_gives_json_lines_too() -> None:
    result = invoke("lookup", "Paris", "--json")
    first = json.loads(result.stdout.splitlines()[0])
    assert (first["name"], first["type"], first["country"]) == ("Paris", "PLACE", "FR")
    assert first["ids"] == {"wikidata": "Q90", "geonames": "2988507"}
    assert 0 < first["share"] <= 1


def test_lookup_shows_a_place_on_the_equator_and_looks_where_the_settings_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = Record("Zeroville", EntityType.PLACE, latitude=0.0, longitude=0.0)
    write(tmp_path / "own.kb", [record], engine="made", inputs="0" * 64, sources=[])
    monkeypatch.setenv("COPYDESK_KNOWLEDGE", str(tmp_path / "own.kb"))
    assert invoke("lookup", "Zeroville").stdout == "100.0%  Zeroville  PLACE 0.000,0.000\n"
    assert f"{tmp_path / 'own.kb'}: " in invoke("info").stdout
    monkeypatch.setenv("COPYDESK_KNOWLEDGE", str(tmp_path / "gone.kb"))
    result = invoke("lookup", "Zeroville")
    assert result.exit_code == 2
    assert "COPYDESK_KNOWLEDGE: cannot read" in result.stderr


@pytest.mark.parametrize("command", [(), ("build",), ("info",), ("lookup",)])
def test_help_says_what_the_exit_status_means_or_where_to_go_on(command: tuple[str, ...]) -> None:
    result = invoke(*command, "--help")
    assert result.exit_code == 0
    assert ("exit status" if command else "COPYDESK_KNOWLEDGE") in " ".join(result.stdout.split())
