"""How much an article is about each of its entities.

    salience = 0.5 * log(1 + mentions) / log(1 + mentions of the most mentioned name)
             + 0.3 * (1 - start of the first mention / length of the body)
             + 0.2 if the title names it

rounded to four digits, so in [0, 1]. Dates and amounts have none: no article is about "Monday".
"""

from collections.abc import Sequence
from math import log

from schemas.entity import Entity
from service.stages.tag.grouping import EXPRESSIONS
from service.stages.tag.short_forms import MAX_NAME_WORDS
from service.stages.tag.spelling import Words
from service.stages.words import fold, words

FREQUENCY, LEAD, TITLE = 0.5, 0.3, 0.2
MAIN = 0.6
TITLE_WORDS = 100  # nobody prints a longer headline; the rest is not looked at


def salience(entities: Sequence[Entity], title: str | None, body_length: int) -> list[float]:
    """For each entity its salience. `body_length` is in code points."""
    most = max((len(e.mentions) for e in entities if e.type not in EXPRESSIONS), default=1)
    named = _runs(title or "")
    return [
        0.0 if entity.type in EXPRESSIONS else _of(entity, most, named, body_length)
        for entity in entities
    ]


def mains(weights: Sequence[float]) -> list[bool]:
    """Which entities the article is about: of those above MAIN the best few."""
    return [weight >= MAIN for weight in weights]


def _of(entity: Entity, most: int, named: frozenset[Words], body_length: int) -> float:
    frequency = log(1 + len(entity.mentions)) / log(1 + most)
    lead = max(0.0, 1 - entity.mentions[0].start / max(body_length, 1))
    forms = {_plain(form) for form in {entity.name, *(m.text for m in entity.mentions)}}
    title = 0.0 if forms.isdisjoint(named) else 1.0
    return round(FREQUENCY * frequency + LEAD * lead + TITLE * title, 4)


def _runs(title: str) -> frozenset[Words]:
    """All runs of words in `title` that may be a name."""
    said = _plain(title)[:TITLE_WORDS]
    return frozenset(
        said[start : start + length]
        for length in range(1, MAX_NAME_WORDS + 1)
        for start in range(len(said) - length + 1)
    )


def _plain(text: str) -> Words:
    return tuple(fold(text[start:end]) for start, end in words(text))
