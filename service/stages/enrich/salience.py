"""How much an article is about each of its entities.

A weighted sum of what is known of an entity (`features`), put on the scale of a probability in
(0, 1): that a reader would name the entity among those that the article is about. The weights are
fitted by `python -m service.training.salience DATA` on sel_wikinews (Wikinews, CC BY; salience as
readers saw it from 1 to 3, from 2 up counts), with and without the headline in the body, on the
entities of the default tagger as they are grouped and linked. Dates and amounts have none: no
article is about "Monday".
"""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from math import exp, log
from operator import mul

from schemas.entity import Entity, EntityType
from service.knowledge import Entry
from service.stages.tag.grouping import EXPRESSIONS
from service.stages.tag.short_forms import MAX_NAME_WORDS
from service.stages.tag.spelling import Words
from service.stages.words import folded

FEATURES = (
    "frequency",
    "share",
    "lead",
    "early",
    "late",
    "first sentence",
    "second",
    "title",
    "subject",
    "sure",
    "known",
    "well known",
    "place",
    "organisation",
    "event",
    "medium",
)
WEIGHTS = (
    *(0.662, 1.064, 0.95, 0.395, 0.091, -0.766, 0.433, 0.984, -0.364, 1.278),
    *(-0.069, -0.095, 0.557, -0.124, -1.652, -0.465),
)
BIAS = -2.593
MAIN = 0.25  # salience from which an entity is one of those that the article is about

TITLE_WORDS = 100  # nobody prints a longer headline; the rest is not looked at
MOST_MENTIONS = 50  # of an entity whose spellings and places are looked at
UNSURE = 0.8  # confidence where the tagger gives none
LETTERS = 6.0  # of a word and the space behind it

LONGEST_OPENING = 20  # code points of a sentence before its subject that are looked at
_OPENINGS = frozenset(
    ("", "a", "an", "and", "but", "however,", "mr", "mr.", "president", "prime minister", "the")
)
_SENTENCE = re.compile(r"[.!?][\"”’)]*\s+|\n+")
_MEDIUM = re.compile(
    r"\b(?:News|Times|Press|Post|Agency|TV|Television|Radio|Journal|Herald|Tribune|Reuters|BBC"
    r"|CNN|AFP)\b"
)


def salience(
    entities: Sequence[Entity], title: str | None, body: str, entries: Sequence[Entry | None]
) -> list[float]:
    """For each entity of an article its salience, to four digits.

    `entries` are what the entities are linked to, in their order.
    """
    return [
        round(1 / (1 + exp(-BIAS - sum(map(mul, WEIGHTS, row)))), 4) if row else 0.0
        for row in features(entities, title, body, entries)
    ]


def features(
    entities: Sequence[Entity], title: str | None, body: str, entries: Sequence[Entry | None]
) -> list[tuple[float, ...]]:
    """For each entity the numbers that FEATURES names. Empty for dates and amounts."""
    named = [entity for entity in entities if entity.type not in EXPRESSIONS]
    counts = _counts(entities, entries)
    most = max((counts[entity.id] for entity in named), default=1)
    second = sorted(entity.mentions[0].start for entity in named)[1:2]
    begins = [0, *(gap.end() for gap in _SENTENCE.finditer(body)), len(body)]
    said = _runs(title or "")
    rows: list[tuple[float, ...]] = []
    for entity, entry in zip(entities, entries, strict=True):
        if entity.type in EXPRESSIONS:
            rows.append(())
            continue
        first, last = entity.mentions[0].start, entity.mentions[-1].end
        count, length = counts[entity.id], max(len(body), 1)
        rows.append(
            (
                log(count),
                log(1 + count) / log(1 + most),
                max(0.0, 1 - first / length),
                -log(1 + first / LETTERS),
                min(1.0, last / length),
                float(first < begins[1]),
                float([first] == second),
                0.0 if _spellings(entity).isdisjoint(said) else 1.0,
                log(1 + _subject(entity, body, begins)),
                UNSURE if entity.confidence is None else entity.confidence,
                float(entry is not None),
                log(1 + entry.prior) if entry else 0.0,
                float(entity.type is EntityType.PLACE),
                float(entity.type is EntityType.ORG),
                float(entity.type is EntityType.EVENT),
                float(_is_medium(entity, entry)),
            )
        )
    return rows


def _subject(entity: Entity, body: str, begins: Sequence[int]) -> int:
    """How many of its mentions begin a sentence, as subjects mostly do, or stand right behind what
    may come before them."""
    found = 0
    for mention in entity.mentions[:MOST_MENTIONS]:
        begin = begins[bisect_right(begins, mention.start) - 1]
        if mention.start - begin <= LONGEST_OPENING:
            found += body[begin : mention.start].strip(' "“‘').casefold() in _OPENINGS
    return found


def _counts(entities: Sequence[Entity], entries: Sequence[Entry | None]) -> Mapping[str, int]:
    """How often each is named; a country also by its nationality: "Iran" by "Iranian"."""
    counts = {entity.id: len(entity.mentions) for entity in entities}
    countries = {
        entry.country: entity.id
        for entity, entry in zip(entities, entries, strict=True)
        if entry and entry.kind == "country"
    }
    for entity, entry in zip(entities, entries, strict=True):
        if entry and entity.type is EntityType.NORP and entry.country in countries:
            counts[countries[entry.country]] += len(entity.mentions)
    return counts


def _is_medium(entity: Entity, entry: Entry | None) -> bool:
    """Who reports is seldom what is reported."""
    if entry and entry.kind == "media":
        return True
    return entity.type is EntityType.ORG and _MEDIUM.search(entity.name) is not None


def _spellings(entity: Entity) -> set[Words]:
    seen = entity.mentions[:MOST_MENTIONS]
    return {folded(form) for form in {entity.name, *(mention.text for mention in seen)}}


def _runs(title: str) -> frozenset[Words]:
    """All runs of words in `title` that may be a name."""
    said = folded(title)[:TITLE_WORDS]
    return frozenset(
        said[start : start + length]
        for length in range(1, MAX_NAME_WORDS + 1)
        for start in range(len(said) - length + 1)
    )
