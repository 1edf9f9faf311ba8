import numpy as np
import pytest

from schemas.entity import EntityType
from service.knowledge.names import digest
from service.stages.tag.fast.document import settled
from service.stages.tag.fast.edges import Name, Votes
from service.stages.tag.fast.spellings import Lexicon
from service.stages.tag.tagger import Span

PERSON, ORG, PLACE, NORP = EntityType.PERSON, EntityType.ORG, EntityType.PLACE, EntityType.NORP
KNOWN = {"turkey": 1, "jordan": 1 | 4, "french": 2, "us": 1, "un": 8, "ardal": 16}
WORDS = sorted(KNOWN, key=digest)
LEXICON = Lexicon(
    ("country", "demonym", "surname", "org", "city"),
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


def test_a_person_of_one_word_without_full_name_or_title_is_doubted() -> None:
    def kind(text: str, *others: tuple[str, EntityType]) -> EntityType:
        words = text.split()
        votes: Votes = {PERSON: 0.5, ORG: 0.4}
        at = words.index("Zipmex")
        given = [Name(at, at + 1, Span(0, 1, PERSON, 0.5), votes)]
        for other, other_kind in others:
            first = words.index(other.split()[0])
            given.append(Name(first, first + 2, Span(0, 1, other_kind, 0.9)))
        (found,) = [n for n in settled(words, given, LEXICON) if n.first == at]
        return found.span.type

    assert kind("users of Zipmex wait") is ORG
    assert kind("users of Mr . Zipmex wait") is PERSON
    assert kind("Zipmex waits for Ana Zipmex", ("Ana Zipmex", PERSON)) is PERSON


def test_a_place_that_nobody_knows_is_doubted_beside_a_person() -> None:
    def kind(word: str, place: float) -> EntityType:
        votes: Votes = {PERSON: 0.5, PLACE: place}
        (found,) = settled([word, "waits"], [Name(0, 1, Span(0, 1, PERSON, 0.5), votes)], LEXICON)
        return found.span.type

    assert [kind("Norstal", 0.24), kind("Norstal", 0.26)] == [PERSON, PLACE]
    assert [kind("Ardal", 0.24), kind("Ardal", 0.19)] == [PLACE, PERSON]


@pytest.mark.parametrize(
    ("name", "taken_for", "is_"),
    [
        ("Turkey", ORG, PLACE),
        ("French", PERSON, NORP),
        ("Jordan", PERSON, PERSON),
        ("Jordan", ORG, PLACE),
        ("U.S.", ORG, PLACE),
        ("U.N.", ORG, ORG),
        ("D.C.", ORG, ORG),
        ("U.S.A", ORG, ORG),
    ],
)
def test_countries_and_nationalities_are_what_they_are(
    name: str, taken_for: EntityType, is_: EntityType
) -> None:
    assert settle(f"{name} it was", (name, taken_for)) == [(name, is_)]


def test_a_country_is_one_whatever_else_its_mentions_were_nearly_taken_for() -> None:
    words = ["Turkey", "and", "Vorland", "wait"]
    votes: Votes = {PLACE: 0.45, ORG: 0.55}
    given = [Name(at, at + 1, Span(0, 1, PLACE, 0.45), votes) for at in (0, 2)]
    assert [name.span.type for name in settled(words, given, LEXICON)] == [PLACE, ORG]


def test_a_bank_is_a_body_whatever_else_its_mentions_were_nearly_taken_for() -> None:
    def kind(name: str) -> EntityType:
        words = name.split()
        given = Name(0, len(words), Span(0, 1, ORG, 0.45), {ORG: 0.45, PLACE: 0.55})
        (found,) = settled(words, [given], LEXICON)
        return found.span.type

    assert [kind("Bank of Ardal"), kind("Ardal Bank"), kind("Isle of Ardal")] == [ORG, ORG, PLACE]


def test_a_name_has_one_type_in_a_document() -> None:
    found = settle("Acme grows as Acme buys Acme", ("Acme", ORG), ("Acme", PLACE), ("Acme", ORG))
    assert found == [("Acme", ORG)] * 3


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


def test_what_ends_like_a_body_is_no_place() -> None:
    def kind(last: str, votes: Votes) -> EntityType:
        given = Name(1, 3, Span(0, 1, PLACE, 0.9), votes)
        (found,) = settled(["the", "Harbour", last], [given], LEXICON)
        return found.span.type

    votes: Votes = {PLACE: 0.9}
    assert kind("Bank", votes) == ORG
    assert [kind("Railway", votes), kind("Street", votes), kind("Bank", {})] == [PLACE] * 3


def test_what_begins_like_a_body_and_goes_on_with_of_is_no_place() -> None:
    def kind(name: str) -> EntityType:
        words = name.split()
        given = Name(0, len(words), Span(0, 1, PLACE, 0.9), {PLACE: 0.9})
        (found,) = settled(words, [given], LEXICON)
        return found.span.type

    assert [kind("Bank of Turkey"), kind("University of Ardal")] == [ORG] * 2
    assert [kind("Isle of Ardal"), kind("Bank Street")] == [PLACE] * 2


def test_what_ends_like_a_club_is_no_person() -> None:
    def kind(last: str, votes: Votes) -> EntityType:
        given = Name(1, 3, Span(0, 1, PERSON, 0.9), votes)
        (found,) = settled(["the", "Ardmore", last], [given], LEXICON)
        return found.span.type

    votes: Votes = {PERSON: 0.9}
    assert [kind(last, votes) for last in ("Rovers", "United", "FC")] == [ORG] * 3
    assert [kind("Rover", votes), kind("City", votes), kind("United", {})] == [PERSON] * 3
    assert settle("the game of Ardmore Rovers today") == [("Ardmore Rovers", ORG)]
    assert settle("two of the Rovers left") == []


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


def test_one_word_of_a_body_that_is_a_surname_in_the_text_is_the_person() -> None:
    given = ("Ana Silva", PERSON), ("Silva", ORG)
    assert settle("Ana Silva spoke and Silva left", *given) == [
        ("Ana Silva", PERSON),
        ("Silva", PERSON),
    ]


@pytest.mark.parametrize(
    ("text", "others", "kind"),
    [
        ("Norstal said . Norstal Shipping", ("Norstal Shipping", ORG), ORG),
        ("Norstal said . Harbour Norstal", ("Harbour Norstal", ORG), PERSON),
        ("Norstal said . Norstal Street", ("Norstal Street", PLACE), PERSON),
        ("Mr Norstal said . Norstal Shipping", ("Norstal Shipping", ORG), PERSON),
        ("Jordan said . Jordan Shipping", ("Jordan Shipping", ORG), PERSON),
    ],
)
def test_a_stranger_of_one_word_that_begins_the_name_of_a_body_is_that_body(
    text: str, others: tuple[str, EntityType], kind: EntityType
) -> None:
    name = text.removeprefix("Mr ").split()[0]
    assert settle(text, (name, PERSON), others) == [(name, kind), others]


@pytest.mark.parametrize(
    ("text", "others", "kind"),
    [
        ("Norstal said . Norstal Grid Inc", ("Norstal Grid Inc", ORG), ORG),
        ("Norstal said . Norstal University", ("Norstal University", ORG), PLACE),
        ("Norstal said . Harbour Norstal Inc", ("Harbour Norstal Inc", ORG), PLACE),
        ("Ardal said . Ardal Grid Inc", ("Ardal Grid Inc", ORG), PLACE),
        ("U.S. said . U.S. Steel Corp", ("U.S. Steel Corp", ORG), PLACE),
    ],
)
def test_a_place_that_nobody_knows_is_the_company_whose_name_it_begins(
    text: str, others: tuple[str, EntityType], kind: EntityType
) -> None:
    name = text.split()[0]
    assert settle(text, (name, PLACE), others) == [(name, kind), others]


def test_a_stranger_whom_the_text_names_in_full_stays_a_person() -> None:
    given = ("Ana Norstal", PERSON), ("Norstal", PERSON), ("Norstal Shipping", ORG)
    assert settle("Ana Norstal said . Norstal left Norstal Shipping", *given) == list(given)


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
