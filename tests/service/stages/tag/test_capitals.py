import re

import pytest

from schemas.entity import EntityType
from service.stages.tag.grouping import group
from service.stages.tag.tagger import Span


def places(text: str, pattern: str = "Washington, D.C.|Washington|Georgia") -> list[list[int]]:
    """Of the places that `pattern` finds in `text`, which are one, by number."""
    spans = [
        Span(found.start(), found.end(), EntityType.PLACE) for found in re.finditer(pattern, text)
    ]
    order = {span.start: number for number, span in enumerate(spans)}
    return [[order[m.start] for m in entity.mentions] for entity in group(text, spans)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("From Washington state to Washington, D.C. Washington slept.", [[0], [1, 2]]),
        ("From Washington state to Washington DC.", [[0], [1]]),
        ("Washington accused Beijing. Fires in the state of Washington.", [[0], [1]]),
        ("Talks with Washington failed. Fires in Washington state. Washington state lost.",
         [[0], [1, 2]]),
        ("Georgia has urged Moscow to go. The state of Georgia has voted.", [[0], [1]]),
    ],
)  # fmt: skip
def test_a_state_and_its_namesake_are_two(text: str, expected: list[list[int]]) -> None:
    assert places(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "A bill of Washington state passed. Washington said it would pay.",
        "Fires in Washington state. People in Washington fled.",
        "Washington accused Beijing. Washington slept.",
        "Washington, D.C., slept. Washington slept.",
    ],
)
def test_without_a_word_for_either_all_are_one(text: str) -> None:
    assert places(text) == [[0, 1]]


def test_a_state_is_one_however_it_is_called() -> None:
    text = "Washington warned Iran. The State of Washington and Washington state burn."
    assert places(text, "State of Washington|Washington") == [[0], [1, 2]]


def test_a_person_called_so_is_one() -> None:
    text = "Washington state. Washington accused Beijing."
    spans = [Span(m.start(), m.end(), EntityType.PERSON) for m in re.finditer("Washington", text)]
    assert len(group(text, spans)) == 1


def test_many_mentions_take_linear_time() -> None:
    text = "Washington accused Iran. Washington state burns. " * 20_000
    assert [len(found) for found in places(text)] == [20_000, 20_000]
