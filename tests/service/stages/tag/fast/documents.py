"""Documents whose names have been found, and what is made of them."""

import numpy as np

from schemas.entity import EntityType
from service.knowledge.names import digest
from service.stages.tag.fast.document import settled
from service.stages.tag.fast.edges import Name
from service.stages.tag.fast.spellings import Lexicon
from service.stages.tag.tagger import Span

PERSON, ORG, PLACE, NORP = EntityType.PERSON, EntityType.ORG, EntityType.PLACE, EntityType.NORP
KNOWN = {"turkey": 1, "jordan": 1 | 4, "french": 2, "us": 1, "un": 8, "ardal": 16}
WORDS = sorted(KNOWN, key=digest)
LEXICON = Lexicon(
    ("country", "demonym", "surname", "org", "city"),
    np.array([digest(word) for word in WORDS], np.uint64),
    np.array([KNOWN[word] for word in WORDS], np.uint16),
    np.zeros(len(WORDS), np.uint16),
    np.zeros((len(WORDS), 2), np.int8),
)


def settle(text: str, *names: tuple[str, EntityType]) -> list[tuple[str, EntityType]]:
    """The names that are left of those given, each found once, from left to right."""
    words = text.split()
    given = []
    place = 0
    for name, kind in names:
        parts = name.split()
        while words[place : place + len(parts)] != parts:
            place += 1
        given.append(Name(place, place + len(parts), Span(0, 1, kind, 0.9)))
        place += len(parts)
    return [
        (" ".join(words[name.first : name.end]), name.span.type)
        for name in settled(words, given, LEXICON)
    ]
