"""The spellings of names in a text, and which of them belong to another.

`owners[i]` is the number of the spelling that spelling i belongs to; mostly i itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.entity import EntityType
from service.stages.tag.spelling import Words
from service.stages.tag.tagger import Span


@dataclass(frozen=True, slots=True)
class Spelling:
    """All mentions of one folded spelling."""

    words: Words
    type: EntityType
    spans: tuple[Span, ...]


def join(owners: list[int], number: int, full: int) -> None:
    """Give `number` to `full`, unless it belongs to another already."""
    owner = root(owners, full)
    if owners[number] == number:
        owners[number] = owner


def root(owners: Sequence[int], number: int) -> int:
    """Whom `number` belongs to in the end: an owner may be joined to another by a later step."""
    while owners[number] != number:
        number = owners[number]
    return number
