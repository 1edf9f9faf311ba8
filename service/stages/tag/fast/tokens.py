"""Text into words and sentences, as arrays."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.stages.tag.pieces import pieces

# A word with its inner apostrophes, hyphens and full stops ("O'Neill", "Al-Shabaab", "U.S."), a
# possessive apart from its word, or one sign.
_TOKEN = re.compile(
    r"['’][sS](?!\w)"
    r"|(?:[A-Za-z]\.){2,8}"
    r"|\d{1,20}(?:[.,:]\d{1,20}){0,8}(?:[^\W\d_]{1,20})?"
    r"|[^\W_]{1,100}(?:(?:[-.&_]|['’](?![sS](?!\w)))[^\W_]{1,100}){0,8}"
    r"|[^\s\w]|_"
)
_TITLES_AND_MONTHS = """
    mr. mrs. ms. dr. prof. gen. sen. rep. gov. lt. col. sgt. st. no. vs. jr. sr. inc. co. corp. ltd.
    jan. feb. mar. apr. jun. jul. aug. sep. sept. oct. nov. dec. maj. capt. rev. hon.
"""
_ABBREVIATED = frozenset(_TITLES_AND_MONTHS.split())
_ENDS = frozenset(".!?…")
_CLOSERS = frozenset("\"'”’)]»")
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
    starts: list[int] = []
    ends: list[int] = []
    owners: list[int] = []
    firsts: list[bool] = []
    for number, text in enumerate(texts):
        for offset, piece in pieces(text):
            _read(piece, offset, words, starts, ends, firsts)
        owners.extend([number] * (len(words) - len(owners)))
    return Tokens(
        words,
        np.array(starts, np.int64),
        np.array(ends, np.int64),
        np.array(owners, np.int64),
        np.array(firsts, bool),
    )


def _read(
    piece: str,
    offset: int,
    words: list[str],
    starts: list[int],
    ends: list[int],
    firsts: list[bool],
) -> None:
    """Append the tokens of a piece."""
    last, length, fresh = 0, 0, True
    for match in _TOKEN.finditer(piece):
        word = match.group()
        start, end = match.span()
        if "\n" in piece[last:start]:
            fresh = True
        elif length:
            fresh = length >= MAX_SENTENCE or (
                _closes(words, length) and start > last and not word[:1].islower()
            )
        words.append(word)
        starts.append(offset + start)
        ends.append(offset + end)
        firsts.append(fresh)
        length = 1 if fresh else length + 1
        fresh = False
        last = end


def _closes(words: list[str], length: int) -> bool:
    """Whether the last `length` words end a sentence."""
    place = len(words) - 1
    floor = len(words) - length
    while place > floor and words[place] in _CLOSERS:
        place -= 1
    if words[place] not in _ENDS:
        return False
    if words[place] != "." or place == floor:
        return True
    before = words[place - 1]
    return len(before) > 1 and f"{before.casefold()}." not in _ABBREVIATED
