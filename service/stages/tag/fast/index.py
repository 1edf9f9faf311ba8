"""Finding many 64-bit numbers at once."""

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.uint64]
Ints = NDArray[np.int64]

_LAST = np.uint64(2**64 - 1)


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
