import pytest

from service.stages.tag.fast.bodies import (
    LONGEST,
    expansion,
    of_officials,
    unnoticed,
    whole_end,
    with_nationality,
)


@pytest.mark.parametrize(
    ("text", "end", "whole"),
    [
        ("Supreme Court of Canada ruled", 2, "Supreme Court of Canada"),
        (
            "Ministry of Gender Equality and Family said",
            1,
            "Ministry of Gender Equality and Family",
        ),
        ("Institute for Health Research and Ana", 1, "Institute for Health Research"),
        ("Union of the Harbour Towns", 1, "Union of the Harbour Towns"),
        ("Acme of Canada", 1, "Acme"),
        ("Court of appeal", 1, "Court"),
        ("Office of Silva", 1, "Office"),  # a person
        ("Ministry of Health and Bank Union", 1, "Ministry of Health"),
        ("University of", 1, "University"),
        ("Commission on Human Rights said", 1, "Commission on Human Rights"),
        ("Commission on the Status of Women met", 1, "Commission on the Status of Women"),
        ("Commission on the Status of women", 1, "Commission on the Status"),
        ("Committee on Monday said", 1, "Committee"),
        ("Council on May 3", 1, "Council"),
        ("Company on Broad Street", 1, "Company"),
        ("Council on", 1, "Council"),
    ],
)
def test_a_body_goes_on_with_what_of_for_and_on_add(text: str, end: int, whole: str) -> None:
    words = text.split()
    stop = whole_end(words, 0, end, {3: 4} if "Court of Canada" in text else {}, _person(words))
    assert " ".join(words[:stop]) == whole


def test_a_nationality_begins_a_body_that_it_stands_right_before() -> None:
    words = ["the", "Danish", "Harbour", "Bank"]
    assert with_nationality(words, 2, 4, {2: 1}) == 1
    assert with_nationality(words, 2, 4, {1: 0}) == 2
    assert with_nationality(words, 2, 3, {2: 1}) == 2


def _person(words: list[str]) -> dict[int, int]:
    return {place: place + 1 for place, word in enumerate(words) if word == "Silva"}


@pytest.mark.parametrize(
    ("words", "acronym", "long"),
    [
        ("in the Food and Drug Administration", "FDA", "Food and Drug Administration"),
        ("the UN High Commissioner for Refugees", "UNHCR", "UN High Commissioner for Refugees"),
        ("the Non-Academic Staff Union", "NASU", "Non-Academic Staff Union"),
        ("the Ministry of Defence", "MoD", "Ministry of Defence"),
        ("the Harbour Board", "HXB", None),
        ("the Harbour board", "HB", None),
        ("a notwithstanding Board", "NB", None),
        ("said Ana", "A", None),
        ("", "FDA", None),
    ],
)
def test_an_acronym_stands_for_the_words_with_its_initials(
    words: str, acronym: str, long: str | None
) -> None:
    parts = words.split()
    first = expansion(parts, len(parts), acronym)
    assert (None if first is None else " ".join(parts[first:])) == long


def test_what_ends_like_a_body_is_noticed() -> None:
    text = "The Harbour Safety Board met at the Foreign Ministry , a Bank and ACME BANK"
    words = text.split()
    assert [" ".join(words[a:b]) for a, b in unnoticed(words, ())] == ["Foreign Ministry"]
    assert list(unnoticed(words, {8})) == []


def test_a_ministry_is_noticed_where_of_goes_on_from_it() -> None:
    text = "the Ministry of Trade , a Ministry of many , the Ministry of the Interior , a Bank of X"
    words = text.split()
    found = list(unnoticed(words, ()))
    assert [(words[a], *words[b : b + 2]) for a, b in found] == [
        ("Ministry", "of", "Trade"),
        ("Ministry", "of", "the"),
    ]


def test_a_legal_form_ends_a_company_where_it_is_written_so() -> None:
    text = "Norstal AG bought Tessel Holdings and Vorland GmbH at a sale in Tag ag"
    words = text.split()
    found = [" ".join(words[a:b]) for a, b in unnoticed(words, ())]
    assert found == ["Norstal AG", "Tessel Holdings", "Vorland GmbH"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "the Cook County State 's Attorney 's Office",
            ["Cook County State 's Attorney 's Office"],
        ),
        (
            "The Wayne County Medical Examiner ’s Office",
            ["Wayne County Medical Examiner ’s Office"],
        ),
        ("a note of Prime Minister 's Office", ["Prime Minister 's Office"]),
        ("France 's Attorney General 's Office", ["Attorney General 's Office"]),
        (
            "Fulton Sheriff 's Department and Fulton Sheriff 's Office",
            ["Fulton Sheriff 's Department", "Fulton Sheriff 's Office"],
        ),
        ("Ana Silva 's Office", []),
        ("the minister 's Office", []),
        ("Sheriff 's Office", []),
        ("the County Sheriff 's office", []),
        ("'s Office", []),
    ],
)
def test_a_body_may_be_called_by_whoever_heads_it(text: str, found: list[str]) -> None:
    words = text.split()
    assert [" ".join(words[a:b]) for a, b in of_officials(words)] == found


def test_runs_of_capitals_are_walked_no_further_than_a_name_may_reach() -> None:
    """Walked whole from each of the words that end a body, this would take minutes."""
    assert len(list(unnoticed(["AG", "SE"] * 50_000, ()))) < LONGEST
    assert len(list(unnoticed(["Tessel", "Ltd", "and"] * 10_000, ()))) == 10_000
    assert len(list(of_officials(["Sheriff", "'s", "Office"] * 50_000))) < 50_000
