from hypothesis import given
from hypothesis import strategies as st

from schemas.entity import Entity, EntityType, Mention
from service.stages.enrich.salience import salience
from tests.service.stages.enrich.made import entity

BODY = "Acme sued Bolt. Acme won on Monday; Acme Acme Acme Acme Acme."  # seven times Acme
ACME = entity(1, "Acme", EntityType.ORG, BODY)
BOLT = entity(2, "Bolt", EntityType.ORG, BODY)
MONDAY = entity(3, "Monday", EntityType.DATE, BODY)


def test_the_formula_is_the_documented_one() -> None:
    # 0.5 * log 8 / log 8 + 0.3 * (1 - 0 / 61); 0.5 * log 2 / log 8 + 0.3 * (1 - 10 / 61)
    assert len(BODY) == 61
    assert salience([ACME, BOLT], None, len(BODY)) == [0.8, 0.4175]


def test_being_in_the_title_adds_a_fifth() -> None:
    assert salience([ACME, BOLT], "Why BOLT’s lawyers lost", len(BODY)) == [0.8, 0.6175]


def test_a_part_of_a_word_in_the_title_is_not_the_name() -> None:
    assert salience([ACME, BOLT], "Bolts and acmes", len(BODY)) == [0.8, 0.4175]


def test_dates_have_no_salience_and_do_not_count_as_the_most_mentioned() -> None:
    assert salience([MONDAY], "Monday", len(BODY)) == [0.0]
    assert salience([BOLT, MONDAY], None, len(BODY)) == [0.7508, 0.0]


def test_no_entities_have_no_salience() -> None:
    assert salience([], "Title", 0) == []


@given(
    st.lists(st.tuples(st.integers(0, 500), st.integers(1, 9), st.sampled_from(list(EntityType)))),
    st.none() | st.text(),
    st.integers(0, 600),
)
def test_salience_is_always_between_nothing_and_one(
    made: list[tuple[int, int, EntityType]], title: str | None, length: int
) -> None:
    entities = [
        Entity(
            id=f"e{n}",
            type=kind,
            name="Name",
            mentions=tuple(
                Mention(start=start + i * 5, end=start + i * 5 + 4, text="Name")
                for i in range(times)
            ),
        )
        for n, (start, times, kind) in enumerate(made)
    ]
    found = salience(entities, title, length)
    assert len(found) == len(entities)
    assert all(0 <= value <= 1 and round(value, 4) == value for value in found)
