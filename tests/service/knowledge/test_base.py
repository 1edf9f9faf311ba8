import pickle
from pathlib import Path

import pytest

from schemas.entity import EntityType
from service.knowledge import Entry, KnowledgeBase, KnowledgeError, load_knowledge
from service.knowledge.writing import Alias, Record, write


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "small.kb"
    records = [
        Record("United States", EntityType.PLACE, "country", country="US", aliases=[Alias("US")]),
        Record("Paris", EntityType.PLACE, "capital", country="FR", latitude=48.85341,
               longitude=2.3488, ids={"wikidata": "Q90", "geonames": "2988507", "own": "x"},
               prior=30.0, aliases=[Alias("París", "es")]),
        Record("Paris", EntityType.PLACE, "city", country="US", division="US-TX", prior=10.0),
        Record("World Health Organization", EntityType.ORG, "organisation",
               aliases=[Alias("WHO"), Alias("World Health Organisation")]),
        Record("Saint Petersburg", EntityType.PLACE, "city", description="port on the Neva"),
    ]  # fmt: skip
    write(path, records, engine="test 1", inputs="none", sources=["by hand"])
    return path


@pytest.fixture
def small(path: Path) -> KnowledgeBase:
    return KnowledgeBase.open(path)


def names(small: KnowledgeBase, name: str) -> list[tuple[int, float]]:
    return [(candidate.entry.row, candidate.share) for candidate in small.lookup(name)]


def test_an_entry_is_read_as_it_was_written(small: KnowledgeBase) -> None:
    assert small.entry(1) == Entry(
        row=1,
        name="Paris",
        type=EntityType.PLACE,
        kind="capital",
        country="FR",
        latitude=48.85341,
        longitude=2.3488,
        ids={"wikidata": "Q90", "geonames": "2988507", "own": "x"},
        prior=30.0,
    )
    assert small.entry(2).division == "US-TX"
    assert small.entry(4).description == "port on the Neva"
    assert len(small) == 5
    assert small.engine == "test 1"


def test_candidates_share_a_name_as_their_priors_say(small: KnowledgeBase) -> None:
    assert names(small, "Paris") == [(1, 0.75), (2, 0.25)]


def test_a_surer_name_has_the_larger_share(tmp_path: Path) -> None:
    records = [
        Record("One", EntityType.ORG, aliases=[Alias("Same", weight=0.2)]),
        Record("Two", EntityType.ORG, aliases=[Alias("Same")]),
    ]
    write(tmp_path / "kb", records, engine="", inputs="", sources=[])
    shares = names(KnowledgeBase.open(tmp_path / "kb"), "same")
    assert [row for row, _ in shares] == [1, 0]
    assert [share for _, share in shares] == pytest.approx([5 / 6, 1 / 6])


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("united states", 0),
        ("the United-States", 0),
        ("US", 0),
        ("U.S.", 0),
        ("the US", 0),
        ("WHO", 3),
        ("st. petersburg", 4),
        ("St Petersburg", 4),
    ],
)
def test_spellings_of_one_name_find_one_entry(small: KnowledgeBase, name: str, row: int) -> None:
    assert [found for found, _ in names(small, name)] == [row]


@pytest.mark.parametrize("name", ["us", "Who", "who", "PAR", "", "   ", "Atlantis", "x" * 10_000])
def test_what_is_no_name_finds_nothing(small: KnowledgeBase, name: str) -> None:
    assert small.lookup(name) == ()


def test_a_candidate_says_which_name_matched(small: KnowledgeBase) -> None:
    (candidate,) = small.lookup("WORLD HEALTH ORGANISATION")
    assert (candidate.alias, candidate.language) == ("World Health Organisation", None)


def test_no_row_beyond_the_last(small: KnowledgeBase) -> None:
    for row in (-1, 5):
        with pytest.raises(IndexError, match=f"no row {row}"):
            small.entry(row)


def test_it_can_be_handed_to_another_process(small: KnowledgeBase) -> None:
    assert pickle.loads(pickle.dumps(small)).lookup("Paris") == small.lookup("Paris")


def test_the_same_records_make_the_same_file(path: Path, tmp_path: Path) -> None:
    record = [Record("A", EntityType.ORG, "party", aliases=[Alias("B", "de"), Alias("C", "fr")])]
    for name in ("one", "two"):
        write(tmp_path / name, record, engine="e", inputs="i", sources=["s"])
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_foreign_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8" * 100)
    (tmp_path / "empty").write_bytes(b"")
    for name in ("photo.jpg", "empty"):
        with pytest.raises(KnowledgeError, match="is not a knowledge base"):
            KnowledgeBase.open(tmp_path / name)


def test_a_file_of_another_version_is_told_from_a_damaged_one(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[7] += 1
    path.write_bytes(data)
    with pytest.raises(KnowledgeError, match="version 3, and this copydesk reads version 2"):
        KnowledgeBase.open(path)


@pytest.mark.parametrize("harm", ["cut", "changed", "longer"])
def test_a_damaged_file_is_told(path: Path, harm: str) -> None:
    data = bytearray(path.read_bytes())
    if harm == "cut":
        data = data[:-9]
    elif harm == "longer":
        data += b"\0"
    else:
        data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(KnowledgeError, match="is damaged"):
        KnowledgeBase.open(path)


def test_the_one_that_comes_with_copydesk_knows_the_world() -> None:
    (paris, *_) = load_knowledge().lookup("Paris")
    assert (paris.entry.kind, paris.entry.country) == ("capital", "FR")
