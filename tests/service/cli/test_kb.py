import json
from pathlib import Path

from click.testing import CliRunner, Result

from service.cli import main


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
    assert "Wikidata ids from one source beside Wikidata 13,448, two" in result.stdout


def test_info_names_a_foreign_file(tmp_path: Path) -> None:
    (tmp_path / "x.kb").write_bytes(b"x" * 100)
    result = invoke("info", str(tmp_path / "x.kb"))
    assert result.exit_code == 1
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
    assert result.exit_code == 1
    assert "house.csv, line 3: no such type: 'NOTHING'" in result.stderr
    assert not out.exists()


def test_build_names_a_list_that_is_not_there(tmp_path: Path) -> None:
    result = invoke("build", "--out", str(tmp_path / "kb"), "--list", str(tmp_path / "no.csv"))
    assert result.exit_code == 1
    assert "no.csv" in result.stderr
