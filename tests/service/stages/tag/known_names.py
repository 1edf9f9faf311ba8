"""A tagger that finds the names of a list, each wherever it stands as words of its own."""

import re
from collections.abc import Mapping, Sequence

from schemas.entity import EntityType
from service.stages.tag.tagger import Span


class KnownNames:
    """The longest of the names that begin at a word, in the case in which they are given."""

    engine = "known names 1"
    languages = frozenset({"en"})

    def __init__(self, types: Mapping[str, EntityType]) -> None:
        self._types = types
        names = sorted(map(re.escape, types), key=len, reverse=True)
        self._names = re.compile(rf"\b(?:{'|'.join(names)})\b")

    def find(self, texts: Sequence[str]) -> list[list[Span]]:
        return [
            [Span(m.start(), m.end(), self._types[m[0]], 0.9) for m in self._names.finditer(text)]
            for text in texts
        ]
