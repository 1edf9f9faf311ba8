from hypothesis import given
from hypothesis import strategies as st

from schemas.entity import Entity, EntityType, Mention
from service.stages.enrich.salience import FEATURES, WEIGHTS, features, salience
from tests.service.stages.enrich.made import entity

BODY = "Acme sued Bolt. Acme won on Monday; Acme Acme Acme Acme Acme. Rain fell on Bolt."
ACME = entity(1, "Acme", EntityType.ORG, BODY)
BOLT = entity(2, "Bolt", EntityType.ORG, BODY)
MONDAY = entity(3, "Monday", EntityType.DATE, BODY)


def feature(name: str, of: Entity, title: str | None = None) -> float:
    rows = features([ACME, BOLT, MONDAY], title, BODY)
    return rows[[ACME, BOLT, MONDAY].index(of)][FEATURES.index(name)]


def test_the_name_that_comes_first_and_most_weighs_most() -> None:
    acme, bolt = salience([ACME, BOLT], None, BODY)
    assert 1 > acme > bolt > 0


def test_being_in_the_title_makes_more_salient() -> None:
    assert feature("title", BOLT, "Why BOLT’s lawyers lost") == 1
    assert salience([BOLT], "Why Bolt lost", BODY) > salience([BOLT], None, BODY)


def test_a_part_of_a_word_in_the_title_is_not_the_name() -> None:
    assert feature("title", BOLT, "Bolts and acmes") == 0


def test_a_name_with_a_verb_behind_it_or_at_the_start_of_a_sentence_is_a_subject() -> None:
    assert feature("subject", ACME) > feature("subject", BOLT) == 0


def test_spread_is_the_part_of_the_sentences_that_name_it() -> None:
    assert feature("spread", BOLT) == 2 / 3


def test_dates_have_no_salience_and_change_that_of_nothing_else() -> None:
    assert salience([MONDAY], "Monday", BODY) == [0.0]
    assert salience([BOLT, MONDAY], None, BODY)[:1] == salience([BOLT], None, BODY)


def test_no_entities_have_no_salience() -> None:
    assert salience([], "Title", "") == []


def test_every_feature_has_a_weight() -> None:
    assert len(FEATURES) == len(WEIGHTS) == len(features([ACME], None, BODY)[0])


@given(
    st.lists(st.tuples(st.integers(0, 500), st.integers(1, 9), st.sampled_from(list(EntityType)))),
    st.none() | st.text(),
    st.text(max_size=80),
)
def test_salience_is_always_between_nothing_and_one(
    made: list[tuple[int, int, EntityType]], title: str | None, body: str
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
    found = salience(entities, title, body)
    assert len(found) == len(entities)
    assert all(0 <= value <= 1 and round(value, 4) == value for value in found)
