"""Tagging without a model: capitalised words that the knowledge base has as a name.

For languages that nothing else tags. It finds only what is known, and takes names as they are
spelt: inflected ones are missed.
"""

import re
from collections.abc import Iterator, Sequence

from service.knowledge import KnowledgeBase, KnowledgeError, load_knowledge
from service.stages.tag.pieces import pieces
from service.stages.tag.tagger import BackendUnavailable, Span

LONGEST_RUN = 5  # words that are looked up together
LEAST_SHARE = 0.3  # of the most likely meaning of a name: less is a guess
LEAST_PRIOR = 1.0  # of what one word names: a city of 100,000 people

_WORD = re.compile(r"\w+(?:[.'’-]\w+)*")
_BETWEEN = re.compile(r"[ \u00a0]{1,2}\Z")


class GazetteerTagger:
    """A knowledge base as a Tagger: it knows no language, and is used for those it is set for."""

    languages: frozenset[str] = frozenset()

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self._knowledge = knowledge
        self.engine = f"gazetteer {knowledge.engine}"

    def find(self, texts: Sequence[str]) -> list[list[Span]]:
        meanings: dict[str, Span | None] = {}  # of each run of words, looked up once
        return [
            [span for start, piece in pieces(text) for span in self._find(piece, start, meanings)]
            for text in texts
        ]

    def _find(self, text: str, start: int, meanings: dict[str, Span | None]) -> Iterator[Span]:
        words = [(m.start(), m.end()) for m in _WORD.finditer(text)]
        at = 0
        while at < len(words):
            for end in range(_end_of_run(text, words, at), at, -1):
                first, last = words[at][0], words[end - 1][1]
                name = text[first:last]
                if name not in meanings:
                    meanings[name] = self._meaning(name, end - at)
                meaning = meanings[name]
                if meaning is not None and text[last - 1].isalnum():
                    yield Span(start + first, start + last, meaning.type, meaning.confidence)
                    at = end
                    break
            else:
                at += 1

    def _meaning(self, name: str, words: int) -> Span | None:
        found = self._knowledge.lookup(name)
        if not found or found[0].share < LEAST_SHARE:
            return None
        if words == 1 and found[0].entry.prior < LEAST_PRIOR:
            return None
        return Span(0, len(name), found[0].entry.type, round(min(1.0, found[0].share), 4))


def _end_of_run(text: str, words: Sequence[tuple[int, int]], at: int) -> int:
    """Up to which word a name may go that begins at one: small words only within it."""
    if not text[words[at][0]].isupper():
        return at
    end = at + 1
    for number in range(at + 1, min(len(words), at + LONGEST_RUN)):
        if not _BETWEEN.match(text, words[number - 1][1], words[number][0]):
            break
        if text[words[number][0]].isupper():
            end = number + 1
    return end


def check_gazetteer(model: str | None) -> None:
    """Raise BackendUnavailable where the knowledge base that is named cannot be read."""
    try:
        load_knowledge(model)
    except KnowledgeError as error:
        raise BackendUnavailable(f"tagger gazetteer: {error}") from error


def load_gazetteer_tagger(model: str | None) -> GazetteerTagger:
    """The tagger with the knowledge base in a file; without one, with that of copydesk."""
    return GazetteerTagger(load_knowledge(model))
