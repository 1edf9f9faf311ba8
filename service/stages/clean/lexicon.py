"""What the wording of a line says of it: weights of words, pairs of words and whole short lines.

A weight is the logarithm of odds, counted over sites by service/training/cleaner.py. Words are
known by their hashes alone, so the file holds no text.
"""

from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from service.stages.clean.characters import Hashes, Ints, Words, mix

SHORT = 8  # words; the wording of shorter lines is counted apart, for a button is no prose
CUE = 12  # words of a line that may tell what follows it
FULL = 60  # code points of a line that is also looked up as a whole

CHANNELS = 3  # that the line is body; that body follows it; that body stands before it
SLOTS = 1 << 18

_SALTS = np.arange(1, 9, dtype=np.uint64) * np.uint64(0xA24BAED4963EE407)
_WORD, _WORD_SHORT, _PAIR, _PAIR_SHORT, _OPENING, _OPENING_PAIR, _ENDING, _WHOLE = range(8)
_NEXT = np.uint64(3)


class Terms(NamedTuple):
    """Hashes of what a page's lines are looked up by, and the line of each, in order."""

    words: tuple[Hashes, Ints]
    pairs: tuple[Hashes, Ints]
    openings: tuple[Hashes, Ints]
    opening_pairs: tuple[Hashes, Ints]
    endings: tuple[Hashes, Ints]
    wholes: tuple[Hashes, Ints]


def terms_of(page: Words) -> Terms:
    """The terms of every line."""
    count, line, hashes = page.counts, page.line, page.hash
    short = (count <= SHORT)[line].astype(np.int64)
    left = np.flatnonzero(line[1:] == line[:-1])
    pairs = hashes[:-1] * _NEXT + hashes[1:]
    some, two = np.flatnonzero(count > 0), np.flatnonzero(count > 1)
    whole = np.flatnonzero(page.stop - page.start <= FULL)
    each = (
        hashes ^ _SALTS[_WORD + short],
        pairs[left] ^ _SALTS[_PAIR + short[left]],
        hashes[page.first[some]] ^ _SALTS[_OPENING],
        pairs[page.first[two]] ^ _SALTS[_OPENING_PAIR],
        hashes[page.last[some] - 1] ^ _SALTS[_ENDING],
        page.line_hash[whole] ^ _SALTS[_WHOLE],
    )
    lines = (line, line[left], some, two, some, whole)
    mixed, ends = mix(np.concatenate(each)), [0, *accumulate(map(len, each))]
    parts = [mixed[first:last] for first, last in pairwise(ends)]
    return Terms(*zip(parts, lines, strict=True))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """A hash table without chains: a slot holds a check byte and the weights of one term."""

    scale: float  # of the weights
    slots: NDArray[np.uint8] = field(
        default_factory=lambda: np.zeros((SLOTS, 1 + CHANNELS), np.uint8)
    )

    @property
    def check(self) -> NDArray[np.uint8]:
        """SLOTS; 0 for an empty slot."""
        return self.slots[:, 0]

    @property
    def weights(self) -> NDArray[np.int8]:
        """SLOTS x CHANNELS."""
        return self.slots.view(np.int8)[:, 1:]

    def __call__(self, hashes: Hashes) -> NDArray[np.float32]:
        """Weights of each term, one row each; zeros for one that is not known."""
        slot, check = place(hashes)
        found = self.slots.view(np.uint32).ravel().take(slot).view(np.uint8).reshape(-1, 4)
        known = (found[:, 0] == check) * np.float32(self.scale)
        weights: NDArray[np.float32] = found.view(np.int8).T[1:] * known
        return weights.T


def place(hashes: Hashes) -> tuple[Ints, NDArray[np.uint8]]:
    """The slot of each term and the byte that is to stand there."""
    slot = (hashes >> np.uint64(46)).astype(np.int64)
    return slot, np.maximum(hashes & np.uint64(0xFF), np.uint64(1)).astype(np.uint8)
