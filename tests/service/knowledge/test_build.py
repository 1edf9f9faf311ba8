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
