"""The features of spellings, worked out for all that are new at once.

A feature is a 64-bit number, so that weights are a table of numbers and no text. Those of a word
depend on its spelling alone, which is why they are worked out once for each spelling and not once
for each token.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.stages.tag.fast.index import Ids, Ints, mix, named

LONGEST_AFFIX = 4  # code points
LONGEST_TOLD = 12  # code points; longer words have one length
_NONE = np.uint64(0)
_CAPITAL, _HYPHEN = named("capital"), named("hyphen")


@dataclass(frozen=True, slots=True)
class Written:
    """New spellings, as columns of one row each.

    `lower` are the words without case; `word`, `low` and `shapes` numbers of the word as it is
    written, of it without case, and of its shape: whole, cut and cut short [words, 3]. `cluster`
    is the group of words used alike, `known[i, j]` whether word i is in list j, the last
    `classes` of which are closed.
    """

    lower: Sequence[str]
    word: Ids
    low: Ids
    shapes: Ids
    cluster: Ints
    known: NDArray[np.bool_]
    classes: int
    capital: NDArray[np.bool_]


def word_features(words: Written) -> tuple[Ids, Ids, Ids]:
    """The features for a token two away, for one beside it, and for the word itself; in each
    [words, most features], 0 where a word has fewer."""
    length = np.fromiter(map(len, words.lower), np.int64, len(words.lower))
    prefixes, suffixes = _affixes(words.lower, length)
    lists = np.array([named(f"list {at}") for at in range(words.known.shape[1])])
    known = np.where(words.known, lists, _NONE)
    low = mix(named("low"), words.low)
    group = words.cluster.astype(np.uint64)
    groups = np.stack((mix(named("group"), group), mix(named("groups"), group >> np.uint64(3))), 1)
    far = np.column_stack((low, words.shapes[:, 2], known[:, -words.classes :]))
    near = np.column_stack((low, words.shapes[:, 1], suffixes[:, 2], known, groups))
    told = np.minimum(length, LONGEST_TOLD).astype(np.uint64)
    dashed = np.fromiter(("-" in word for word in words.lower), bool, len(words.lower))
    initial = np.column_stack((suffixes[:, 1:], known, groups))
    own = np.column_stack(
        (
            mix(named("word"), words.word),
            low,
            words.shapes[:, 0],
            mix(named("length"), told),
            np.where(words.capital & dashed, _HYPHEN, _NONE),
            prefixes,
            suffixes,
            known,
            groups,
            np.where(words.capital[:, None] & (initial != 0), mix(_CAPITAL, initial), _NONE),
        )
    )
    return far, near, own


def _affixes(words: Sequence[str], length: Ints) -> tuple[Ids, Ids]:
    """Numbers of what each word begins and ends with, of one code point and more [words,
    LONGEST_AFFIX]; 0 where the word is no longer."""
    codes = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), "<u4")
    ends = np.cumsum(length)
    begins = ends - length
    return (
        _grown(named("begins"), [codes.take(begins + n, mode="clip") for n in _STEPS], length),
        _grown(named("ends"), [codes.take(ends - 1 - n, mode="clip") for n in _STEPS], length),
    )


_STEPS = range(LONGEST_AFFIX)


def _grown(value: np.uint64, steps: Sequence[NDArray[np.uint32]], length: Ints) -> Ids:
    columns = []
    number: Ids | np.uint64 = value
    for size, codes in enumerate(steps, start=1):
        number = mix(number, codes.astype(np.uint64))
        columns.append(np.where(length > size, number, _NONE))
    return np.column_stack(columns)
