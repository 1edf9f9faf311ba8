import pytest

from schemas.entity import Coordinates, EntityType, LinkedEntity, Place
from service.stages.enrich.linking import Link, dateline_links, links
from service.stages.enrich.places import linked, places
from tests.service.stages.enrich.known import WORLD
from tests.service.stages.enrich.made import entity

BODY = "Paris, Springfield and U.S., United States; Russian ships left. Moscow denied it."
KINDS = {"Russian": EntityType.NORP}


def found(**weights: float) -> tuple[list[LinkedEntity], list[Link]]:
    """The named entities of BODY, linked and with these saliences."""
    names = [name.replace("_", " ") for name in weights]
    entities = [
        entity(n, name, KINDS.get(name, EntityType.PLACE), BODY) for n, name in enumerate(names)
    ]
    answers = list(links(BODY, entities, WORLD))
    weighed = zip(entities, answers, weights.values(), strict=True)
    return [linked(e, link, weight, weight > 0.5) for e, link, weight in weighed], answers


def test_a_linked_entity_has_all_that_is_known() -> None:
    ((paris,), _) = found(Paris=0.6)
    assert (paris.wikidata, paris.geonames, paris.ids) == ("Q4", 4, {"iso": "X4"})
    assert (paris.kind, paris.country, paris.stands_for) == ("capital", "FR", None)
    assert paris.coordinates == Coordinates(latitude=4, longitude=-4)
    assert paris.link_confidence is not None
    assert 0.9 < paris.link_confidence <= 1
    assert (paris.salience, paris.is_main) == (0.6, True)


@pytest.mark.parametrize(
    ("printed", "name"),
    [("PARIS", "Paris"), ("Paris", "Paris"), ("U.S.", "U.S."), ("PRIS", "PRIS")],
)
def test_a_name_in_capitals_alone_is_written_as_it_is_known(printed: str, name: str) -> None:
    one = entity(0, printed, EntityType.PLACE, f"{printed} sleeps.")
    (link,) = links(f"{printed} sleeps.", [one], WORLD)
    assert linked(one, link, 0.5, True).name == name


def test_an_entity_that_nobody_knows_has_no_identifier() -> None:
    ((one,), _) = found(Springfield=0.4)
    assert (one.wikidata, one.geonames, one.ids, one.country) == (None, None, {}, None)
    assert (one.coordinates, one.link_confidence, one.is_main) == (None, None, False)


def test_a_nationality_has_a_country_and_is_no_place() -> None:
    entities, answers = found(Russian=0.9)
    assert (entities[0].country, entities[0].coordinates) == ("RU", None)
    assert places(entities, answers, ()) == ()


def test_places_come_once_each_and_the_most_salient_first() -> None:
    entities, answers = found(Paris=0.2, United_States=0.3, Springfield=0.9)
    assert [place.name for place in places(entities, answers, ())] == ["United States", "Paris"]
    assert places(entities, answers, ())[1] == Place(
        entity="e0",
        name="Paris",
        wikidata="Q4",
        geonames=4,
        kind="capital",
        country="FR",
        coordinates=Coordinates(latitude=4, longitude=-4),
    )


def test_a_place_that_is_only_mentioned_is_none_of_the_story() -> None:
    entities, answers = found(Paris=0.4, United_States=0.09)
    assert [place.name for place in places(entities, answers, ())] == ["Paris"]
    entities, answers = found(United_States=0.09)
    assert [place.name for place in places(entities, answers, ())] == ["United States"]


def test_a_place_that_stands_for_its_government_ranks_lower() -> None:
    entities, answers = found(Moscow=0.5, Paris=0.3)
    assert entities[0].stands_for == "government"
    assert [place.name for place in places(entities, answers, ())] == ["Paris", "Moscow"]


def test_the_place_of_the_dateline_is_listed_with_its_entity_if_it_has_one() -> None:
    entities, answers = found(Paris=0.3)
    at = dateline_links("MOSCOW", WORLD) + dateline_links("PARIS", WORLD)
    assert [(place.name, place.entity) for place in places(entities, answers, at)] == [
        ("Paris", "e0"),
        ("Moscow", None),
    ]
