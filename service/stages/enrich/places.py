"""Entities with what is known of them, and the places that the story is about."""

from collections.abc import Iterable, Sequence

from schemas.entity import Coordinates, Entity, EntityType, LinkedEntity, Place
from service.knowledge import Entry
from service.knowledge.names import key
from service.stages.enrich.linking import Link

ABOUT = 0.1  # salience of a place that the story is about, rather than one it mentions
GOVERNMENT = 0.5  # of its salience counts where a place stands for a government

_OWN_FIELDS = frozenset({"wikidata", "geonames"})


def linked(entity: Entity, link: Link, salience: float, is_main: bool) -> LinkedEntity:
    """`entity` with what is known of it."""
    entry = link.entry
    if entry is None:
        return LinkedEntity(**vars(entity), salience=salience, is_main=is_main)
    return LinkedEntity(
        **{**vars(entity), "name": _name(entity, link)},
        wikidata=entry.ids.get("wikidata"),
        geonames=_geonames(entry),
        ids={scheme: value for scheme, value in entry.ids.items() if scheme not in _OWN_FIELDS},
        kind=entry.kind,
        description=entry.description,
        country=entry.country,
        coordinates=_coordinates(entry),
        stands_for="government" if link.stands_for_government else None,
        link_confidence=link.confidence,
        salience=salience,
        is_main=is_main,
    )


def places(
    entities: Sequence[LinkedEntity], links: Iterable[Link], dateline: Sequence[Entry]
) -> tuple[Place, ...]:
    """The places that the story is about, the most salient first, each once.

    Those among `entities` from ABOUT on, the most salient in any case, and that of the dateline.
    "U.S." and "the United States" are one place whatever grouping made of them. A place that
    the dateline alone names has no entity, and comes last.
    """
    ranked = [
        (entity.salience * (GOVERNMENT if entity.stands_for else 1), entity, link.entry)
        for entity, link in zip(entities, links, strict=True)
        if link.entry and link.entry.type is EntityType.PLACE
    ]
    ranked.sort(key=lambda one: -one[0])
    once: dict[int, Place] = {}
    for weight, entity, entry in ranked:
        if weight < ABOUT and once:
            break
        once.setdefault(entry.row, _place(entry, entity.id))
    for entry in dateline:
        once.setdefault(entry.row, _place(entry, None))
    return tuple(once.values())


def _place(entry: Entry, entity: str | None) -> Place:
    return Place(
        entity=entity,
        name=entry.name,
        wikidata=entry.ids.get("wikidata"),
        geonames=_geonames(entry),
        kind=entry.kind,
        country=entry.country,
        coordinates=_coordinates(entry),
    )


def _name(entity: Entity, link: Link) -> str:
    """As the knowledge base writes it, where the text has nothing but capitals: "LODWAR"."""
    name, alias = entity.name, link.best.alias if link.best else entity.name
    shouted = name.isupper() and not alias.isupper()
    return alias if shouted and key(alias) == key(name) else name


def _geonames(entry: Entry) -> int | None:
    number = entry.ids.get("geonames")
    return int(number) if number else None


def _coordinates(entry: Entry) -> Coordinates | None:
    if entry.latitude is None or entry.longitude is None or entry.type is not EntityType.PLACE:
        return None
    return Coordinates(latitude=entry.latitude, longitude=entry.longitude)
