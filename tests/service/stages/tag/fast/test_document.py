import numpy as np
import pytest

from schemas.entity import EntityType
from service.stages.tag.fast.document import Name, settled
from service.stages.tag.fast.spellings import Lexicon
from service.stages.tag.fast.words import digest
from service.stages.tag.tagger import Span

PERSON, ORG, PLACE, NORP = EntityType.PERSON, EntityType.ORG, EntityType.PLACE, EntityType.NORP
KNOWN = {"turkey": 1, "jordan": 1 | 4, "french": 2}
WORDS = sorted(KNOWN, key=digest)
LEXICON = Lexicon(
    ("country", "demonym", "surname"),
    np.array([digest(word) for word in WORDS], np.uint64),
    np.array([KNOWN[word] for word in WORDS], np.uint16),
    np.zeros(len(WORDS), np.uint16),
    np.zeros((len(WORDS), 2), np.int8),
)


def settle(text: str, *names: tuple[str, EntityType]) -> list[tuple[str, EntityType]]:
    """The names that are left of those given, each found once, from left to right."""
    words = text.split()
    given = []
    place = 0
    for name, kind in names:
        parts = name.split()
        while words[place : place + len(parts)] != parts:
            place += 1
        given.append(Name(place, place + len(parts), Span(0, 1, kind, 0.9)))
        place += len(parts)
    return [
        (" ".join(words[name.first : name.end]), name.span.type)
        for name in settled(words, given, LEXICON)
    ]


def test_an_office_alone_is_nobody() -> None:
    assert settle("Prime Minister Silva met the President", ("Prime Minister", PERSON)) == []


def test_words_without_a_capital_are_no_name_where_others_have_one() -> None:
    given = ("Maria", PERSON), ("international community", ORG)
    assert settle("Maria and the international community wait", *given) == [("Maria", PERSON)]
    assert settle("maria waits", ("maria", PERSON)) == [("maria", PERSON)]


def test_the_end_of_an_office_is_no_part_of_a_person() -> None:
    found = settle("Secretary of State Ana Silva left", ("of State Ana Silva", PERSON))
    assert found == [("Ana Silva", PERSON)]


@pytest.mark.parametrize(
    ("name", "taken_for", "is_"),
    [
        ("Turkey", ORG, PLACE),
        ("French", PERSON, NORP),
        ("Jordan", PERSON, PERSON),
        ("Jordan", ORG, PLACE),
    ],
)
def test_countries_and_nationalities_are_what_they_are(
    name: str, taken_for: EntityType, is_: EntityType
) -> None:
    assert settle(f"{name} it was", (name, taken_for)) == [(name, is_)]


def test_a_name_has_one_type_in_a_document() -> None:
    found = settle("Acme grows as Acme buys Acme", ("Acme", ORG), ("Acme", PLACE), ("Acme", ORG))
    assert found == [("Acme", ORG)] * 3


def test_a_name_is_found_wherever_its_words_stand() -> None:
    assert settle("Maria Silva spoke and Maria Silva left", ("Maria Silva", PERSON)) == [
        ("Maria Silva", PERSON),
        ("Maria Silva", PERSON),
    ]


def test_a_word_that_is_written_small_elsewhere_is_not_looked_for() -> None:
    assert settle("Apple sold an apple . Apple", ("Apple", ORG)) == [("Apple", ORG)]


def test_an_acronym_in_brackets_is_what_stands_before_it() -> None:
    found = settle("Harbour Safety Board ( HSB ) says HSB waits", ("Harbour Safety Board", ORG))
    assert found == [("Harbour Safety Board", ORG), ("HSB", ORG), ("HSB", ORG)]


def test_a_part_of_a_name_that_the_gazetteer_knows_is_the_whole() -> None:
    words = ["the", "European", "Commission", "said"]
    part = Name(1, 2, Span(4, 12, NORP, 0.6))
    whole = Name(1, 3, Span(4, 23, ORG, 0.9))
    assert settled(words, [part], LEXICON, [whole]) == [whole]
    longer = Name(0, 4, Span(0, 28, ORG, 0.6))
    assert settled(words, [longer], LEXICON, [whole]) == [longer]
