"""Made entities."""

import re

from schemas.entity import Entity, EntityType, Mention


def entity(number: int, name: str, kind: EntityType, body: str) -> Entity:
    """An entity that is mentioned wherever `body` has its name."""
    return Entity(
        id=f"e{number}",
        type=kind,
        name=name,
        mentions=tuple(
            Mention(start=found.start(), end=found.end(), text=found.group())
            for found in re.finditer(re.escape(name), body)
        ),
    )
