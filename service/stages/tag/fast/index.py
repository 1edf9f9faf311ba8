"""64-bit numbers that stand for names: making them, and finding many at once."""

from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.knowledge.names import digest

Ids = NDArray[np.uint64]
Ints = NDArray[np.int64]

_MASK = 2**64 - 1
_LAST = np.uint64(_MASK)
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIXER = np.uint64(0xBF58476D1CE4E5B9)
_HALF, _LESS = np.uint64(32), np.uint64(29)


def mix(*parts: Ids | np.uint64) -> Ids:
    """One number from several, in their order: arrays that go together, or numbers for all."""
    value: Any = parts[0]
    for part in parts[1:]:
        if isinstance(value, np.ndarray):
            stirred = value >> _LESS
            stirred ^= value
            stirred *= _MIXER
            value = stirred + (part * _GOLDEN if isinstance(part, np.ndarray) else _spread(part))
        elif isinstance(part, np.ndarray):
            value = part * _GOLDEN + _stirred(value)
        else:
            value = np.uint64((int(_stirred(value)) + int(_spread(part))) & _MASK)
    mixed: Ids = value ^ (value >> _HALF)
    return mixed


# The same of one number, which numpy would warn of where it overflows.


@lru_cache(maxsize=1 << 12)
def _stirred(number: np.uint64) -> np.uint64:
    value = int(number)
    return np.uint64((value ^ (value >> int(_LESS))) * int(_MIXER) & _MASK)


@lru_cache(maxsize=1 << 12)
def _spread(number: np.uint64) -> np.uint64:
    return np.uint64(int(number) * int(_GOLDEN) & _MASK)


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
