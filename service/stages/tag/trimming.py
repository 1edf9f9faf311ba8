"""Where a name begins and ends: what engines leave around it is no part of it."""

import re

from schemas.entity import EntityType

_OPENING = re.compile(r"the\s+", re.IGNORECASE)
_TITLE = re.compile(
    r"(?:mr|mrs|ms|miss|dr|prof|professor|president|senator|sen|rep|gov|sir|dame)\b\.?\s+",
    re.IGNORECASE,
)
_CLOSING = re.compile(r"['’][sS]\Z")
_QUOTES = "\"'`´“”„‟‘’‚‛«»‹›"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_OUTER = frozenset(_QUOTES + _INVISIBLE + ",;:*_•|–—-")
_BRACKETS = {"(": ")", "[": "]", ")": "(", "]": "["}


def trimmed(text: str, start: int, end: int, kind: EntityType) -> tuple[int, int] | None:
    """The name within `text[start:end]`, or None where there is none.

    Taken off: what follows a line break, whitespace, quotes, dashes, unbalanced brackets,
    a leading "the", a possessive, and the title before a person.
    """
    line = text[start:end].lstrip()
    start = end - len(line)
    end = start + len(line.splitlines()[0]) if line else start
    while start < end:
        outer = _outer(text, start, end)
        possessive = _CLOSING.search(text, start, end)
        opening = _OPENING.match(text, start, end)
        title = _TITLE.match(text, start, end) if kind is EntityType.PERSON else None
        if possessive:
            end = possessive.start()
        elif outer != (start, end):
            start, end = outer
        elif opening or title:
            start = (opening or title).end()  # type: ignore[union-attr]
        else:
            break
    return (start, end) if any(map(str.isalnum, text[start:end])) else None


def _outer(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without the characters that no name begins or ends with."""
    inside = text[start:end]
    while start < end and _is_outer(text[start], inside):
        start += 1
    while start < end and _is_outer(text[end - 1], inside):
        end -= 1
    return start, end


def _is_outer(character: str, inside: str) -> bool:
    if character in _BRACKETS:
        return _BRACKETS[character] not in inside
    return character in _OUTER or character.isspace()
