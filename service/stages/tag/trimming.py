"""Where a name begins and ends: what engines leave around it is no part of it."""

import re
from functools import lru_cache

from schemas.entity import EntityType
from service.stages.tag.spelling import INVISIBLE

_OPENING = re.compile(r"the\s+", re.IGNORECASE)
# "Russian President", "former US Secretary of State", "Foreign Minister", "Lt. Gen."
_WHOSE = (
    r"(?:[a-z]+(?:ian|ean|ish|ese|aeli|aqi|ani|emeni|orean|merican|exican|frican|erman)"
    r"|american|german|french|dutch|greek|czech|thai|swiss|afghan|us|u\.s\.|uk|u\.k\.|un|u\.n\.|eu"
    r"|nato|white\s+house|kremlin)(?:['’]s)?"
)
_WHICH = (
    r"(?:former|ex|then|acting|interim|deputy|vice|incoming|outgoing|late|shadow|assistant|prime"
    r"|foreign|defen[cs]e|interior|finance|home|justice|health|education|energy|trade|culture"
    r"|economy|transport|environment|police|army|lieutenant|lt|major|maj|brigadier|brig"
    r"|chief|executive|financial|operating|technology|district|senior)"
)
OFFICE = (
    r"(?:mr|mrs|ms|miss|shri|smt|dr|prof|professor|president|senator|sen"
    r"|representative|rep|congressman|congresswoman|governor|gov|mayor|sir|dame|chancellor|premier|minister"
    r"|secretary(?:[\s-]+general|\s+of\s+(?:state|defense|the\s+treasury))?|ambassador|general|gen"
    r"|colonel|col|lieutenant|lt|captain|capt|sergeant|sgt|admiral|adm|commander|spokesman"
    r"|spokeswoman|spokesperson|chairman|chairwoman|chief|judge|justices?|director|administrator"
    r"|archbishop|bishop|cardinal|reverend|rev|rabbi|imam|det|detective|ch|insp|inspector|supt"
    r"|superintendent|constable|coroner|prosecutor|treasurer"
    r"|officer|executive|commissioner|attorney(?:[\s-]+general)?|sheriff|taoiseach|counselor|councillor|councilman|emeritus|editor|manager|ceo)"
)
_TITLE = re.compile(
    rf"(?:(?:{_WHOSE}|{_WHICH}\b\.?)[\s-]+){{0,3}}{OFFICE}\b\.?(?:[\s-]+elect)?\s+(?=\S)",
    re.IGNORECASE,
)
_CLOSING = re.compile(r"['’][sS]\Z")
_QUOTES = "\"'`´“”„‟‘’‚‛«»‹›"
_OUTER = frozenset(_QUOTES + INVISIBLE + ",;:*_•|–—-#")
LONGEST_KEPT = 80  # code points of a surface whose name is kept
_BRACKETS = {"(": ")", "[": "]", ")": "(", "]": "["}


def trimmed(text: str, start: int, end: int, kind: EntityType) -> tuple[int, int] | None:
    """The name within `text[start:end]`, or None where there is none.

    Taken off: what follows a line break, whitespace, quotes, dashes, unbalanced brackets,
    a leading "the", a possessive, and the titles before a person ("Russian President").
    """
    surface = text[start:end]
    find = _within if len(surface) <= LONGEST_KEPT else _within.__wrapped__
    bounds = find(surface, kind is EntityType.PERSON)
    return (start + bounds[0], start + bounds[1]) if bounds else None


@lru_cache(maxsize=8192)  # names come again, in an article and in the next
def _within(surface: str, person: bool) -> tuple[int, int] | None:
    line = surface.lstrip()
    start = len(surface) - len(line)
    end = start + len(line.splitlines()[0]) if line else start
    while start < end:
        outer = _outer(surface, start, end)
        possessive = _CLOSING.search(surface, max(start, end - 2), end)
        opening = _OPENING.match(surface, start, end)
        title = _TITLE.match(surface, start, end) if person else None
        if possessive:
            end = possessive.start()
        elif outer != (start, end):
            start, end = outer
        elif opening or title:
            start = (opening or title).end()  # type: ignore[union-attr]
        else:
            break
    return (start, end) if any(map(str.isalnum, surface[start:end])) else None


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
