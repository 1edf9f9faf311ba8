"""Boosted trees whose every level asks one question, evaluated for all lines at once.

Such symmetric trees (Prokhorenkova and others 2018, CatBoost) need no walk: the answers of a
level are one comparison of two rows, and the answers together are the number of the leaf.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Comparisons and lines at a time, so that they stay in the processor's cache.
_ROWS = 256
_LINES = 2048


@dataclass(frozen=True, slots=True)
class Forest:
    """`trees` trees of `depth` levels."""

    feature: NDArray[np.int16]  # trees x depth: which feature a level asks for
    border: NDArray[np.float32]  # trees x depth: answered yes above it
    leaf: NDArray[np.float32]  # trees x 2**depth; the first level is the lowest bit
    bias: float

    def __call__(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Log odds for each line; `features` x lines."""
        lines = features.shape[1]
        if lines > _LINES:
            cuts = range(0, lines, _LINES)
            return np.concatenate([self(features[:, at : at + _LINES]) for at in cuts])
        trees, depth = self.feature.shape
        total = np.full(lines, self.bias, np.float32)
        step = max(1, _ROWS // depth)
        for first in range(0, trees, step):
            part = slice(first, first + step)
            asked = features.take(self.feature[part].ravel(), axis=0)
            yes = (asked > self.border[part].reshape(-1, 1)).view(np.uint8)
            yes = yes.reshape(-1, depth, lines)
            number = yes[:, -1]
            for level in range(depth - 2, -1, -1):
                number = number + number
                number |= yes[:, level]
            leaves = self.leaf[part]
            at = number + (np.arange(len(leaves)) << depth)[:, None]
            total += leaves.ravel().take(at).sum(axis=0, dtype=np.float32)
        return total
