from math import log

from hypothesis import given
from hypothesis import strategies as st

from schemas.entity import Entity, EntityType, Mention
from service.knowledge import Entry
from service.stages.enrich.salience import FEATURES, WEIGHTS, features, salience
from tests.service.stages.enrich.made import entity

BODY = "Acme sued Bolt. Acme won on Monday; Acme Acme Acme Acme Acme. Rain fell on Bolt."
ACME = entity(1, "Acme", EntityType.ORG, BODY)
BOLT = entity(2, "Bolt", EntityType.ORG, BODY)
MONDAY = entity(3, "Monday", EntityType.DATE, BODY)


IRAN = entity(4, "Iran", EntityType.PLACE, "Iran")
IRANIAN = entity(5, "Iranian", EntityType.NORP, "     Iranian")
IN_IRAN = Entry(0, "Iran", EntityType.PLACE, kind="country", country="IR", prior=800.0)
OF_IRAN = Entry(1, "Iranian", EntityType.NORP, kind="demonym", country="IR")


def feature(name: str, of: Entity, title: str | None = None, entry: Entry | None = None) -> float:
    rows = features([ACME, BOLT, MONDAY], title, BODY, [entry, entry, None])
    return rows[[ACME, BOLT, MONDAY].index(of)][FEATURES.index(name)]


def test_the_name_that_comes_first_and_most_weighs_most() -> None:
    acme, bolt = salience([ACME, BOLT], None, BODY, [None, None])
    assert 1 > acme > bolt > 0


def test_being_in_the_title_makes_more_salient() -> None:
    assert feature("title", BOLT, "Why BOLT’s lawyers lost") == 1
    assert salience([BOLT], "Why Bolt lost", BODY, [None]) > salience([BOLT], None, BODY, [None])


def test_a_part_of_a_word_in_the_title_is_not_the_name() -> None:
    assert feature("title", BOLT, "Bolts and acmes") == 0


def test_what_is_named_second_and_what_in_the_first_sentence_is_known() -> None:
    assert (feature("second", ACME), feature("second", BOLT)) == (0, 1)
    assert feature("first sentence", BOLT) == 1
    assert feature("early", ACME) > feature("early", BOLT)
    assert feature("late", BOLT) > feature("late", ACME)


def test_a_subject_begins_its_sentence_or_stands_right_behind_what_may() -> None:
    body = "Acme won. But Acme lost. It beat Acme.\n“The Acme way,” said Acme. Never mind Acme"
    acme = entity(1, "Acme", EntityType.ORG, body)
    (row,) = features([acme], None, body, [None])
    assert row[FEATURES.index("subject")] == log(1 + 3)


def test_a_country_is_named_by_its_nationality_too() -> None:
    rows = features([IRAN, IRANIAN], None, "Iran Iranian", [IN_IRAN, OF_IRAN])
    assert rows[0][0] > rows[1][0] == 0
    alone = features([IRAN, IRANIAN], None, "Iran Iranian", [None, OF_IRAN])
    assert alone[0][0] == alone[1][0]


def test_who_reports_weighs_less() -> None:
    medium = Entry(2, "Acme", EntityType.ORG, kind="media")
    assert feature("medium", ACME, entry=medium) == 1
    assert feature("medium", ACME, entry=IN_IRAN) == 0
    times = entity(6, "Harbury Times", EntityType.ORG, "Harbury Times")
    assert features([times], None, "Harbury Times", [None])[0][FEATURES.index("medium")] == 1


def test_dates_have_no_salience_and_change_that_of_nothing_else() -> None:
    assert salience([MONDAY], "Monday", BODY, [None]) == [0.0]
    together = salience([BOLT, MONDAY], None, BODY, [None, None])
    assert together[:1] == salience([BOLT], None, BODY, [None])


def test_no_entities_have_no_salience() -> None:
    assert salience([], "Title", "", []) == []


def test_every_feature_has_a_weight() -> None:
    assert len(FEATURES) == len(WEIGHTS) == len(features([ACME], None, BODY, [None])[0])


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
    found = salience(entities, title, body, [None] * len(entities))
    assert len(found) == len(entities)
    assert all(0 <= value <= 1 and round(value, 4) == value for value in found)
