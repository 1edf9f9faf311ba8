import re

from schemas.entity import EntityType
from service.stages.tag.grouping import group
from service.stages.tag.tagger import Span

PLACE = EntityType.PLACE


def towns(text: str, pattern: str, kind: EntityType = PLACE) -> list[list[int]]:
    """Of the entities that `pattern` finds in `text`, where each is mentioned."""
    spans = [Span(found.start(), found.end(), kind) for found in re.finditer(pattern, text)]
    order = {span.start: number for number, span in enumerate(spans)}
    return [[order[m.start] for m in entity.mentions] for entity in group(text, spans)]


def test_towns_of_one_name_in_two_states_are_two() -> None:
    text = "In Dale, Illinois, and in Dale, Missouri, it rained. Dale, Ill., slept."
    assert towns(text, "Dale") == [[0, 2], [1]]


def test_a_name_of_two_towns_alone_is_neither() -> None:
    assert towns("In Dale, Ill., and in Dale, Mo., it rained. Dale slept.", "Dale") == [
        [0],
        [1],
        [2],
    ]


def test_a_town_with_one_state_is_one_with_it_and_without() -> None:
    assert towns("In Dale, Ill., it rained. Dale slept. Dale, Illinois, woke.", "Dale") == [
        [0, 1, 2]
    ]


def test_a_state_within_the_name_and_one_behind_it_are_the_same() -> None:
    text = "In Dale, Mo., Dale, Missouri, and Dale, Kan., it rained."
    assert towns(text, r"Dale, Mo\.|Dale, Kan\.|Dale") == [[0, 1], [2]]


def test_what_is_listed_beside_a_town_is_no_state() -> None:
    assert towns("In Dale, London and Rome. Dale, Berlin and Oslo.", "Dale") == [[0, 1]]
    assert towns("In Dale, Maine and Ohio. Dale, Texas and Utah.", "Dale") == [[0, 1]]


def test_states_themselves_are_not_divided() -> None:
    assert towns("In Georgia, Maine. Georgia, Ohio.", "Georgia") == [[0, 1]]


def test_a_person_before_a_state_stays_one() -> None:
    assert towns("Dale, Ohio. Dale, Iowa.", "Dale", EntityType.PERSON) == [[0, 1]]


def test_many_towns_take_linear_time() -> None:
    text = "Dale, Ohio, slept. Dale, Iowa, too. Dale. " * 20_000
    assert [len(found) for found in towns(text, "Dale")] == [20_000] * 3
