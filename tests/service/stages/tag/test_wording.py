from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.entity import EntityType
from service.stages.tag.tagger import Span
from service.stages.tag.wording import with_worded

PERSON, ORG = EntityType.PERSON, EntityType.ORG


def added(text: str, *known: str, kind: EntityType = ORG) -> list[tuple[str, EntityType]]:
    """What is found in `text` beside the names that are `known`."""
    spans = [Span(text.index(name), text.index(name) + len(name), kind) for name in known]
    found = with_worded(text, spans)
    return [(text[span.start : span.end], span.type) for span in found if span not in spans]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("He told state TV reporter Pavel Okarin.", "Pavel Okarin"),
        ("It was the goalkeeper Ana-Maria D’Souza who", "Ana-Maria D’Souza"),
        ("said economist Jo B. Ndlovu, and", "Jo B. Ndlovu"),
        ("said spokesperson Captain Temba Sithole. He", "Temba Sithole"),
        ("said author Bo Ray’s aunt", "Bo Ray"),
        ("with his wife Zoë Åkerlund\n\nHe", "Zoë Åkerlund"),
    ],
)
def test_whoever_is_called_by_what_they_do_is_a_person(text: str, name: str) -> None:
    assert added(text) == [(name, PERSON)]


@pytest.mark.parametrize(
    "text",
    [
        "The director Wednesday said no.",
        "The reporter said Pavel Okarin left.",
        "Reporter Without Borders",
        "the president EU-Mercosur talks",
    ],
)
def test_a_word_for_what_one_does_makes_no_person_of_anything_else(text: str) -> None:
    assert added(text) == []


def test_what_a_tagger_has_found_stays_as_it_is() -> None:
    assert added("the founder Acme Trading Ltd of", "Acme Trading Ltd") == []
    assert added("the founder Acme Trading Ltd of", "Trading") == []


@pytest.mark.parametrize("text", ["he wrote on X.", "in a post on X, the", "shared on X that he"])
def test_what_is_posted_on_x_is_on_the_network(text: str) -> None:
    assert added(text) == [("X", ORG)]


@pytest.mark.parametrize(
    "text",
    ["mark it on X and Y", "posted on X-ray film", "wrote on X Factor night", "posted on X. B. Li"],
)
def test_another_x_is_no_network(text: str) -> None:
    assert added(text) == []


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        ("he wrote in Chirp, formerly Tweeter.", "Tweeter", "Chirp"),
        ("Bo Ray’s Chirp, formerly Tweeter.", "Tweeter", "Chirp"),
        ("from Padua Bank (formerly Farmers Bank) in", "Farmers Bank", "Padua Bank"),
        ("In Chirp, formerly known as the Tweeter, it", "Tweeter", "Chirp"),
    ],
)
def test_what_was_called_otherwise_is_what_that_was(text: str, old: str, new: str) -> None:
    assert added(text, old) == [(new, ORG)]


def test_who_did_something_formerly_is_no_new_name() -> None:
    assert added("The Kid, formerly of Acme, left", "Acme") == []
    assert added("a Kurd, formerly Acme’s", "Acme", kind=PERSON) == []


@given(st.text(alphabet="X onwrter,(. formerlyABé\n", max_size=200), st.data())
def test_names_stay_in_order_and_apart(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    known = [Span(start, end, ORG) for start, end in list(pairwise(cuts))[::2]]
    found = with_worded(text, known)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert set(known) <= set(found)
