"""How much an article is about each of its entities.

A logistic regression over the features of an entity (`features`), so a probability in (0, 1):
that a reader would name the entity among those that the article is about. The weights were fitted
by `python -m service.training.salience DATA` on sel_wikinews (Wikinews, CC BY; salience as readers
saw it from 1 to 3, from 2 up counts), with and without the headline in the body. Five-fold
cross-validated on the entities of the default tagger: P@1 78.0, P@3 72.6.
Dates and amounts have none: no article is about "Monday".
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from math import exp, log

from schemas.entity import Entity, EntityType, Mention
from service.stages.tag.grouping import EXPRESSIONS
from service.stages.tag.short_forms import MAX_NAME_WORDS
from service.stages.tag.spelling import Words
from service.stages.words import folded

FEATURES = (
    "frequency",
    "share",
    "lead",
    "title",
    "first sentence",
    "subject",
    "spread",
    "first",
    "person",
    "organisation",
    "place",
)
WEIGHTS = (0.617, 0.595, 2.162, 1.419, -0.543, -0.1, 2.97, -0.027, -0.419, -0.493, -0.278)
BIAS = -3.64
MAIN = 0.3  # salience from which an entity is one of those that the article is about

TITLE_WORDS = 100  # nobody prints a longer headline; the rest is not looked at
MOST_MENTIONS = 50  # of an entity that are looked at one by one

_TYPES = (EntityType.PERSON, EntityType.ORG, EntityType.PLACE)
_SENTENCE = re.compile(r"[.!?][\"”’)]*\s+|\n+")
_VERB = re.compile(
    r"(?:,[^,.\n]{1,60},)?\s+(?:has|had|have|is|was|are|were|will|would|may|could|can|did|does|says?"
    r"|said|[a-z]{3,}(?:ed|es)|won|won't|told|made|took|gave|began|became|went|left|met|set|put)\b"
)


def salience(entities: Sequence[Entity], title: str | None, body: str) -> list[float]:
    """For each entity of an article its salience, to four digits."""
    return [
        round(1 / (1 + exp(-BIAS - sum(w * x for w, x in zip(WEIGHTS, row, strict=True)))), 4)
        if row
        else 0.0
        for row in features(entities, title, body)
    ]


def features(entities: Sequence[Entity], title: str | None, body: str) -> list[tuple[float, ...]]:
    """For each entity the numbers that FEATURES names, each in [0, 1] but for `frequency`.

    Empty for dates and amounts.
    """
    named = [entity for entity in entities if entity.type not in EXPRESSIONS]
    most = max((len(entity.mentions) for entity in named), default=1)
    first = min((entity.mentions[0].start for entity in named), default=0)
    starts = [0, *(gap.end() for gap in _SENTENCE.finditer(body))]
    said = _runs(title or "")
    return [
        () if entity.type in EXPRESSIONS else _row(entity, most, first, said, starts, body)
        for entity in entities
    ]


def _row(
    entity: Entity,
    most: int,
    first: int,
    said: frozenset[Words],
    starts: Sequence[int],
    body: str,
) -> tuple[float, ...]:
    seen = entity.mentions[:MOST_MENTIONS]
    sentences = [bisect_right(starts, mention.start) for mention in seen]
    forms = {folded(form) for form in {entity.name, *(mention.text for mention in seen)}}
    count = len(entity.mentions)
    subjects = sum(
        mention.start - starts[sentence - 1] <= 4 or _is_subject(mention, body)
        for mention, sentence in zip(seen, sentences, strict=True)
    )
    return (
        log(count),
        log(1 + count) / log(1 + most),
        max(0.0, 1 - seen[0].start / max(len(body), 1)),
        0.0 if forms.isdisjoint(said) else 1.0,
        1.0 if sentences[0] <= 2 else 0.0,
        subjects / len(seen),
        min(1.0, len(set(sentences)) / max(len(starts), 1)),
        1.0 if seen[0].start == first else 0.0,
        *(1.0 if entity.type is kind else 0.0 for kind in _TYPES),
    )


def _is_subject(mention: Mention, body: str) -> bool:
    return _VERB.match(body, mention.end, mention.end + 80) is not None


def _runs(title: str) -> frozenset[Words]:
    """All runs of words in `title` that may be a name."""
    said = folded(title)[:TITLE_WORDS]
    return frozenset(
        said[start : start + length]
        for length in range(1, MAX_NAME_WORDS + 1)
        for start in range(len(said) - length + 1)
    )
