from hypothesis import given
from hypothesis import strategies as st

from schemas.entity import Entity, EntityType, Mention
from service.stages.enrich.linking import Link, dateline_links, links
from tests.service.stages.enrich.known import WORLD
from tests.service.stages.enrich.made import entity

PERSON, ORG, PLACE, NORP = EntityType.PERSON, EntityType.ORG, EntityType.PLACE, EntityType.NORP


def linked(body: str, *names: tuple[str, EntityType]) -> list[Link]:
    """The links of the named entities of `body`."""
    entities = [entity(number, name, kind, body) for number, (name, kind) in enumerate(names)]
    return list(links(body, entities, WORLD))


def rows(body: str, *names: tuple[str, EntityType]) -> list[int | None]:
    return [link.entry.row if link.entry else None for link in linked(body, *names)]


def test_a_place_is_what_its_name_most_likely_means() -> None:
    assert rows("He lives in Paris.", ("Paris", PLACE)) == [4]


def test_a_name_that_two_places_have_alike_is_neither() -> None:
    assert rows("He lives in Springfield.", ("Springfield", PLACE)) == [None]


def test_a_name_that_nobody_knows_is_nil_and_says_so() -> None:
    (link,) = linked("Port Lewin sleeps.", ("Port Lewin", PLACE))
    assert (link.entry, link.best, link.why) == (None, None, "name not known")


def test_a_place_lies_in_the_region_behind_the_comma() -> None:
    assert rows("A man in Paris, Texas, sang.", ("Paris", PLACE), ("Texas", PLACE)) == [5, 6]
    assert rows("In Atlanta, Georgia.", ("Atlanta", PLACE), ("Georgia", PLACE)) == [9, 8]
    assert rows("In Tbilisi, Georgia.", ("Tbilisi", PLACE), ("Georgia", PLACE)) == [10, 7]


def test_a_place_and_its_region_may_be_one_name() -> None:
    assert rows("A man in Paris, Texas, sang.", ("Paris, Texas", PLACE)) == [5]
    assert rows("A man in Paris, Nowhere.", ("Paris, Nowhere", PLACE)) == [None]


def test_a_town_lies_in_the_state_behind_it() -> None:
    names = ("Portland", PLACE), ("Maine", PLACE)
    assert rows("In Portland, Maine, it rained.", *names) == [16, 17]
    assert rows("In Portland, Me.; in Portland, ME 04101.", ("Portland", PLACE)) == [16]
    assert rows("In Portland it rained.", ("Portland", PLACE)) == [15]


def test_a_state_need_not_be_taken_for_a_name() -> None:
    assert rows("In Portland, Maine, it rained.", ("Portland", PLACE)) == [16]
    assert rows("In Portland, Maine.", ("Portland, Maine", PLACE)) == [16]


def test_a_town_that_is_not_known_in_its_state_is_nil() -> None:
    for body in ("In Paris, Maine, it rained.", "In Paris, Maine. Later Paris slept."):
        assert rows(body, ("Paris", PLACE), ("Maine", PLACE)) == [None, 17], body


def test_a_state_behind_a_later_mention_may_be_another_of_a_list() -> None:
    names = ("Paris", PLACE), ("Maine", PLACE)
    assert rows("Paris slept. In Paris, Maine, it rained.", *names) == [4, 17]
    assert rows("Portland slept. In Portland, Maine, it rained.", ("Portland", PLACE)) == [16]


def test_states_that_are_named_among_many_say_little() -> None:
    names = ("Augusta", PLACE), ("Maine", PLACE), ("Texas", PLACE), ("Paris", PLACE)
    assert rows("Augusta; Maine.", *names[:2]) == [19, 17]
    assert rows("Augusta; Maine; Texas; in Paris, Texas.", *names)[0] != 19


def test_what_is_listed_before_a_state_need_not_lie_in_it() -> None:
    assert rows("Paris, Maine and Texas.", ("Paris", PLACE), ("Maine", PLACE)) == [4, 17]


def test_an_abbreviation_taken_for_a_name_is_its_state() -> None:
    names = ("Paris", PLACE), ("Tex.", PLACE)
    assert rows("A man in Paris, Tex., sang.", *names) == [5, 6]


def test_a_town_is_rather_in_the_state_that_the_text_speaks_of() -> None:
    names = ("Augusta", PLACE), ("Maine", PLACE), ("Portland", PLACE)
    assert rows("Portland, Maine, is not Augusta.", *names) == [19, 17, 16]
    assert rows("Portland is not Augusta.", ("Augusta", PLACE), ("Portland", PLACE)) == [18, 15]


def test_a_state_before_which_a_town_is_printed_gains_no_town_of_its_name_by_that() -> None:
    (link,) = linked("In Portland, Maine.", ("Maine", PLACE))
    assert link.best
    assert "division" not in link.best.parts


def test_a_town_and_its_state_may_be_printed_either_way_round() -> None:
    names = ("Portland", PLACE), ("Maine", PLACE)
    assert rows("Portland, Maine. Maine, Portland: ferries.", *names) == [16, 17]


def test_a_link_says_that_a_town_lies_elsewhere() -> None:
    town, state = linked("In Portland, Maine.", ("Portland", PLACE), ("Maine", PLACE))
    assert town.best
    assert town.runner_up
    assert (town.best.parts["container"], town.runner_up.parts["container"]) == (8.0, -8.0)
    assert state.best
    assert state.best.parts["container"] == 8.0


def test_a_first_name_is_no_country() -> None:
    names = ("Georgia", PLACE), ("Hale", PERSON), ("Moscow", PLACE)
    first, *_ = linked("Georgia Hale left Moscow. Hale smiled.", *names)
    assert (first.entry, first.why) == (None, "a part of a person's name")
    assert rows("Georgia's Hale left Moscow for Georgia.", *names)[0] is not None
    assert rows("Georgia Hale left Moscow.", names[0], names[2])[0] is not None


def test_washington_is_the_state_where_the_text_calls_it_one() -> None:
    assert rows("Fires in Washington state.", ("Washington", PLACE)) == [2]
    assert rows("Fires in the state of Washington.", ("Washington", PLACE)) == [2]
    assert rows("Fires in Washington, D.C., too.", ("Washington", PLACE)) == [1]


def test_a_capital_that_speaks_and_decides_stands_for_its_government() -> None:
    for body in (
        "Washington accused it of lying.",
        "Washington has repeatedly denied it.",
        "Critics of Washington's decision.",
        "Talks with Washington failed.",
    ):
        (link,) = linked(body, ("Washington", PLACE))
        assert link.best, body
        assert (link.best.entry.row, link.stands_for_government) == (1, True), body
    for body in ("A man in Washington said so.", "It rains. Washington is wet."):
        assert not linked(body, ("Washington", PLACE))[0].stands_for_government


def test_washington_may_be_a_person() -> None:
    names = ("Denzel Washington", PERSON), ("Washington", PLACE)
    assert rows("Denzel Washington came. Washington laughed.", *names) == [None, None]
    assert rows("Denzel Washington was born in Washington, D.C.", *names) == [None, 1]


def test_a_nationality_is_never_a_territory_and_has_the_country_it_points_to() -> None:
    (link,) = linked("French and Russian ships.", ("French", NORP))
    assert (link.entry, link.why) == (None, "no NORP of the name is known")
    (link,) = linked("French and Russian ships.", ("Russian", NORP))
    assert link.entry
    assert (link.entry.country, link.entry.type) == ("RU", NORP)


def test_a_lone_surname_is_nobody_unless_the_text_explains_it() -> None:
    (link,) = linked("Putin came late.", ("Putin", PERSON))
    assert link.entry is None
    assert link.best is not None
    assert link.why == "a lone surname that nothing in the text explains"
    assert rows("President Putin came late.", ("Putin", PERSON)) == [21]
    assert rows("Putin left Moscow.", ("Putin", PERSON), ("Moscow", PLACE)) == [21, 13]


def test_a_surname_that_people_of_the_text_share_is_nobody_else() -> None:
    body = "Igor Putin and Maria Putin left Moscow. It was Putin who fell."
    names = ("Igor Putin", PERSON), ("Maria Putin", PERSON), ("Moscow", PLACE)
    lone = Entity(
        id="e9", type=PERSON, name="Putin", mentions=(Mention(start=47, end=52, text="Putin"),)
    )
    people = [entity(number, name, kind, body) for number, (name, kind) in enumerate(names)]
    (*_, link) = links(body, [*people, lone], WORLD)
    assert (link.entry, link.why) == (
        None,
        "a surname of people in the text, of whom it may be any",
    )
    (*_, alone) = links(body, [people[2], lone], WORLD)
    assert alone.entry is not None


def test_of_two_people_who_are_told_apart_only_the_one_of_the_name_is_linked() -> None:
    body = "President Putin and Vladimir Putin met in Moscow, in Russia."
    names = ("Putin", PERSON), ("Vladimir Putin", PERSON), ("Moscow", PLACE), ("Russia", PLACE)
    found = linked(body, *names)
    assert [link.entry is not None for link in found[:2]] == [False, True]


def test_another_person_of_a_known_surname_is_not_the_known_one() -> None:
    body = "Igor Putin and Putin left Moscow."
    putin = entity(0, "Putin", PERSON, body)
    igor = Entity(**{**dict(putin), "name": "Igor Putin"})
    moscow = entity(1, "Moscow", PLACE, body)
    assert [link.entry is None for link in links(body, [igor, moscow], WORLD)] == [True, False]


def test_an_organisation_is_also_known_by_its_shorter_names() -> None:
    body = "The Federal Food Office (FDA) ruled. FDA"
    whole = Entity(
        id="e1",
        type=ORG,
        name="Federal Food Office",
        mentions=(
            Mention(start=4, end=23, text="Federal Food Office"),
            Mention(start=25, end=28, text="FDA"),
        ),
    )
    (link,) = links(body, [whole], WORLD)
    assert link.best
    assert (link.best.entry.row, link.best.alias) == (22, "FDA")


def test_a_link_says_why() -> None:
    paris, texas = linked("A man in Paris, Texas, sang.", ("Paris", PLACE), ("Texas", PLACE))
    assert paris.best
    assert paris.runner_up
    assert texas.best
    assert set(paris.best.parts) == {"name", "country", "container"}
    assert paris.best.score == round(sum(paris.best.parts.values()), 4)
    assert paris.best.score > paris.runner_up.score
    assert paris.runner_up.entry.row == 4
    assert 0.5 < paris.confidence < 1


def test_a_dateline_is_read_as_it_is_printed() -> None:
    for printed, row in (
        ("MOSCOW", 13),
        ("MOSCOW (Reuters)", 13),
        ("Paris, Texas", 5),
        ("PARIS/MOSCOW", 4),
    ):
        assert [entry.row for entry in dateline_links(printed, WORLD)] == [row], printed
    for nowhere in ("NOWHERE", "", ",", None):
        assert dateline_links(nowhere, WORLD) == ()


def test_a_name_in_every_line_of_a_megabyte_is_linked() -> None:
    assert rows("Washington said so.\n" * 50_000, ("Washington", PLACE)) == [1]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Paris", "Georgia", "Putin", "Texas", "FDA", "Nobody"]),
            st.sampled_from(list(EntityType)),
        ),
        max_size=8,
    ),
    st.sampled_from([", ", " said ", " and ", "\n"]),
)
def test_every_entity_has_one_answer_with_a_confidence(
    names: list[tuple[str, EntityType]], between: str
) -> None:
    body = between.join(name for name, _ in names)
    found = linked(body, *names)
    assert [link.entity for link in found] == [f"e{number}" for number in range(len(names))]
    assert all(0 <= link.confidence <= 1 for link in found)
    assert all((link.entry is None) == bool(link.why) for link in found)
