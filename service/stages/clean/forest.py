"""Boosted trees whose every level asks one question, evaluated for all lines at once.

Such symmetric trees (Prokhorenkova and others 2018, CatBoost) need no walk: the answers of the
levels together are the number of the leaf.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from service.stages.clean.characters import Ints
from service.stages.clean.rows import Matrix, Row

_LINES = 1024  # at a time, so that their answers stay in the processor's cache
_FEW = 32  # questions; to compare so few takes hardly longer than to begin it
_SUMMED = 42  # trees at a time, for the cache; the last digit of the sum depends on it, too


@dataclass(slots=True)
class Forest:
    """`trees` trees of `depth` levels."""

    feature: NDArray[np.int16]  # trees x depth: which feature a level asks for
    border: NDArray[np.float32]  # trees x depth: answered yes above it
    leaf: NDArray[np.float32]  # trees x 2**depth; the first level is the lowest bit
    bias: float
    _asked: "_Questions" = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._asked = _questions(self.feature, self.border)

    def __call__(self, features: Matrix) -> Row:
        """Log odds for each line; `features` x lines."""
        lines = features.shape[1]
        if lines > _LINES:
            cuts = range(0, lines, _LINES)
            return np.concatenate([self(features[:, at : at + _LINES]) for at in cuts])
        answers = self._asked.answers(features)
        first, *others = reversed(self._asked.levels)
        number = answers.take(first, axis=0)
        for level in others:
            number += number
            number |= answers.take(level, axis=0)
        trees, leaves = self.leaf.shape
        # of 16 bits, which are added in half the time, and hold the leaves of so many trees
        first_leaf = np.arange(0, _SUMMED * leaves, leaves, dtype=np.uint16)[:, None]
        total = np.full(lines, self.bias, np.float32)
        for tree in range(0, trees, _SUMMED):
            part = number[tree : tree + _SUMMED]
            leaf = self.leaf[tree : tree + _SUMMED].ravel()
            # they are in range, and this mode is the fastest at finding that out
            found = leaf.take(part + first_leaf[: len(part)], mode="wrap")
            total += found.sum(axis=0, dtype=np.float32)
        return total


class _Questions(NamedTuple):
    """The questions of a forest, each once: many levels ask the same.

    First come the lowest border of every feature, then the second of all that have one, and so
    on; the features with most borders are the first. So all questions of a round are about the
    first features, and are one comparison without a copy. Rounds of few questions are put together.
    """

    features: Ints  # that are asked for
    rounds: tuple[NDArray[np.float32], ...]  # borders, one below the other
    others: Ints  # which of `features` the questions of all later rounds are about
    borders: NDArray[np.float32]  # theirs, likewise
    levels: Ints  # depth x trees: which question is asked

    def answers(self, features: Matrix) -> NDArray[np.uint8]:
        """Questions x lines, 1 for yes."""
        asked = features.take(self.features, axis=0)
        count = sum(map(len, self.rounds)) + len(self.borders)
        found = np.empty((count, features.shape[1]), np.bool_)
        at = 0
        for borders in self.rounds:
            np.greater(asked[: len(borders)], borders, out=found[at : at + len(borders)])
            at += len(borders)
        np.greater(asked.take(self.others, axis=0), self.borders, out=found[at:])
        return found.view(np.uint8)


def _questions(feature: NDArray[np.int16], border: NDArray[np.float32]) -> _Questions:
    pairs = np.stack([feature.ravel().astype(np.float64), border.ravel()])
    each, number = np.unique(pairs, axis=1, return_inverse=True)
    of_feature, count = np.unique(each[0], return_counts=True)
    rank = np.argsort(np.argsort(-count, kind="stable"), kind="stable")  # of each feature
    first = np.cumsum(count) - count
    turn = np.arange(each.shape[1]) - np.repeat(first, count)  # among those of its feature
    ranks = np.repeat(rank, count)
    order = np.lexsort((ranks, turn))
    place = np.argsort(order, kind="stable")
    sizes = np.bincount(turn)
    borders = each[1][order].astype(np.float32)[:, None]
    ends = np.cumsum(sizes[sizes >= _FEW])
    *rounds, others = np.split(borders, ends)
    return _Questions(
        features=of_feature[np.argsort(rank)].astype(np.int64),
        rounds=tuple(rounds),
        others=ranks[order][len(borders) - len(others) :],
        borders=others,
        levels=place[number.reshape(feature.shape)].T.copy(),
    )
