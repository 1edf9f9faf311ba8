"""How well weights explain labelled texts, and which way they would explain them better.

Most features of a token are those of the words around it and depend on their spelling alone. So
their scores are worked out once for each spelling at each offset, and looked up for the tokens:
a quarter of the work. Needs numpy alone; the matrices may be of any kind that has `@` and `.T`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.stages.tag.fast.crf import Floats, Steps, probabilities
from service.stages.tag.fast.index import Ids, Ints


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The word at one offset from each token.

    `which[i]` is the spelling at that offset from token i, or the number of spellings where the
    sentence has none there.
    """

    which: Ints
    order: Ints  # the tokens, sorted by it
    begins: Ints  # where each spelling that occurs begins among those
    spellings: Ints  # these

    @classmethod
    def of(cls, which: Ints) -> "Neighbour":
        order = np.argsort(which, kind="stable")
        spellings, begins = np.unique(which[order], return_index=True)
        return cls(which, order, begins, spellings)

    def sums(self, values: Floats, count: int) -> Floats:
        """[count, labels]: for each spelling the sum of `values` [tokens, labels] of its tokens."""
        total = np.zeros((count, values.shape[1]), values.dtype)
        inside = self.spellings < count
        sums = np.add.reduceat(values[self.order], self.begins, axis=0)
        total[self.spellings[inside]] = sums[inside]
        return total


@dataclass(frozen=True, slots=True)
class Problem:
    """Labelled texts as numbers.

    `keys` are the numbers of the features. `words[o]` are those of spellings at offset o,
    [spellings, features], `context` those of tokens, [tokens, features], `vectors` where spellings
    are among all words, [spellings, dimensions], which count at the offsets -1, 0 and 1. `allowed`
    are the labels that each token may have, `weight` is how much it counts, the same within a
    sentence.
    """

    keys: Ids
    neighbours: Sequence[Neighbour]
    words: Sequence[Any]
    context: Any
    vectors: Floats
    allowed: NDArray[np.bool_]
    weight: Floats
    steps: Steps

    @property
    def shapes(self) -> tuple[tuple[int, ...], ...]:
        """Of the scores of features, of vectors at each offset, and of transitions."""
        labels = self.allowed.shape[1]
        near = len(self.words) - 2
        return (
            (self.context.shape[1], labels),
            (near, self.vectors.shape[1], labels),
            (labels, labels),
        )

    def scores(self, sparse: Floats, dense: Floats) -> Floats:
        """[tokens, labels]. `sparse` [features, labels], `dense` [3, dimensions,
        labels]: of the vectors at the inner offsets."""
        total: Floats = self.context @ sparse
        nothing = np.zeros((1, total.shape[1]), total.dtype)
        for place, (neighbour, words) in enumerate(zip(self.neighbours, self.words, strict=True)):
            of_words = words @ sparse
            if 0 < place < len(self.words) - 1:
                of_words += self.vectors @ dense[place - 1]
            total += np.concatenate((of_words, nothing))[neighbour.which]
        return total

    def slopes(self, of_scores: Floats) -> tuple[Floats, Floats]:
        """What a slope by scores is by `sparse` and by `dense`."""
        sparse = self.context.T @ of_scores
        dense = []
        for place, (neighbour, words) in enumerate(zip(self.neighbours, self.words, strict=True)):
            of_words = neighbour.sums(of_scores, len(self.vectors))
            sparse += words.T @ of_words
            if 0 < place < len(self.words) - 1:
                dense.append(self.vectors.T @ of_words)
        return sparse, np.stack(dense)


class Objective:
    """The penalised negative log-likelihood of a vector of all weights, and its slope.

    Sentences of a source that counts less have their gradient scaled, as if they were fewer.
    `fixed` [from, to] is added to the transitions and not learned.
    """

    def __init__(self, problem: Problem, fixed: Floats, ridge: float) -> None:
        self._problem = problem
        self._fixed = fixed
        self._ridge = ridge
        classes = [problem.weight == one for one in np.unique(problem.weight)]
        self._steps = [
            (float(problem.weight[one][0]), _only(problem.steps, one)) for one in classes
        ]
        self._shapes = problem.shapes
        self.size = sum(int(np.prod(shape)) for shape in self._shapes)

    def parts(self, vector: NDArray[np.floating]) -> tuple[Floats, Floats, Floats]:
        """(scores of features, of vectors, of transitions) in a vector of all weights."""
        ends = np.cumsum([int(np.prod(shape)) for shape in self._shapes])
        pieces = np.split(vector.astype(np.float32), ends[:-1])
        sparse, dense, moves = (p.reshape(s) for p, s in zip(pieces, self._shapes, strict=True))
        return sparse, dense, moves

    def __call__(self, vector: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        problem = self._problem
        weights = sparse, dense, moves = self.parts(vector)
        scores = problem.scores(sparse, dense)
        slope = np.zeros_like(scores)
        move_slope = np.zeros_like(moves)
        loss = 0.0
        for weight, steps in self._steps:
            tokens = np.concatenate(steps.at)
            free = probabilities(scores, moves + self._fixed, steps)
            held = probabilities(scores, moves + self._fixed, steps, problem.allowed)
            loss += weight * (free[0] - held[0])
            slope[tokens] = weight * (free[1] - held[1])[tokens]
            move_slope += weight * (free[2] - held[2])
        slopes = (*problem.slopes(slope), move_slope)
        loss += 0.5 * self._ridge * sum(float((part**2).sum()) for part in weights)
        both = zip(slopes, weights, strict=True)
        ridge = self._ridge
        return loss, np.concatenate([(s + ridge * w).ravel() for s, w in both]).astype(np.float64)


def _only(steps: Steps, chosen: NDArray[np.bool_]) -> Steps:
    """The sentences whose tokens are chosen."""
    return Steps([own for tokens in steps.at if len(own := tokens[chosen[tokens]])])
