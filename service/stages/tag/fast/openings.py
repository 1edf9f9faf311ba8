"""Words that have a capital because a sentence begins with them, and are no names.

News name a person or a body more than once, or at least once within a sentence; what has its only
capital at the beginning of one may be a plain word: "Rangers counted the animals".
"""

import re
from collections.abc import Container, Sequence
from itertools import pairwise

from schemas.entity import EntityType
from service.stages.tag.fast.edges import Name
from service.stages.tag.fast.spellings import Lexicon

_DOUBTED = frozenset((EntityType.PERSON, EntityType.ORG))
_PEOPLE = frozenset(("given", "surname"))
_BEFORE_SENTENCES = frozenset("“„«–—")  # a dateline ends with a dash
_QUOTES = frozenset("\"'‘")  # which may close
_WHAT_PEOPLE_DO = re.compile(r"(?P<one>[A-Z][a-z]{2,20}(?:er|or|ist|ian))s")
_OF_QUALITIES = "Black Brown Dark Golden Gray Green Grey Long Red Short Small White Wild Young"
_QUALITIES = frozenset(_OF_QUALITIES.split())
_ARTICLES = frozenset(("a", "an", "the", "A", "An", "The"))


def without_openings(
    words: Sequence[str], names: Sequence[Name], begins: Container[int], lexicon: Lexicon
) -> list[Name]:
    """The names without those that are but the beginning of a sentence, in a text that has the word
    with a capital nowhere else: "Biologists say", "Brown bears" where it speaks of a bear.

    `begins` are the places where sentences begin.
    """
    doubted = {
        name.first: words[name.first]
        for name in names
        if name.end - name.first == 1
        and name.span.type in _DOUBTED
        and _opens(words, name.first, begins)
        and words[name.end : name.end + 1]
        and words[name.end].islower()
        and (words[name.first] in _QUALITIES or _is_what_people_do(words[name.first], lexicon))
    }
    if not doubted:
        return list(names)
    sought = frozenset(doubted.values())
    elsewhere = {
        word for at, word in enumerate(words) if word in sought and not _opens(words, at, begins)
    }
    things = {word for before, word in pairwise(words) if before in _ARTICLES}
    return [
        name
        for name in names
        if name.first not in doubted
        or words[name.first] in elsewhere
        or not _is_plain(words[name.first], words[name.end], things)
    ]


def _opens(words: Sequence[str], place: int, begins: Container[int]) -> bool:
    if place in begins:
        return True
    before = words[place - 1]  # the text's first word begins a sentence
    return before in _BEFORE_SENTENCES or (before in _QUOTES and place - 1 in begins)


def _is_what_people_do(word: str, lexicon: Lexicon) -> bool:
    """Whether a word is a plain plural like "Engineers", unlike "Reuters" or "Coopers"."""
    found = _WHAT_PEOPLE_DO.fullmatch(word)
    if found is None:
        return False
    one = found["one"].casefold()
    return one in lexicon and _PEOPLE.isdisjoint(lexicon.kinds(one))


def _is_plain(word: str, after: str, things: Container[str]) -> bool:
    return word not in _QUALITIES or (after.endswith("s") and after[:-1] in things)
