"""What the wording of a line says of it: weights of words, pairs of words and whole short lines.

A weight is the logarithm of odds, counted over sites by service/training/cleaner.py. Words are
known by their hashes alone, so the file holds no text.
"""

from dataclasses import dataclass
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
    pairs = hashes[left] * _NEXT + hashes[left + 1]
    some, two = np.flatnonzero(count > 0), np.flatnonzero(count > 1)
    opening, opened = page.first[some], page.first[two]
    whole = np.flatnonzero(page.stop - page.start <= FULL)
    return Terms(
        words=(mix(hashes ^ _SALTS[_WORD + short]), line),
        pairs=(mix(pairs ^ _SALTS[_PAIR + short[left]]), line[left]),
        openings=(mix(hashes[opening] ^ _SALTS[_OPENING]), some),
        opening_pairs=(
            mix((hashes[opened] * _NEXT + hashes[opened + 1]) ^ _SALTS[_OPENING_PAIR]),
            two,
        ),
        endings=(mix(hashes[page.last[some] - 1] ^ _SALTS[_ENDING]), some),
        wholes=(mix(page.line_hash[whole] ^ _SALTS[_WHOLE]), whole),
    )


@dataclass(frozen=True, slots=True)
class Lexicon:
    """A hash table without chains: a slot holds a check byte and the weights of one term."""

    check: NDArray[np.uint8]  # SLOTS; 0 for an empty slot
    weights: NDArray[np.int8]  # SLOTS x CHANNELS
    scale: float  # of the weights

    def __call__(self, hashes: Hashes) -> NDArray[np.float32]:
        """Weights of each term, one row each; zeros for one that is not known."""
        slot, check = place(hashes)
        known = self.check[slot] == check
        found: NDArray[np.float32] = self.weights[slot] * (known * np.float32(self.scale))[:, None]
        return found


def place(hashes: Hashes) -> tuple[Ints, NDArray[np.uint8]]:
    """The slot of each term and the byte that is to stand there."""
    slot = (hashes >> np.uint64(46)).astype(np.int64)
    return slot, np.maximum(hashes & np.uint64(0xFF), np.uint64(1)).astype(np.uint8)
