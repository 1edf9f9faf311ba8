from collections import Counter
from pathlib import Path

from service.knowledge import KnowledgeBase, load_knowledge
from service.knowledge.base import default_path
from service.knowledge.build import build, inputs_digest


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
