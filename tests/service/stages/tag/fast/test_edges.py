import numpy as np
import pytest

from schemas.entity import EntityType
from service.knowledge.names import digest
from service.stages.tag.fast.edges import (
    Name,
    bounded,
    has_title,
    is_somebodys,
    with_houses,
)
from service.stages.tag.fast.spellings import Lexicon
from service.stages.tag.tagger import Span

PERSON, ORG, NORP = EntityType.PERSON, EntityType.ORG, EntityType.NORP
PLACE = EntityType.PLACE
KNOWN = {"london": 1, "beijing": 1, "carter": 2, "danish": 4, "us": 8}
WORDS = sorted(KNOWN, key=digest)
LEXICON = Lexicon(
    ("city", "surname", "demonym", "country"),
    np.array([digest(word) for word in WORDS], np.uint64),
    np.array([KNOWN[word] for word in WORDS], np.uint16),
    np.zeros(len(WORDS), np.uint16),
    np.zeros((len(WORDS), 2), np.int8),
)


def named(text: str, name: str, kind: EntityType, votes: bool = True) -> tuple[list[str], Name]:
    words, parts = text.split(), name.split()
    first = next(i for i in range(len(words)) if words[i : i + len(parts)] == parts)
    span = Span(0, 1, kind, 0.9)
    return words, Name(first, first + len(parts), span, {kind: 0.9} if votes else {})


def within(text: str, name: str, kind: EntityType) -> tuple[str, EntityType]:
    words, found = named(text, name, kind)
    found = bounded(words, found, LEXICON)
    return " ".join(words[found.first : found.end]), found.span.type


@pytest.mark.parametrize(
    ("name", "kind", "left"),
    [
        ("Its Big Mac", ORG, "Big Mac"),
        ("Our Senate", ORG, "Senate"),
        ("King Abdullah", PERSON, "Abdullah"),
        ("Emperor Lebna Dengel", PERSON, "Lebna Dengel"),
        ("King Jr", PERSON, "King Jr"),
        ("King", PERSON, "King"),
        ("Crown Prince Silva", PERSON, "Silva"),
        ("Crown Prince , Ana Silva", PERSON, "Ana Silva"),
        ("Crown Prince", PERSON, "Crown Prince"),
        ("Prince Silva", PERSON, "Prince Silva"),
        ("Archbishop Silva", PERSON, "Silva"),
    ],
)
def test_whose_it_is_and_what_one_rules_as_is_no_part_of_a_name(
    name: str, kind: EntityType, left: str
) -> None:
    assert within(f"{name} it was", name, kind) == (left, kind)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ('Ana " Bela " Silva won', 'Ana " Bela " Silva'),
        ("Ana “ Bela Lua ” Silva won", "Ana “ Bela Lua ” Silva"),
        ("Ana ‘ Bela ’ Silva Jr won", "Ana ‘ Bela ’ Silva Jr"),
        ('Ana " Bela " won', "Ana"),
        ('Ana " bela " Silva won', "Ana"),
        ('Ana " Bela Silva won', "Ana"),
        ('Ana " Bela', "Ana"),
    ],
)
def test_a_nickname_in_quotes_is_within_a_name(text: str, whole: str) -> None:
    assert within(text, "Ana", PERSON)[0] == whole


def test_what_the_gazetteer_has_stays_as_it_is() -> None:
    words, found = named("My Fair Lady opened", "My Fair Lady", ORG, votes=False)
    assert bounded(words, found, LEXICON) is found


def test_an_office_with_a_nationality_is_the_nationality() -> None:
    assert within("the Danish Prime Minister", "Danish Prime Minister", PERSON) == ("Danish", NORP)
    for name in ("Danish Silva", "Silva Minister"):
        assert within(f"the {name} left", name, PERSON) == (name, PERSON)


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ("U.S. durum wheat", ("U.S.", PLACE)),
        ("Danish smokers", ("Danish", NORP)),
        ("U.S. officials", ("U.S.", PLACE)),
        ("Danish navy", ("Danish navy", ORG)),
        ("Danish government", ("Danish government", ORG)),
        ("Danish News wire", ("Danish News wire", ORG)),
        ("Danish 3i", ("Danish 3i", ORG)),
        ("London wheat", ("London wheat", ORG)),  # a club's name may go on in small letters
        ("Acme wheat", ("Acme wheat", ORG)),
    ],
)
def test_what_a_country_has_is_no_part_of_its_name(body: str, left: tuple[str, EntityType]) -> None:
    assert within(f"the {body} it was", body, ORG) == left


def test_a_body_of_the_gazetteer_may_go_on_in_small_letters() -> None:
    words, found = named("the Danish wheat fell", "Danish wheat", ORG, votes=False)
    assert bounded(words, found, LEXICON) is found


def test_will_is_a_given_name_within_a_sentence() -> None:
    assert within("a third , Will Smith", "Smith", PERSON) == ("Will Smith", PERSON)
    assert within("asked Will Smith", "Smith", PERSON) == ("Will Smith", PERSON)
    assert within("he left . Will Smith stay", "Smith", PERSON) == ("Smith", PERSON)
    assert within("Will Smith stay", "Smith", PERSON) == ("Smith", PERSON)
    assert within("it will Smith", "Smith", PERSON) == ("Smith", PERSON)


def test_the_full_stop_of_a_generation_belongs_to_it() -> None:
    assert within("Martin Luther King Jr . spoke", "Martin Luther King", PERSON)[0] == (
        "Martin Luther King Jr ."
    )


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("King Abdullah II spoke", "Abdullah II"),
        ("Ana Silva IV spoke", "Ana Silva IV"),
        ("Abdullah Jr spoke", "Abdullah"),
        ("Abdullah V spoke", "Abdullah"),
        ("Abdullah , II of", "Abdullah"),
    ],
)
def test_a_ruler_has_the_number_behind_one_name(text: str, whole: str) -> None:
    name = "Ana Silva" if "Silva" in text else "Abdullah"
    assert within(text, name, PERSON) == (whole, PERSON)


def test_a_person_who_ends_like_a_body_is_one() -> None:
    assert within("the Kishida Cabinet fell", "Kishida Cabinet", PERSON) == ("Kishida Cabinet", ORG)


def test_what_somebody_has_is_no_house() -> None:
    words, carters = named("he took Carter 's car", "Carter 's", ORG, votes=False)
    assert is_somebodys(words, carters, LEXICON)
    words, hut = named("he took Buc-ee 's car", "Buc-ee 's", ORG, votes=False)
    assert not is_somebodys(words, hut, LEXICON)


def houses(text: str, *names: tuple[str, EntityType]) -> list[str]:
    words = text.split()
    found = with_houses(words, [named(text, name, kind)[1] for name, kind in names])
    return [f"{' '.join(words[n.first : n.end])} {n.span.type}" for n in found]


def test_a_house_called_by_its_founder_keeps_its_possessive() -> None:
    assert houses("Moody 's and Macy ’s fell", ("Moody", PERSON)) == ["Moody 's ORG", "Macy ’s ORG"]


def test_no_house_is_found_where_the_text_knows_somebody_of_that_name() -> None:
    who = ("Dwight Moody", PERSON)
    assert houses("Moody 's wife left Dwight Moody", who) == ["Dwight Moody PERSON"]
    assert houses("the views of Mr . Moody 's wife") == []


def test_a_house_is_not_cut_out_of_a_longer_name() -> None:
    assert houses("at Levi 's Stadium", ("Levi 's Stadium", PLACE)) == ["Levi 's Stadium PLACE"]


def test_a_title_may_have_a_full_stop() -> None:
    assert has_title(["Mr", ".", "Silva"], 2)
    assert has_title(["Mr", "Silva"], 1)
    assert not has_title(["when", "Silva"], 1)
