"""Text into words and sentences, as arrays."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from service.stages.tag.pieces import pieces

# What a name is described by behind a hyphen, and is no part of it: "Nairobi-based".
_OF_RELATIONS = """
    administered affiliated aligned allied appointed armed backed based born bound brokered built
    controlled designed dominated educated era flagged focused founded funded held invested issued
    language led licensed like linked listed made majority mediated occupied organised organized
    owned planted registered related ruled run speaking sponsored style supported trained wide
"""
_RELATION = rf"-(?:{'|'.join(_OF_RELATIONS.split())})(?!\w)"
# A word with its inner apostrophes, hyphens and full stops ("O'Neill", "Al-Shabaab", "U.S."), a
# possessive or a description apart from its word, or one sign.
_TOKEN = re.compile(
    r"(?=\S)"  # nothing but a shortcut: past blanks at once
    r"([A-Za-z]{1,100}(?=[ ,\n])"  # nothing but a shortcut: most words
    r"|['’][sS](?!\w)"
    rf"|[A-Z][^\W_]{{0,99}}(?:-[^\W_]{{1,100}}){{0,2}}?(?={_RELATION})"
    r"|(?:[A-Za-z]\.){2,8}"
    r"|\d{1,20}(?:[.,:]\d{1,20}){0,8}(?:[^\W\d_]{1,20})?"
    r"|[^\W_]{1,100}(?:(?:[-.&_]|['’](?![sS](?!\w)))[^\W_]{1,100}){0,8}"
    r"|[^\s\w\u00ad\u200b-\u200f\u2060\ufeff]|_)"  # what is not seen is as a space
)
_LINE_BREAK = re.compile("\n")
_TITLES_AND_MONTHS = """
    mr. mrs. ms. dr. prof. gen. sen. rep. gov. lt. col. sgt. st. vs. jr. sr. inc. co. corp. ltd.
    jan. feb. mar. apr. jun. jul. aug. sep. sept. oct. nov. dec. maj. capt. rev. hon.
"""
_ABBREVIATED = frozenset(_TITLES_AND_MONTHS.split())
_ENDS = frozenset(".!?…")
_CLOSERS = frozenset("\"'”’)]»")
_LAST = _ENDS | _CLOSERS
MAX_SENTENCE = 120  # tokens; a longer one is a table or a list, and is cut

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of some texts, one after the other.

    `words[i]` stands at code points [start[i], end[i]) of text `text[i]`; `first[i]` says whether
    a sentence begins there.
    """

    words: list[str]
    start: Ints
    end: Ints
    text: Ints
    first: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.words)


def tokenize(texts: Sequence[str]) -> Tokens:
    """The tokens of `texts`. Runs without a space that are longer than any word have none."""
    words: list[str] = []
    starts: list[Ints] = []
    ends: list[Ints] = []
    counted: list[int] = []
    firsts: list[NDArray[np.bool_]] = []
    for text in texts:
        for offset, piece in pieces(text):
            # Gaps and words in turns: many times faster than a match at a time.
            parts = _TOKEN.split(piece)
            if len(parts) < 3:
                continue
            end = np.cumsum(np.fromiter(map(len, parts), np.int64, len(parts)))
            own, start = parts[1::2], end[:-1:2]
            breaks = [line.start() for line in _LINE_BREAK.finditer(piece)]
            fresh = np.searchsorted(start, breaks)
            starts.append(start + offset)
            ends.append(end[1::2] + offset)
            firsts.append(_begins(own, parts, fresh.tolist()))
            words += own
        counted.append(len(words))
    if not words:
        none = np.empty(0, np.int64)
        return Tokens(words, none, none, none, np.empty(0, bool))
    return Tokens(
        words,
        np.concatenate(starts),
        np.concatenate(ends),
        np.repeat(np.arange(len(texts)), np.diff([0, *counted])),
        np.concatenate(firsts),
    )


def _begins(words: list[str], parts: list[str], fresh: list[int]) -> NDArray[np.bool_]:
    """Where sentences begin: at the words `fresh`, which a line begins with, among others;
    `parts` are gaps and `words` in turns."""
    count = len(words)
    lines = set(fresh)
    behind_ends = compress(range(1, count), map(_LAST.__contains__, words))
    begins = [0]
    for place in (*sorted(lines.union(behind_ends) - {0, count}), count):
        while place - begins[-1] > MAX_SENTENCE:
            begins.append(begins[-1] + MAX_SENTENCE)
        if place < count and (
            place in lines
            or place - begins[-1] >= MAX_SENTENCE
            or (
                parts[2 * place]
                and not words[place][:1].islower()
                and _closes(words, begins[-1], place)
            )
        ):
            begins.append(place)
    first = np.zeros(count, bool)
    first[begins] = True
    return first


def _closes(words: list[str], begin: int, end: int) -> bool:
    """Whether `words[begin:end]` end a sentence before `words[end]`."""
    place = end - 1
    while place > begin and words[place] in _CLOSERS:
        place -= 1
    if words[place] not in _ENDS:
        return False
    if words[place] != "." or place == begin:
        return True
    before = words[place - 1].casefold()
    if before == "no":  # "No. 10", but "he said no."
        return not words[end][:1].isdecimal()
    return len(before) > 1 and f"{before}." not in _ABBREVIATED
