"""What one line looks like by itself: its length, its ending, the furniture in its wording."""

import re
from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

from schemas.article import Removal
from service.stages.clean import phrases
from service.stages.clean.captions import is_caption
from service.stages.clean.page import DENSE

_DENSE = re.compile(f"[{DENSE}]")  # two code points of these count as a word
_CLOSERS = "\"'”’»)]』」›）"
_STOPS = frozenset(".!?。！？…।؟۔")
_CUT_ENDS = frozenset(".…])")
_ELLIPSIS = ("...", "…", "[…]", "[...]", "....", "…]", "...]", "(...)")
_COUNT = re.compile(r"^(?:\d[\d.,]{0,9}[km]?|no) (?:comments?|shares?|likes?|views?|replies)$")

LONG = 30  # words; so much running text is prose even without a full stop
_OPENING_LIMIT = 25  # words; phrases in a longer line may be what the article is about
_INSIDE_LIMIT = 30  # words
_OFTEN = 60  # code points; a longer line is hardly ever seen again
_WHOLE = {phrase: reason for reason, group in phrases.WHOLE.items() for phrase in group}
_INSIDE = {phrase: reason for reason, group in phrases.INSIDE.items() for phrase in group}

# By first character, because trying every phrase on every line is what would take the time.
_START: dict[str, list[tuple[str, Removal]]] = defaultdict(list)
for _reason, _group in phrases.START.items():
    for _phrase in _group:
        _START[_phrase[0]].append((_phrase, _reason))
_ANY_START = {first: tuple(phrase for phrase, _ in group) for first, group in _START.items()}


class Line(NamedTuple):
    """A visible line and what can be seen on it alone."""

    text: str
    words: int
    stops: bool  # ends like a sentence
    flows: bool  # long and mostly in lower case, though without a full stop
    cut: bool  # ends in an ellipsis
    furniture: Removal | None
    is_caption: bool  # printed under or beside a picture, the credit included

    @property
    def is_prose(self) -> bool:
        """A sentence or more, by its look."""
        if self.furniture is not None or self.cut:
            return False
        return self.flows or (self.stops and self.words >= 8)


def measure(text: str) -> Line:
    """Look at one line. `text` is not blank, and its blanks are single spaces."""
    return _measure_again(text) if len(text) <= _OFTEN else _measure(text)


def _measure(text: str) -> Line:
    words = text.count(" ") + 1
    if not text.isascii():
        words = max(words, len(_DENSE.findall(text)) // 2)
    end = text[-1]
    stops = end in _STOPS
    cut = end in _CUT_ENDS and text.endswith(_ELLIPSIS)
    if end in _CLOSERS:
        bare = text.rstrip(_CLOSERS).rstrip()
        stops = bare[-1:] in _STOPS or (end not in ")]" and words >= 10)
    flows = not stops and words >= LONG and _mostly_lower(text.split())
    furniture, caption = _furniture(text, words), is_caption(text, words)
    return Line(text, words, stops, flows, cut, furniture, caption)


_measure_again = lru_cache(8192)(_measure)  # "Share" and the like are on every page of a site


def _furniture(text: str, words: int) -> Removal | None:
    """Which furniture the wording is of; None for anything that may be the article's."""
    if words > _INSIDE_LIMIT:
        return None
    lowered = text.lower().replace("’", "'")
    if words <= 8:
        bare = lowered.strip(" :.!?…>»›·|*-–—+()[]0123456789")
        if not bare:
            return Removal.LABEL
        found = _WHOLE.get(bare)
        if found is not None:
            return found
        if (lowered[0] == "n" or lowered[0].isdecimal()) and _COUNT.match(lowered):
            return Removal.COMMENTS
    if words <= _OPENING_LIMIT:
        opening = lowered.lstrip("\"'“”>»*•·-–— ([")
        if opening.startswith(_ANY_START.get(opening[:1], ())):
            for phrase, reason in _START[opening[0]]:
                after = opening[len(phrase) : len(phrase) + 1]
                if opening.startswith(phrase) and not after.isalpha():
                    return reason
    if words >= 2:
        for phrase in _INSIDE:
            if phrase in lowered:
                return _INSIDE[phrase]
    return None


def _mostly_lower(tokens: list[str]) -> bool:
    """Whether most words begin in lower case, or in a script that has no case."""
    return 2 * sum(token[0].isupper() or token[0].isdigit() for token in tokens) < len(tokens)
