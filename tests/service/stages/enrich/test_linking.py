from schemas.entity import Coordinates, EntityType, Place
from service.knowledge import Gazetteer
from service.stages.enrich.linking import link, linked, places
from tests.service.stages.enrich.made import entity

BODY = "Paris, U.S., Springfield, United States, London, French"


def test_a_place_is_tied_to_the_map(gazetteer: Gazetteer) -> None:
    paris = entity(1, "Paris", EntityType.PLACE, BODY)
    found = linked(paris, link(paris, gazetteer), 0.5)
    assert (found.geonames, found.country, found.salience) == (2988507, "FR", 0.5)
    assert found.coordinates == Coordinates(latitude=48.85341, longitude=2.3488)
    assert found.wikidata is None
    assert found.description is None
    assert found.mentions == paris.mentions


def test_a_place_that_nobody_knows_for_sure_stays_unlinked(gazetteer: Gazetteer) -> None:
    springfield = entity(1, "Springfield", EntityType.PLACE, BODY)
    found = linked(springfield, link(springfield, gazetteer), 0.5)
    assert (found.geonames, found.country, found.coordinates) == (None, None, None)


def test_what_is_no_place_is_not_looked_up(gazetteer: Gazetteer) -> None:
    for kind in set(EntityType) - {EntityType.PLACE}:
        assert link(entity(1, "Paris", kind, BODY), gazetteer) is None


def test_places_come_once_each_and_the_most_salient_first(gazetteer: Gazetteer) -> None:
    weights = {"U.S.": 0.1, "Springfield": 0.9, "United States": 0.3, "London": 0.3, "Paris": 0.6}
    entities = [entity(n, name, EntityType.PLACE, BODY) for n, name in enumerate(weights)]
    toponyms = [link(e, gazetteer) for e in entities]
    weighed = [
        linked(e, t, w) for e, t, w in zip(entities, toponyms, weights.values(), strict=True)
    ]
    assert [(place.entity, place.name) for place in places(weighed, toponyms)] == [
        ("e4", "Paris"),
        ("e2", "United States"),
        ("e3", "London"),
    ]
    assert places(weighed, toponyms)[0] == Place(
        entity="e4",
        name="Paris",
        geonames=2988507,
        country="FR",
        coordinates=Coordinates(latitude=48.85341, longitude=2.3488),
    )
