import numpy as np
import pytest

from schemas.entity import EntityType
from service.knowledge.names import digest
from service.stages.tag.fast.edges import Name
from service.stages.tag.fast.parting import parted
from service.stages.tag.fast.spellings import Lexicon
from service.stages.tag.tagger import Span

PERSON, ORG, PLACE = EntityType.PERSON, EntityType.ORG, EntityType.PLACE
KNOWN = {"london": 1, "beijing": 1, "saudi": 4, "arabia": 4, "chad": 2}
WORDS = sorted(KNOWN, key=digest)
LEXICON = Lexicon(
    ("city", "country", "placepart"),
    np.array([digest(word) for word in WORDS], np.uint64),
    np.array([KNOWN[word] for word in WORDS], np.uint16),
    np.zeros(len(WORDS), np.uint16),
    np.zeros((len(WORDS), 2), np.int8),
)


def parts(text: str, kind: EntityType, votes: bool = True) -> list[str]:
    words = text.split()
    name = Name(0, len(words), Span(0, 1, kind, 0.9), {kind: 0.9} if votes else {})
    return [" ".join(words[p.first : p.end]) for p in parted(words, name, LEXICON)]


def test_two_names_that_were_taken_for_one_are_two() -> None:
    assert parts("London and Beijing", PLACE) == ["London", "Beijing"]
    assert parts("Trinidad and Tobago", PLACE) == ["Trinidad and Tobago"]
    assert parts("Pope Francis met King Charles", PERSON) == ["Pope Francis", "King Charles"]
    assert parts("Ludwig van Beethoven", PERSON) == ["Ludwig van Beethoven"]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Chinese port city of Tianjin", ["Chinese", "Tianjin"]),
        ("city of Beijing", ["Beijing"]),
        ("of London", ["London"]),
        ("Henan province", ["Henan"]),
        ("Beijing 's museum", ["Beijing"]),
        ("Bay of Plenty", ["Bay of Plenty"]),
        ("Rio de Janeiro", ["Rio de Janeiro"]),
        ("Newcastle upon Tyne", ["Newcastle upon Tyne"]),
        ("Mandovi river", ["Mandovi river"]),
        ("Baltic states", ["Baltic states"]),
        ("san francisco", ["san francisco"]),
        ("Mount St . Helens", ["Mount St . Helens"]),
    ],
)
def test_common_words_are_no_part_of_the_name_of_a_place(text: str, left: list[str]) -> None:
    assert parts(text, PLACE) == left
    assert parts(text, PLACE, votes=False) == [text]
    assert parts(text, ORG) == [text]


def test_a_body_is_parted_from_the_country_that_it_is_of() -> None:
    words = ["Chad", "'s", "Harbour", "Trains"]
    name = Name(0, 4, Span(0, 1, ORG, 0.5), {ORG: 0.5})
    found = [(p.first, p.end, p.span.type) for p in parted(words, name, LEXICON)]
    assert found == [(0, 1, PLACE), (2, 4, ORG)]
    for one in ("London 's Harbour Trains", "Chad Harbour Trains", "Chad 's harbour", "Chad 's"):
        assert parts(one, ORG) == [one]
    assert parts("Chad 's Harbour Trains", ORG, votes=False) == ["Chad 's Harbour Trains"]


def test_the_country_that_a_person_is_of_is_a_place_of_its_own() -> None:
    words = ["Ana", "bin", "Salman", "of", "Saudi", "Arabia"]
    name = Name(0, 6, Span(0, 1, PERSON, 0.5), {PERSON: 0.5})
    found = [(p.first, p.end, p.span.type) for p in parted(words, name, LEXICON)]
    assert found == [(0, 3, PERSON), (4, 6, PLACE)]
    assert parts("Ana Silva of Chad", PERSON) == ["Ana Silva", "Chad"]
    for one in ("Duke of Chad", "Ana Silva of Sussex", "Ana Silva of Saudi Sussex"):
        assert parts(one, PERSON) == [one]


def test_a_name_ends_at_a_generation_that_a_second_name_follows() -> None:
    assert parts("Pedro A . Silva Jr . PAS Jr .", PERSON) == ["Pedro A . Silva Jr", "PAS Jr"]
    assert parts("Pedro Silva Jr . Day", PERSON) == ["Pedro Silva Jr . Day"]
    assert parts("Pedro A . Silva", PERSON) == ["Pedro A . Silva"]
