"""What each feature of a line adds to a forest's odds: Shapley values over the lines of its page.

A set of features is worth the forest's mean over the page, where all lines have the values of the
line in question for that set and their own for the rest (Lundberg and others 2020, interventional
TreeSHAP). The values are exact: the few levels of a symmetric tree can be gone through in all sets.
They need no counts of the training data, which the weights do not hold. They say how a line differs
from the mean of its page; what is the same for the whole page is in `base`.
"""

from functools import lru_cache
from itertools import combinations
from math import factorial

import numpy as np
from numpy.typing import NDArray

from service.stages.clean.features import Matrix
from service.stages.clean.forest import Forest


def shapley(forest: Forest, features: Matrix) -> tuple[NDArray[np.float64], float]:
    """Log odds that each value of `features` (features x lines) adds, and those it adds them to.

    The sum of a line's values and the second of the pair is what the forest says of the line.
    """
    trees, depth = forest.feature.shape
    values = np.zeros(features.shape)
    base = forest.bias
    bits = (1 << np.arange(depth))[:, None]
    for tree in range(trees):
        asked = forest.feature[tree]
        yes = features[asked] > forest.border[tree][:, None]
        reached, leaf_of, counts = np.unique(
            (yes * bits).sum(axis=0), return_inverse=True, return_counts=True
        )
        worth = _worth(forest.leaf[tree], reached, counts / counts.sum())
        base += float(worth[0, 0])
        added = _marginal(tuple(asked.tolist())) @ worth
        for level, row in enumerate(added):
            values[asked[level]] += row[leaf_of]
    return values, base


def _worth(
    leaf: NDArray[np.float32], reached: NDArray[np.int64], share: NDArray[np.float64]
) -> NDArray[np.float64]:
    """What each set of levels is worth to a line in each leaf that is reached: sets x leaves.

    A set is a number whose bits are its levels; `share` is that of the page's lines in each leaf.
    """
    sets = np.arange(len(leaf))[:, None, None]
    mixed = (reached[:, None] & sets) | (reached & ~sets)
    worth: NDArray[np.float64] = leaf[mixed] @ share
    return worth


@lru_cache(4096)
def _marginal(asked: tuple[int, ...]) -> NDArray[np.float64]:
    """Weights of the worth of each set in what each level adds: levels x sets.

    Levels that ask for the same feature come and go together; the first stands for all of them.
    """
    features = tuple(dict.fromkeys(asked))
    levels = {
        feature: sum(1 << level for level, other in enumerate(asked) if other == feature)
        for feature in features
    }
    weights = np.zeros((len(asked), 1 << len(asked)))
    for feature in features:
        row = weights[asked.index(feature)]
        others = [levels[other] for other in features if other != feature]
        for size in range(len(features)):
            orders = factorial(size) * factorial(len(others) - size) / factorial(len(features))
            for chosen in combinations(others, size):
                row[sum(chosen) | levels[feature]] += orders
                row[sum(chosen)] -= orders
    return weights
