"""Places to the map: an entity of type PLACE to the toponym of its name.

Other types stay unlinked in this version: the gazetteer knows nothing but places, and a
demonym ("French") is not the place that shares its letters.
"""

from collections.abc import Sequence

from schemas.entity import Coordinates, Entity, EntityType, LinkedEntity, Place
from service.knowledge import Gazetteer, Toponym


def link(entity: Entity, gazetteer: Gazetteer) -> Toponym | None:
    """The place that `entity` names, or None where it names none or no certain one."""
    return gazetteer.lookup(entity.name) if entity.type is EntityType.PLACE else None


def linked(entity: Entity, toponym: Toponym | None, salience: float) -> LinkedEntity:
    """`entity` with what is known of it."""
    return LinkedEntity(
        **dict(entity),
        geonames=toponym and toponym.geonames,
        country=toponym and toponym.country,
        coordinates=coordinates(toponym),
        salience=salience,
    )


def places(
    entities: Sequence[LinkedEntity], toponyms: Sequence[Toponym | None]
) -> tuple[Place, ...]:
    """The places among `entities`, the most salient first, each place once.

    "U.S." and "the United States" are two entities but one place.
    """
    pairs = [(entity, toponym) for entity, toponym in zip(entities, toponyms, strict=True)]
    pairs.sort(key=lambda pair: -pair[0].salience)
    once: dict[int, Place] = {}
    for entity, toponym in pairs:
        if toponym and toponym.geonames not in once:
            once[toponym.geonames] = Place(
                entity=entity.id,
                name=toponym.name,
                geonames=toponym.geonames,
                country=toponym.country,
                coordinates=coordinates(toponym),
            )
    return tuple(once.values())


def coordinates(toponym: Toponym | None) -> Coordinates | None:
    if toponym is None or toponym.latitude is None or toponym.longitude is None:
        return None
    return Coordinates(latitude=toponym.latitude, longitude=toponym.longitude)
