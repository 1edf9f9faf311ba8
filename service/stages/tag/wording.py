"""Names that the words around them give away, whatever tagger has missed them.

- a person after a word for what one does: "state TV reporter Pavel Zarubin"
- the network X where something is posted on it: "he wrote on X"
- what was called otherwise: "X, formerly Twitter" is of the type that Twitter has
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from schemas.entity import EntityType
from service.stages.tag.tagger import Span
from service.stages.tag.trimming import trimmed

CONFIDENCE = 0.6
BEFORE = 80  # code points before "formerly" and before "on X" that are looked at

_FORMERLY = re.compile(r"\b(?:formerly|previously)(?: known as| called)? (?:the )?")
_PART = r"[A-Z](?:[\w&-]|[’'](?![sS]\b)){0,30}"  # "X" of "Elon Musk's X"
_CAPITALS = rf"{_PART}(?: {_PART}){{0,3}}"
_RENAMED = re.compile(rf"(?<![\w-])({_CAPITALS}) ?[,(] ?\Z")
_SMALL = re.compile(
    r"(?:In|On|At|By|To|Of|For|From|With|The|And|But|As|A|An|After|Before|While|When|Since) "
)
_ON_X = re.compile(r"\bon X\b(?![\w’'&-]|[.:] ?[A-Z0-9]\w*\.|\s+[A-Z0-9])")
_POSTS = re.compile(
    r"\b(?:post(?:s|ed|ing)?|wr(?:ote|ites?|itten|iting)|said|sa(?:ys|ying)|shar(?:ed?|ing)"
    r"|announc(?:ed?|ing)|account|accounts|message|statement|video|tweet(?:s|ed)?|followers"
    r"|thread|published|respond(?:ed|ing)|comment(?:s|ed)?|according)\b"
)
_NAME_WORD = r"[A-ZÀ-Þ](?:[-’']?[^\W\d_]){1,30}"
_ROLE_WORDS = """
    reporter journalist correspondent columnist anchor spokesman spokeswoman spokesperson lawyer
    attorney prosecutor analyst economist professor researcher scientist historian activist
    lawmaker politician minister president mayor governor senator chairman chairwoman ambassador
    commissioner secretary judge doctor businessman businesswoman founder executive coach
    striker midfielder goalkeeper defender winger forward bowler batsman golfer swimmer boxer
    actor actress singer rapper musician filmmaker director author writer novelist poet artist
    photographer wife husband son daughter brother sister mother father
"""
_ROLES = frozenset(_ROLE_WORDS.split())
_BEFORE_A_CAPITAL = re.compile(r"[a-z]{3,14}+ (?=[A-ZÀ-Þ])")
_WHO = re.compile(
    rf"\b[a-z]+ (?P<name>{_NAME_WORD}(?: [A-Z]\.)?(?: {_NAME_WORD}){{1,2}})(?![\w’'-])"
)


def with_worded(text: str, spans: Sequence[Span]) -> list[Span]:
    """`spans` and the names that words give away where there is none; all in order and apart."""
    found = list(spans)
    for worded in (_people, _networks, _renamed):  # the last goes by what the others find
        found = _with(found, worded(text, found))
    return found


def is_old_name_after(between: str) -> bool:
    """Whether of two names with this text between them the second is the first one's old one."""
    return between[:1] in ",( " and _FORMERLY.fullmatch(between.lstrip(" ,(")) is not None


def _people(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    for word in _BEFORE_A_CAPITAL.finditer(text):
        who = _WHO.match(text, word.start()) if word[0][:-1] in _ROLES else None
        if who is None:
            continue
        bounds = trimmed(text, *who.span("name"), EntityType.PERSON)
        if bounds and " " in text[slice(*bounds)]:
            yield Span(*bounds, EntityType.PERSON, CONFIDENCE)


def _networks(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    places = _ON_X.finditer(text) if "on X" in text else ()
    for on in places:
        if _POSTS.search(text, max(0, on.start() - BEFORE), on.start()):
            yield Span(on.end() - 1, on.end(), EntityType.ORG, CONFIDENCE)


def _renamed(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    if "formerly" not in text and "previously" not in text:
        return
    types = {span.start: span.type for span in spans}
    for formerly in _FORMERLY.finditer(text):
        kind = types.get(formerly.end())
        name = _RENAMED.search(text, max(0, formerly.start() - BEFORE), formerly.start())
        if name and kind in (EntityType.ORG, EntityType.PLACE, EntityType.PRODUCT):
            small = _SMALL.match(text, name.start(1), name.end(1))
            yield Span(small.end() if small else name.start(1), name.end(1), kind, CONFIDENCE)


def _with(spans: Sequence[Span], more: Iterable[Span]) -> list[Span]:
    """`spans`, and of `more`, in order and apart, those that touch none of them."""
    if not (more := list(more)):
        return list(spans)
    starts = [span.start for span in spans]
    added = []
    for span in more:
        at = bisect_left(starts, span.end)  # all spans before begin before its end
        if not at or spans[at - 1].end <= span.start:
            added.append(span)
    return sorted((*spans, *added), key=lambda span: span.start) if added else list(spans)
