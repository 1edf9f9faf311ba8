import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.entity import EntityType
from service.knowledge.lists import ListError, read_list
from service.knowledge.writing import Alias


def csv(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "house.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_row_says_all_that_an_entity_has(tmp_path: Path) -> None:
    path = csv(
        tmp_path,
        "name,type,kind,description,country,latitude,longitude,aliases,prior,"
        "wikidata,geonames,iso,lei,ticker,id.acme\n"
        '"Widgets, Inc.",org,company,"makes widgets",us,1.5,-2,Widgets|WI,2.5,'
        "Q42,17,US-NY,5493001KJTIIGC8Y1R12,WDG,x-1\n",
    )
    (record,) = read_list(path)
    assert (record.name, record.type, record.country) == ("Widgets, Inc.", EntityType.ORG, "US")
    assert (record.latitude, record.longitude, record.prior) == (1.5, -2.0, 2.5)
    assert record.aliases == [Alias("Widgets"), Alias("WI")]
    assert record.ids == {
        "wikidata": "Q42",
        "geonames": "17",
        "iso": "US-NY",
        "lei": "5493001KJTIIGC8Y1R12",
        "ticker": "WDG",
        "acme": "x-1",
    }


def test_json_lines_say_the_same(tmp_path: Path) -> None:
    path = tmp_path / "house.jsonl"
    row = {"name": "Widgets", "type": "ORG", "aliases": ["W|W", "WI"], "geonames": 17}
    path.write_text(json.dumps(row) + "\n\n")
    (record,) = read_list(path)
    assert record.aliases == [Alias("W|W"), Alias("WI")]
    assert record.ids == {"geonames": "17"}


def test_a_list_saved_by_a_spreadsheet_is_read(tmp_path: Path) -> None:
    path = tmp_path / "house.csv"
    path.write_bytes("\ufeffname,type\r\nÅland Post,ORG\r\n".encode())
    assert [record.name for record in read_list(path)] == ["Åland Post"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1: the columns `name` and `type` are needed"),
        ("name\nA\n", "line 1: the columns"),
        ("name,type,colour\nA,ORG,red\n", "line 1: no such column: 'colour'"),
        ("name,type,type\nA,ORG,ORG\n", "line 1: a column is there twice"),
        ("name,type\nA,ORG\nB\n", "line 3: 2 columns are wanted"),
        ("name,type\nA,ORG,x\n", "line 2: 2 columns are wanted"),
        ('name,type\n"A,ORG\n', "line"),
        ("name,type\n,ORG\n", "line 2: '' is no name"),
        ("name,type\n---,ORG\n", "line 2: '---' is no name"),
        ("name,type\nA,THING\n", "line 2: no such type: 'THING'"),
        ("name,type\nA,DATE\n", "line 2: no such type: 'DATE'"),
        ("name,type,country\nA,ORG,USA\n", "no such country: 'USA'"),
        ("name,type,country\nA,ORG,XX\n", "no such country: 'XX'"),
        ("name,type\nA\x7fB,ORG\n", "name has control characters"),
        ("name,type,wikidata\nA,ORG,42\n", "'42' is not a wikidata id"),
        ("name,type,wikidata\nA,ORG,Q9999999999\n", "is not a wikidata id"),
        ("name,type,geonames\nA,ORG,-1\n", "'-1' is not a geonames id"),
        ("name,type,lei\nA,ORG,5493001KJTIIGC8Y1R13\n", "is not a lei id"),
        ("name,type,ticker\nA,ORG,not one\n", "'not one' is not a ticker id"),
        ("name,type,latitude\nA,PLACE,1\n", "wanted both or neither"),
        ("name,type,latitude,longitude\nA,PLACE,91,0\n", "latitude 91 is out of range"),
        ("name,type,prior\nA,ORG,nan\n", "prior nan is out of range"),
        ("name,type,prior\nA,ORG,0\n", "prior 0.0 is not above 0"),
        ("name,type\nAb Cd,ORG\nC,ORG\nab-cd,ORG\n", "line 4: 'ab-cd' is already in line 2"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ListError) as caught:
        read_list(csv(tmp_path, text))
    assert message in str(caught.value)
    assert "house.csv" in str(caught.value)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 1: not JSON"),
        ("[]", "line 1: not a JSON object"),
        ('{"name": "A"}', "line 1: no such type: ''"),
        ('{"name": ["A"], "type": "ORG"}', "line 1: name is not a text"),
        ('{"name": "A", "type": "ORG", "aliases": [1]}', "line 1: an alias is not a text"),
        ('{"name": "A", "type": "ORG", "aliases": ["B\\n"]}', "an alias has control characters"),
        ('{"name": "A\\ud800", "type": "ORG"}', "name has control characters, or half a char"),
        ('{"name": "A", "type": "ORG", "id.x": "\\udfff"}', "id.x has control characters"),
        ('{"name": "A", "type": "ORG", "x": 1}', "line 1: no such column: 'x'"),
    ],
)
def test_what_is_wrong_in_json_is_said_too(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "house.jsonl"
    path.write_text(line + "\n")
    with pytest.raises(ListError, match=message.replace("(", r"\(")):
        read_list(path)


@pytest.mark.parametrize("name", ["house.json", "house.xlsx", "house"])
def test_a_list_of_another_kind_is_refused_by_its_ending(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text('{"name": "A", "type": "ORG"}\n')
    with pytest.raises(ListError, match=f"{name}: .* one of .csv, .jsonl, .ndjson"):
        read_list(tmp_path / name)


def test_the_case_of_the_ending_does_not_matter(tmp_path: Path) -> None:
    (tmp_path / "HOUSE.JSONL").write_text('{"name": "A", "type": "ORG", "country": "xk"}\n')
    (record,) = read_list(tmp_path / "HOUSE.JSONL")
    assert record.country == "XK"


def test_a_list_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ListError, match=r"cannot read .*no\.csv: No such file"):
        read_list(tmp_path / "no.csv")


def test_two_of_one_name_are_told_apart_by_an_id_or_a_country(tmp_path: Path) -> None:
    text = "name,type,country,id.x\nA,ORG,US,\nA,ORG,GB,\nA,ORG,,1\nA,ORG,,2\n"
    assert len(read_list(csv(tmp_path, text))) == 4


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=300), st.sampled_from([".csv", ".jsonl"]))
def test_no_bytes_raise_anything_else(tmp_path: Path, data: bytes, suffix: str) -> None:
    path = tmp_path / f"any{suffix}"
    path.write_bytes(b"name,type\n" * (suffix == ".csv") + data)
    with suppress(ListError):
        read_list(path)
