import bz2
import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from schemas.entity import EntityType
from service.knowledge import wikidata
from service.knowledge.wikidata import finish, records, select


def statement(value: Any, rank: str = "normal") -> dict[str, Any]:
    return {"mainsnak": {"datavalue": {"value": value}}, "rank": rank}


def entity(number: int, pages: int = 20, **claims: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "type": "item",
        "id": f"Q{number}",
        "labels": {
            "en": {"language": "en", "value": f"Thing {number}"},
            "de": {"language": "de", "value": f"Ding {number}"},
        },
        "descriptions": {"en": {"language": "en", "value": "a thing"}},
        "aliases": {"en": [{"language": "en", "value": f"T{number}"}]},
        "claims": claims,
        "sitelinks": {f"{i}wiki": {"site": f"{i}wiki", "title": "x"} for i in range(pages)},
    }


PARIS = entity(
    90,
    pages=30,
    P31=[statement({"id": "Q515"})],
    P17=[statement({"id": "Q70972"}, "deprecated"), statement({"id": "Q142"})],
    P625=[statement({"latitude": 48.85, "longitude": 2.35})],
    P1566=[statement("2988507")],
)
PERSON = entity(5, P31=[statement({"id": "Q5"})])
OBSCURE = entity(6, pages=14, P31=[statement({"id": "Q5"})])
CLASSLESS = entity(7, P31=[statement({"id": "Q1"})])
FOUNDED = entity(8, P31=[statement({"id": "Q1"})], P571=[statement({"time": "+1900"})])
EMPTY = {**entity(9, P31=[statement({"id": "Q5"})]), "claims": []}


def dump(path: Path, entities: list[dict[str, Any]], *more: str) -> Path:
    lines = [json.dumps(one, separators=(",", ":")) for one in entities]
    data = ("[\n" + ",\n".join([*lines, *more]) + "\n]\n").encode()
    if path.suffix == ".bz2":
        data = bz2.compress(data)
    elif path.suffix == ".gz":
        data = gzip.compress(data)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("name", ["all.json", "all.json.bz2", "all.json.gz"])
def test_a_dump_is_read_as_it_is_published(tmp_path: Path, name: str) -> None:
    path = dump(tmp_path / name, [PARIS, PERSON, OBSCURE, CLASSLESS, FOUNDED])
    state = select(path, tmp_path / "kept")
    found = list(records(tmp_path / "kept", {"Q142": "FR"}))
    assert [(r.name, r.type, r.kind) for r in found] == [
        ("Thing 90", EntityType.PLACE, "city"),
        ("Thing 5", EntityType.PERSON, "person"),
        ("Thing 8", EntityType.ORG, "organisation"),
    ]
    assert found[0].ids == {"wikidata": "Q90", "geonames": "2988507"}
    assert (found[0].country, found[0].latitude, found[0].prior) == ("FR", 48.85, 1.0)
    assert [(a.text, a.language) for a in found[0].aliases] == [("T90", "en"), ("Ding 90", "de")]
    assert (state.kept, state.malformed) == (3, 0)


def test_lines_that_are_no_entity_are_counted_and_skipped(tmp_path: Path) -> None:
    broken = json.dumps(PERSON)[:-40] + "}"
    path = dump(tmp_path / "all.json", [PERSON, EMPTY], "nonsense", broken.replace(": ", ":"))
    state = select(path, tmp_path / "kept")
    assert (state.kept, state.malformed) == (1, 3)


class Stopped(Exception):
    pass


@pytest.mark.parametrize("name", ["all.json", "all.json.bz2", "all.json.gz"])
def test_a_run_that_was_stopped_goes_on_where_it_was(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [entity(number, P31=[statement({"id": "Q5"})]) for number in range(1, 31)]
    path = dump(tmp_path / name, people)
    select(path, tmp_path / "whole")
    monkeypatch.setattr(wikidata, "CHECKPOINT", 10)
    judged: list[bytes] = []
    judge = wikidata._judge

    def stop_after_25(line: bytes, state: wikidata.State) -> bytes | None:
        judged.append(line)
        if len(judged) == 25:
            raise Stopped
        return judge(line, state)

    monkeypatch.setattr(wikidata, "_judge", stop_after_25)
    with pytest.raises(Stopped):
        select(path, tmp_path / "kept")
    with (tmp_path / "kept").open("ab") as file:
        file.write(b'{"half a li')  # what the stop left after the checkpoint
    judged_before = len(judged)
    state = select(path, tmp_path / "kept")
    assert len(judged) - judged_before == 12  # of 32 lines, 20 were done at the checkpoint
    assert state.kept == 30
    assert (tmp_path / "kept").read_bytes() == (tmp_path / "whole").read_bytes()


def test_another_dump_begins_anew(tmp_path: Path) -> None:
    select(dump(tmp_path / "all.json", [PERSON]), tmp_path / "kept")
    state = select(dump(tmp_path / "all.json", [PARIS, FOUNDED]), tmp_path / "kept")
    assert (state.lines, state.kept) == (4, 2)
    assert [r.name for r in records(tmp_path / "kept", {})] == ["Thing 90", "Thing 8"]


def test_what_was_kept_beside_the_output_can_be_removed(tmp_path: Path) -> None:
    path = dump(tmp_path / "all.json", [PERSON])
    select(path, tmp_path / "kept")
    finish(tmp_path / "kept")
    assert list(tmp_path.iterdir()) == [path]
