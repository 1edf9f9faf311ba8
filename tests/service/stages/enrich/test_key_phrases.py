import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.entity import EntityType
from service.stages.enrich.key_phrases import MOST_PHRASES, MOST_WORDS, _known, key_phrases
from service.stages.enrich.stop_words import stop_words
from tests.service.stages.enrich.made import entity

STOPS = stop_words("en") or frozenset()


def test_a_phrase_that_comes_back_is_a_key_phrase() -> None:
    body = "The peace talks began. Peace talks were said to be hard, and peace talks end."
    assert key_phrases(body, (), STOPS) == ("peace talks",)


def test_a_phrase_that_occurs_once_is_none() -> None:
    assert key_phrases("The peace talks of the other side.", (), STOPS) == ()


def test_a_single_word_must_occur_three_times() -> None:
    assert key_phrases("The war, a war.", (), STOPS) == ()
    assert key_phrases("The war, a war, this war.", (), STOPS) == ("war",)


def test_phrases_end_at_punctuation_and_paragraphs() -> None:
    assert key_phrases("cold water. cold water", (), STOPS) == ("cold water",)
    assert key_phrases("cold, water of cold, water", (), STOPS) == ()
    assert key_phrases("cold\n\nwater of cold\n\nwater", (), STOPS) == ()


def test_a_phrase_has_at_most_four_words() -> None:
    four, five = "red green blue white", "red green blue white black"
    assert key_phrases(f"{four} and {four}", (), STOPS) == (four,)
    assert key_phrases(f"{five} and {five}", (), STOPS) == (four,)


def test_more_words_in_all_occurrences_come_first_then_the_earlier() -> None:
    body = "salt pit, salt pit, coal bed, coal bed, iron ore, iron ore, iron ore."
    assert key_phrases(body, (), STOPS) == ("iron ore", "salt pit", "coal bed")


def test_no_two_phrases_share_a_word() -> None:
    body = "direct peace talks, direct peace talks, peace talks, the talks."
    assert key_phrases(body, (), STOPS) == ("direct peace talks",)
    # The control: without the longer phrase the shorter one counts.
    assert key_phrases("peace talks, peace talks, the talks", (), STOPS) == ("peace talks",)


def test_names_and_numbers_and_contractions_are_no_phrases() -> None:
    body = "Acme Works isn’t 2022, Acme Works isn’t 2022, Acme Works isn’t 2022."
    acme = entity(1, "Acme Works", EntityType.ORG, body)
    assert key_phrases(body, (acme,), STOPS) == ()
    # The control: untagged, it is a phrase like any other.
    assert key_phrases(body, (), STOPS) == ("Acme Works",)


def test_a_name_that_was_missed_elsewhere_is_no_phrase() -> None:
    body = "Ann Lee. Then Lee and Lee and Lee."
    ann = entity(1, "Ann Lee", EntityType.PERSON, body)
    assert key_phrases(body, (ann,), STOPS) == ()


def test_a_phrase_is_written_as_it_mostly_is() -> None:
    body = "Peace talks. The peace talks, the peace talks."
    assert key_phrases(body, (), STOPS) == ("peace talks",)


@given(st.lists(st.sampled_from(["Iron", "ore", "the", "mine", ".", "\n\n", "x" * 60])))
def test_phrases_are_few_and_short(parts: list[str]) -> None:
    found = key_phrases(" ".join(parts), (), STOPS)
    assert len(found) <= MOST_PHRASES
    assert all(1 <= len(phrase.split()) <= MOST_WORDS for phrase in found)
    assert len({phrase.casefold() for phrase in found}) == len(found)


def test_no_phrase_goes_on_across_a_name_or_a_dash() -> None:
    body = "cold Acme water of cold Acme water"
    assert key_phrases(body, (entity(1, "Acme", EntityType.ORG, body),), STOPS) == ()
    assert key_phrases(body, (), STOPS) == ("cold Acme water",)
    assert key_phrases("cold—water of cold—water", (), STOPS) == ()
    assert key_phrases("cold-water of cold-water", (), STOPS) == ()


def test_a_word_that_a_name_is_part_of_is_in_no_phrase() -> None:
    body = "Acme-made cold water of Acme-made cold water"
    acme = entity(1, "Acme", EntityType.ORG, body)
    assert key_phrases(body, (acme,), STOPS) == ("cold water",)


def test_words_are_forgotten_when_they_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(key_phrases.__globals__, "MOST_KEPT", 5)  # the module has its name
    known = _known(STOPS)
    known.clear()
    for phrase in ("peace talks", "salt pits"):
        assert key_phrases(f"The {phrase} began, {phrase} went on.", (), STOPS) == (phrase,)
        assert len(known) <= 5
