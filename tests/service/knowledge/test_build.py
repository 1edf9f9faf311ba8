from collections import Counter
from pathlib import Path

import pytest

from schemas.entity import EntityType
from service.knowledge import KnowledgeBase, load_knowledge
from service.knowledge.base import default_path
from service.knowledge.build import build, inputs_digest, world
from service.knowledge.names import key
from service.knowledge.writing import Record

IDS = {"Denmark": "Q35", "Netherlands": "Q55", "Singapore": "Q334", "Monaco": "Q235"}


def _names(record: Record) -> list[str]:
    return [record.name, *(alias.text for alias in record.aliases)]


def test_the_shipped_file_is_made_from_what_is_here(tmp_path: Path) -> None:
    """If this fails: `copydesk kb build --out service/knowledge/world.kb`."""
    shipped = load_knowledge()
    assert shipped.inputs == inputs_digest()
    assert build(tmp_path / "world.kb") == len(shipped)
    assert (tmp_path / "world.kb").read_bytes() == default_path().read_bytes()


def test_the_shipped_file_is_small() -> None:
    assert default_path().stat().st_size < 5_000_000


def test_each_country_has_one_capital_at_most_and_its_own_city() -> None:
    base = load_knowledge()
    entries = [base.entry(row) for row in range(len(base))]
    capitals = Counter(entry.country for entry in entries if entry.kind == "capital")
    assert set(capitals.values()) == {1}
    assert len(capitals) > 235
    of = {entry.country: entry.name for entry in entries if entry.kind == "capital"}
    assert (of["US"], of["MO"], of["TO"]) == ("Washington", "Macau", "Nuku‘alofa")
    (washington, *_) = base.lookup("Washington")
    assert washington.entry.ids["wikidata"] == "Q61"


def test_no_nationality_names_a_place_or_a_body() -> None:
    records = world()
    groups = {key(a) for r in records if r.type is EntityType.NORP for a in _names(r)}
    confused = [
        (record.name, alias.text)
        for record in records
        if record.type in (EntityType.PLACE, EntityType.ORG) and record.kind != "party"
        for alias in record.aliases
        if key(alias.text) in groups - {"roma"} and alias.language in (None, "en")
    ]
    assert confused == []


def test_no_country_state_or_region_is_there_twice() -> None:
    divisions = [r for r in world() if r.kind in ("country", "state", "region") and r.country]
    named = Counter((key(record.name), record.country, record.kind) for record in divisions)
    assert [name for name, count in named.items() if count > 1] == []


def test_places_and_people_are_of_their_country() -> None:
    base = load_knowledge()
    ids = {name: base.lookup(name)[0].entry.ids.get("wikidata") for name in IDS}
    assert ids == IDS
    (macron, *_) = base.lookup("Emmanuel Macron")
    assert (macron.entry.country, macron.entry.description) == ("FR", "president of France in 2022")
    assert {e.entry.kind for e in base.lookup("Singapore") if e.entry.type is EntityType.PLACE} == {
        "country"
    }


def test_what_is_written_small_is_no_body_and_no_event() -> None:
    told = [r for r in world() if r.type not in (EntityType.PERSON, EntityType.PLACE)]
    small = [r.name for r in told if r.name.islower() and r.kind != "company"]
    assert small == []


def meanings(name: str) -> list[tuple[str, str | None, str | None]]:
    found = load_knowledge().lookup(name)
    return [(one.entry.name, one.entry.country, one.entry.division) for one in found]


def test_cities_are_of_their_division_where_its_code_says_which() -> None:
    assert meanings("Portland")[:2] == [("Portland", "US", "US-OR"), ("Portland", "US", "US-ME")]
    assert ("Glasgow", "GB", "GB-SCT") in meanings("Glasgow")
    assert ("Lahore", "PK", None) in meanings("Lahore")  # whose codes are GeoNames' own


def test_divisions_are_their_own_and_counties_lie_in_theirs() -> None:
    assert meanings("Maine") == [("Maine", "US", "US-ME")]
    assert meanings("Lincolnshire") == [("Lincolnshire", "GB", "GB-ENG")]


def test_a_part_that_is_called_by_where_it_lies_needs_its_kind() -> None:
    assert [meanings(name) for name in ("West", "Gulf", "Rivers", "Far North")] == [[]] * 4
    assert meanings("Gulf Province") == [("Gulf Province", "PG", "PG-GPK")]
    assert meanings("Rivers State") == [("Rivers State", "NG", "NG-RI")]
    assert meanings("Northern Territory") == [("Northern Territory", "AU", "AU-NT")]


@pytest.mark.parametrize(
    ("name", "city"),
    [
        ("Bombay", "Mumbai"),
        ("Calcutta", "Kolkata"),
        ("Madras", "Chennai"),
        ("Poona", "Pune"),
        ("Bangalore", "Bengaluru"),
        ("Peking", "Beijing"),
        ("Canton", "Guangzhou"),
        ("Saigon", "Ho Chi Minh City"),
        ("Rangoon", "Yangon"),
        ("Kiev", "Kyiv"),
        ("Odessa", "Odesa"),
        ("Leningrad", "Saint Petersburg"),
        ("Constantinople", "Istanbul"),
        ("Danzig", "Gdańsk"),
        ("Mecca", "Makkah"),
        ("Tshwane", "Pretoria"),
        ("New York", "New York City"),
    ],
)
def test_cities_are_known_by_what_print_called_them(name: str, city: str) -> None:
    assert meanings(name)[0][0] == city


@pytest.mark.parametrize(
    ("name", "city"),
    [
        ("Whitehall", "Atlanta"),
        ("Terminus", "Atlanta"),
        ("Philadelphia", "Amman"),
        ("Paraguay", "Asunción"),
        ("Puerto Rico", "San Juan"),
        ("White House", "Casablanca"),
        ("Garden City", "Singapore"),
    ],
)
def test_cities_are_not_known_by_what_nobody_calls_them(name: str, city: str) -> None:
    assert city not in [found for found, *_ in meanings(name)]


def test_a_town_at_a_river_is_known_without_it() -> None:
    assert ("Newcastle upon Tyne", "GB", "GB-ENG") in meanings("Newcastle")
    assert meanings("Frankfurt")[0][0] == "Frankfurt am Main"


def test_countries_have_a_point_inside_them() -> None:
    base = load_knowledge()
    entries = [base.entry(row) for row in range(len(base))]
    points = {e.country: (e.latitude, e.longitude) for e in entries if e.kind == "country"}
    assert points["FR"] == (46.6, 2.5)
    assert sum(latitude is not None for latitude, _ in points.values()) >= 235


def test_a_house_list_adds_to_what_is_known_and_brings_new_entities(tmp_path: Path) -> None:
    house = tmp_path / "house.csv"
    house.write_text(
        "name,type,aliases,geonames,prior,id.acme\n"
        "The Light City,PLACE,Panam,2988507,,17\n"
        "Acme Widgets,ORG,Acme|AW,,5,42\n"
    )
    build(tmp_path / "kb", [house])
    base = KnowledgeBase.open(tmp_path / "kb")
    (paris, *_) = base.lookup("Panam")
    assert paris.entry.name == "Paris"
    assert paris.entry.ids["acme"] == "17"
    (acme, *_) = base.lookup("acme")
    assert (acme.entry.name, acme.entry.ids) == ("Acme Widgets", {"acme": "42"})
    assert base.inputs != inputs_digest()
    assert "house list house.csv" in base.sources
