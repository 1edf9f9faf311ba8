"""The types that names have by what they are and by what the rest of the text says."""

import pytest

from schemas.entity import EntityType
from service.stages.tag.fast.document import settled
from service.stages.tag.fast.edges import Name, Votes
from service.stages.tag.tagger import Span
from tests.service.stages.tag.fast.documents import LEXICON, NORP, ORG, PERSON, PLACE, settle


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


def test_one_word_of_a_body_that_is_a_surname_in_the_text_is_the_person() -> None:
    given = ("Ana Silva", PERSON), ("Silva", ORG)
    assert settle("Ana Silva spoke and Silva left", *given) == [
        ("Ana Silva", PERSON),
        ("Silva", PERSON),
    ]


@pytest.mark.parametrize(
    ("text", "taken_for", "others", "kind"),
    [
        ("Norstal said . Norstal Shipping", PERSON, ("Norstal Shipping", ORG), ORG),
        ("Norstal said . Harbour Norstal", PERSON, ("Harbour Norstal", ORG), PERSON),
        ("Norstal said . Norstal Street", PERSON, ("Norstal Street", PLACE), PERSON),
        ("Mr Norstal said . Norstal Shipping", PERSON, ("Norstal Shipping", ORG), PERSON),
        ("Jordan said . Jordan Shipping", PERSON, ("Jordan Shipping", ORG), PERSON),
        ("Norstal said . Norstal Grid Inc", PLACE, ("Norstal Grid Inc", ORG), ORG),
        ("Norstal said . Norstal University", PLACE, ("Norstal University", ORG), PLACE),
        ("Norstal said . Harbour Norstal Inc", PLACE, ("Harbour Norstal Inc", ORG), PLACE),
        ("Ardal said . Ardal Grid Inc", PLACE, ("Ardal Grid Inc", ORG), PLACE),
        ("U.S. said . U.S. Steel Corp", PLACE, ("U.S. Steel Corp", ORG), PLACE),
    ],
)
def test_a_stranger_that_begins_the_name_of_a_body_and_a_place_that_of_a_company_is_it(
    text: str, taken_for: EntityType, others: tuple[str, EntityType], kind: EntityType
) -> None:
    name = text.removeprefix("Mr ").split()[0]
    assert settle(text, (name, taken_for), others) == [(name, kind), others]


def test_a_stranger_whom_the_text_names_in_full_stays_a_person() -> None:
    given = ("Ana Norstal", PERSON), ("Norstal", PERSON), ("Norstal Shipping", ORG)
    assert settle("Ana Norstal said . Norstal left Norstal Shipping", *given) == list(given)
