import numpy as np
import pytest

from schemas.entity import EntityType
from service.knowledge.names import digest
from service.stages.tag.fast.document import settled
from service.stages.tag.fast.edges import Name
from service.stages.tag.fast.spellings import Lexicon
from service.stages.tag.tagger import Span
from tests.service.stages.tag.fast.documents import LEXICON, NORP, ORG, PERSON, PLACE, settle


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
    "office", ["Rector", "Executive Director", "Under Secretary", "His Majesty"]
)
def test_titles_of_all_kinds_alone_are_nobody(office: str) -> None:
    assert settle(f"{office} met the board", (office, PERSON)) == []


@pytest.mark.parametrize(
    ("text", "given", "left"),
    [
        ("District Attorney Ana Silva left", ("District", PLACE), []),
        ("the Financial Officer left", ("Financial Officer", PERSON), []),
        ("Foreign Minister Ana Silva left", ("Foreign", ORG), []),
        ("the District Harbour reopened", ("District", PLACE), [("District", PLACE)]),
        ("U.S. President Silva left", ("U.S.", PLACE), [("U.S.", PLACE)]),
        ("in District attorney Silva left", ("District", PLACE), [("District", PLACE)]),
    ],
)
def test_a_word_that_an_office_begins_with_is_no_name(
    text: str, given: tuple[str, EntityType], left: list[tuple[str, EntityType]]
) -> None:
    assert settle(text, given) == left


def test_a_person_is_known_by_generation() -> None:
    found = settle("Pedro Silva Jr . and Silva Jr", ("Pedro Silva", PERSON), ("Silva", PERSON))
    assert found == [("Pedro Silva Jr .", PERSON), ("Silva", PERSON)]
    found = settle("Pedro Maria Silva Jr . spoke", ("Pedro Maria", PERSON))
    assert found == [("Pedro Maria Silva Jr .", PERSON)]


def test_people_of_a_nationality_are_named_by_it() -> None:
    assert settle("the French officials left", ("French officials", ORG)) == [("French", NORP)]
    assert settle("by leaders of the Turkey regime", ("leaders of the Turkey regime", ORG)) == [
        ("Turkey", PLACE)
    ]
    for body in ("French foreign ministry", "Acme officials"):
        assert settle(f"the {body} left", (body, ORG)) == [(body, ORG)]


def test_a_name_is_found_wherever_its_words_stand() -> None:
    assert settle("Maria Silva spoke and Maria Silva left", ("Maria Silva", PERSON)) == [
        ("Maria Silva", PERSON),
        ("Maria Silva", PERSON),
    ]


def test_a_surname_is_not_found_in_the_name_of_another() -> None:
    found = settle("Then Silva left , as Maria Silva and Mr Silva did", ("Silva", PERSON))
    assert found == [("Silva", PERSON), ("Silva", PERSON)]


def test_of_names_with_one_beginning_the_longest_is_found_without_trying_all() -> None:
    """Each of them was compared at each place where they begin: minutes."""
    words = [word for at in range(10_000) for word in ("Maria", f"Silva{at}", "spoke")]
    words += ["Maria", "Silva7", "Reis", "left", "with", "Maria", "Silva7"]
    span = Span(0, 1, PERSON, 0.9)
    given = [Name(at, at + 2, span) for at in range(0, 30_000, 3)] + [Name(30_000, 30_003, span)]
    found = settled(words, given, LEXICON)
    assert len(found) == 10_002
    assert (found[-1].first, found[-1].end) == (30_005, 30_007)


def test_phrases_of_the_gazetteer_take_time_in_proportion() -> None:
    """The names that they replace were copied at each of them: minutes."""
    words = ["Maria", "Silva", "spoke"] * 40_000
    phrases = [Name(at, at + 2, Span(0, 1, PERSON, 0.9)) for at in range(0, len(words), 3)]
    given = [Name(name.first + 1, name.end, name.span) for name in phrases]
    assert len(settled(words, given, LEXICON, phrases)) == len(phrases)


def test_a_word_that_is_written_small_elsewhere_is_not_looked_for() -> None:
    assert settle("Apple sold an apple . Apple", ("Apple", ORG)) == [("Apple", ORG)]


def test_an_acronym_in_brackets_is_what_stands_before_it() -> None:
    found = settle("Harbour Safety Board ( HSB ) says HSB waits", ("Harbour Safety Board", ORG))
    assert found == [("Harbour Safety Board", ORG), ("HSB", ORG), ("HSB", ORG)]


@pytest.mark.parametrize(
    ("text", "given", "whole"),
    [
        (
            "the Committee of Harbour Safety ( CHS )",
            ("Committee", ORG),
            "Committee of Harbour Safety",
        ),
        ("the UN Harbour Fund ( UNHF )", ("Harbour", PLACE), None),
        ("the UN Harbour Fund ( UNHF )", ("Fund", ORG), "UN Harbour Fund"),
        ("the French Harbour Board ( FHB )", ("French", NORP), "French Harbour Board"),
        ("the Great Harbour Dam ( GHD )", ("Harbour", PLACE), None),
        ("the Harbour Board ( HXB )", ("Harbour Board", ORG), None),
    ],
)
def test_the_words_that_an_acronym_stands_for_are_one_name(
    text: str, given: tuple[str, EntityType], whole: str | None
) -> None:
    acronym = text.split()[-2]
    expected = [(whole, ORG), (acronym, ORG)] if whole else [given]
    assert settle(text, given) == expected


def test_bodies_are_noticed_by_how_they_end_and_are_one_with_what_follows() -> None:
    assert settle("at the Foreign Ministry today") == [("Foreign Ministry", ORG)]
    assert settle("at the Ministry of Trade today") == [("Ministry of Trade", ORG)]
    found = settle("the Supreme Court of Turkey ruled", ("Supreme Court", ORG), ("Turkey", PLACE))
    assert found == [("Supreme Court of Turkey", ORG)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the French Harbour Bank", [("French Harbour Bank", ORG)]),
        ("the French Norstal", [("French", NORP), ("Norstal", ORG)]),
        ("the French , Harbour Bank", [("French", NORP), ("Harbour Bank", ORG)]),
    ],
)
def test_a_body_that_ends_like_one_has_the_nationality_before_it(
    text: str, found: list[tuple[str, EntityType]]
) -> None:
    body = text.rpartition("French ")[2].removeprefix(", ")
    assert settle(text, ("French", NORP), (body, ORG)) == found


def test_two_places_are_two_unless_the_gazetteer_has_them_as_one() -> None:
    words = ["between", "Turkey", "and", "Jordan"]
    both = Name(1, 4, Span(0, 1, PLACE, 0.6), {PLACE: 0.6})
    parts = [(name.first, name.end) for name in settled(words, [both], LEXICON)]
    assert parts == [(1, 2), (3, 4)]
    known = Name(1, 4, Span(0, 1, PLACE, 0.9))
    assert settled(words, [both], LEXICON, [known]) == [known]


def test_the_body_that_an_official_heads_is_one_name() -> None:
    text = "the Sangamon County Sheriff 's Office said"
    found = settle(text, ("Sangamon County", PLACE), ("Sheriff", PERSON))
    assert found == [("Sangamon County Sheriff 's Office", ORG)]
    found = settle("the Sheriff 's Office of Ana Silva", ("Ana Silva", PERSON))
    assert found == [("Ana Silva", PERSON)]


def test_capitals_of_things_are_no_bodies() -> None:
    assert settle("on state TV today", ("TV", ORG)) == []


def test_a_letter_alone_is_no_name_but_the_network() -> None:
    assert settle("A pause on X for Ö", ("A", PERSON), ("X", ORG), ("Ö", PLACE)) == [
        ("X", ORG),
        ("Ö", PLACE),
    ]


def test_a_word_that_begins_a_sentence_is_no_name_for_its_capital() -> None:
    words = ["Rangers", "counted", "bears"]
    rangers = Name(0, 1, Span(0, 7, ORG, 0.9))
    lexicon = Lexicon(
        (),
        np.array([digest("ranger")], np.uint64),
        np.zeros(1, np.uint16),
        np.zeros(1, np.uint16),
        np.zeros((1, 2), np.int8),
    )
    assert settled(words, [rangers], lexicon, (), {0}) == []
    assert settled(words, [rangers], lexicon) == [rangers]


def test_letters_behind_a_person_are_an_honour() -> None:
    given = ("Ana Silva", PERSON), ("KC", ORG)
    assert settle("Ana Silva KC spoke", *given) == [("Ana Silva", PERSON)]
    assert settle("Ana Silva of KC spoke", *given) == list(given)


def test_a_name_without_a_capital_needs_to_be_sure() -> None:
    unsure = Name(0, 1, Span(0, 1, PERSON, 0.7))
    assert settled(["nobody", "waits"], [unsure], LEXICON) == []


def test_a_part_of_a_name_that_the_gazetteer_knows_is_the_whole() -> None:
    words = ["the", "European", "Commission", "said"]
    part = Name(1, 2, Span(4, 12, NORP, 0.6))
    whole = Name(1, 3, Span(4, 23, ORG, 0.9))
    assert settled(words, [part], LEXICON, [whole]) == [whole]
    longer = Name(0, 4, Span(0, 28, ORG, 0.6))
    assert settled(words, [longer], LEXICON, [whole]) == [longer]


def test_a_sure_person_without_a_capital_is_one_among_capitals() -> None:
    def kept(confidence: float) -> int:
        words = ["Maria", "and", "sara"]
        given = [
            Name(0, 1, Span(0, 1, PERSON, 0.9), {PERSON: 0.9}),
            Name(2, 3, Span(0, 1, PERSON, confidence), {PERSON: confidence}),
        ]
        return len(settled(words, given, LEXICON))

    assert kept(0.9) == 2
    assert kept(0.7) == 1
