"""64-bit numbers that stand for names: making them, and finding many at once."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from service.knowledge.names import digest

Ids = NDArray[np.uint64]
Ints = NDArray[np.int64]

_LAST = np.uint64(2**64 - 1)
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIXER = np.uint64(0xBF58476D1CE4E5B9)


def mix(*parts: Ids | np.uint64) -> Ids:
    """One number from several, in their order."""
    with np.errstate(over="ignore"):
        value = np.asarray(parts[0], np.uint64)
        for part in parts[1:]:
            value = (value ^ (value >> np.uint64(29))) * _MIXER + part * _GOLDEN
        return value ^ (value >> np.uint64(32))


@cache
def named(name: str) -> np.uint64:
    """The number of a feature's name."""
    return np.uint64(digest(name))


class Index:
    """Where numbers stand in sorted `keys`.

    Hashes are spread evenly, so their first bits say where to begin, and the first or second key
    there is the one. A binary search would wait for memory a dozen times.
    """

    def __init__(self, keys: Ids) -> None:
        bits = min(len(keys).bit_length() + 1, 22)
        self._shift = np.uint64(64 - bits)
        heads = np.arange(2**bits, dtype=np.uint64) << self._shift
        self._begin = np.searchsorted(keys, heads).astype(np.int32)
        self._keys = np.append(keys, _LAST)

    def find(self, numbers: Ids) -> Ints:
        """The place of each number; of one that is not there the number of keys."""
        keys = self._keys
        at = self._begin.take((numbers >> self._shift).view(np.int64)).astype(np.int64)
        there = keys.take(at)
        late = np.flatnonzero(there < numbers)
        while len(late):
            sought = numbers[late]
            at[late] += 1
            key = there[late] = keys.take(at[late])
            late = late[key < sought]
        at[there != numbers] = len(keys) - 1
        return at
