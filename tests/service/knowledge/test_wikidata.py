import bz2
import gzip
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from schemas.entity import EntityType
from service.knowledge import wikidata
from service.knowledge.wikidata import DumpError, finish, records, select
from service.knowledge.writing import Record


def statement(
    value: Any, rank: str = "normal", qualifiers: dict[str, Any] | None = None
) -> dict[str, Any]:
    """As in a dump; without a value, one that nobody knows."""
    more = {} if qualifiers is None else {"qualifiers": qualifiers}
    said = {"mainsnak": snak(value), "type": "statement", "rank": rank, **more}
    return {**said, "id": "Q1$2F8C", "references": [{"hash": "0f", "snaks": {}}]}


def snak(value: Any) -> dict[str, Any]:
    if value is None:
        return {"snaktype": "somevalue", "property": "P1", "hash": "1e"}
    typed = {"value": value, "type": "string" if isinstance(value, str) else "map"}
    return {"snaktype": "value", "property": "P1", "hash": "1e", "datavalue": typed}


def listing(exchange: str, ticker: str | None, rank: str = "normal", **more: Any) -> dict[str, Any]:
    """A company's place at an exchange: its ticker is a qualifier."""
    qualifiers = {"P249": [snak(ticker)], **more}
    return statement({"entity-type": "item", "id": exchange}, rank, qualifiers)


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
# Maps without entries, as the program that writes dumps puts them.
BARE = {**entity(9, P31=[statement({"id": "Q5"})]), "aliases": [], "descriptions": []}
EMPTY = {**BARE, "id": "Q10", "claims": []}


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
    path = dump(tmp_path / "all.json", [PERSON], "nonsense", broken.replace(": ", ":"))
    state = select(path, tmp_path / "kept")
    assert (state.kept, state.malformed) == (1, 2)


def kept_of(tmp_path: Path, *entities: dict[str, Any]) -> list[Record]:
    state = select(dump(tmp_path / "all.json", list(entities)), tmp_path / "kept")
    assert state.malformed == 0
    return list(records(tmp_path / "kept", {"Q142": "FR"}))


def test_maps_without_entries_may_be_lists_without_entries(tmp_path: Path) -> None:
    nameless = {**BARE, "id": "Q11", "labels": []}
    (found,) = kept_of(tmp_path, BARE, EMPTY, nameless)
    assert (found.name, found.description) == ("Thing 9", None)
    assert [alias.text for alias in found.aliases] == ["Ding 9"]


@pytest.mark.parametrize(
    ("listings", "ticker"),
    [
        ([listing("Q13677", "ACME")], "ACME"),
        ([listing("Q13677", "ACME"), listing("Q82059", "WDG", "preferred")], "WDG"),
        ([listing("Q13677", "OLD", "deprecated"), listing("Q82059", "WDG")], "WDG"),
        ([listing("Q13677", "OLD", P582=[snak({"time": "+2001"})]), listing("Q1", "N")], "N"),
        ([listing("Q13677", None)], None),
        ([listing("Q13677", "not one")], None),
        ([statement({"id": "Q13677"})], None),
        ([], None),
    ],
)
def test_a_ticker_is_a_qualifier_of_the_exchange(
    tmp_path: Path, listings: list[dict[str, Any]], ticker: str | None
) -> None:
    (found,) = kept_of(tmp_path, entity(12, P31=[statement({"id": "Q4830453"})], P414=listings))
    assert found.ids.get("ticker") == ticker


@pytest.mark.parametrize(
    ("classes", "expected"),
    [
        ([statement({"id": "Q5"}, "deprecated"), statement({"id": "Q515"})], ("PLACE", "city")),
        (
            [statement({"id": "Q515"}), statement({"id": "Q6256"}, "preferred")],
            ("PLACE", "country"),
        ),
        ([statement({"id": "Q192350"})], ("ORG", "ministry")),
        ([statement({"id": "Q11032"})], ("ORG", "media")),
        ([statement({"id": "Q1110794"})], ("ORG", "media")),
        ([statement({"id": "Q192283"})], ("ORG", "agency")),
        ([statement({"id": "Q41710"})], ("NORP", "group")),
        ([statement({"id": "Q231002"})], ("NORP", "group")),
        ([statement(None), statement({"id": "Q6256"})], ("PLACE", "country")),
    ],
)
def test_the_class_is_the_first_that_is_known_of_those_that_hold(
    tmp_path: Path, classes: list[dict[str, Any]], expected: tuple[str, str]
) -> None:
    # Without the class, it would be a work by its date of publication.
    published = [statement({"time": "+1900"})]
    (found,) = kept_of(tmp_path, entity(13, P31=classes, P577=published))
    assert (found.type.value, found.kind) == expected


def test_what_is_said_of_an_entity_and_deprecated_says_nothing(tmp_path: Path) -> None:
    born = [statement({"time": "+1900"}, "deprecated")]
    assert kept_of(tmp_path, entity(14, P31=[statement({"id": "Q1"})], P569=born)) == []


def test_a_place_on_the_moon_has_no_coordinates_on_earth(tmp_path: Path) -> None:
    where = {"latitude": 1.0, "longitude": 2.0, "globe": "http://www.wikidata.org/entity/Q405"}
    here = {**where, "globe": "http://www.wikidata.org/entity/Q2"}
    found = kept_of(
        tmp_path, *(entity(n, P625=[statement(point)]) for n, point in ((15, where), (16, here)))
    )
    assert [record.latitude for record in found] == [None, 1.0]


@pytest.mark.parametrize("name", ["all.json.bz2", "all.json.gz"])
def test_a_dump_that_is_cut_off_is_named(tmp_path: Path, name: str) -> None:
    people = [entity(number, P31=[statement({"id": "Q5"})]) for number in range(1, 300)]
    path = dump(tmp_path / name, people)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(DumpError, match=f"{name} is damaged or cut off: "):
        select(path, tmp_path / "kept")


def test_a_dump_that_is_something_else_is_named(tmp_path: Path) -> None:
    path = tmp_path / "all.json.gz"
    path.write_bytes(b"not compressed at all")
    with pytest.raises(DumpError, match=r"all\.json\.gz is damaged or cut off: "):
        select(path, tmp_path / "kept")


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


@pytest.mark.parametrize("name", ["all.json", "all.json.bz2", "all.json.gz"])
def test_a_dump_is_read_in_memory_that_does_not_grow_with_it(tmp_path: Path, name: str) -> None:
    padding = "x" * 20_000
    people = [
        {**entity(number, P31=[statement({"id": "Q5"})]), "padding": padding}
        for number in range(1, 1501)
    ]
    path = dump(tmp_path / name, people)
    del people
    tracemalloc.start()
    try:
        state = select(path, tmp_path / "kept")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (state.kept, state.position > 30_000_000) == (1500, True)
    assert peak < 6_000_000


@pytest.mark.parametrize("name", ["all.json", "all.json.bz2", "all.json.gz"])
def test_progress_is_told_in_bytes_of_the_file(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wikidata, "CHECKPOINT", 10)
    path = dump(tmp_path / name, [entity(n, P31=[statement({"id": "Q5"})]) for n in range(1, 51)])
    told: list[int] = []
    select(path, tmp_path / "kept", progress=told.append)
    assert len(told) == 6  # at five checkpoints, and in the end
    assert told == sorted(told)
    assert told[-1] == path.stat().st_size
