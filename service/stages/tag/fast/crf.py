"""A linear-chain conditional random field over many sentences at once (Lafferty et al. 2001).

Sentences stand one after the other in one array of scores, [tokens, labels], natural logarithms.
They are walked side by side, the longest first, so that each step is one operation on all that
are still going on.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Steps:
    """For each place in a sentence the tokens that stand there, of the longest sentence first."""

    at: Sequence[Ints]

    @classmethod
    def of(cls, first: NDArray[np.bool_]) -> "Steps":
        """`first[i]`: whether a sentence begins at token i; one does at token 0."""
        starts = np.flatnonzero(first)
        lengths = np.diff(np.append(starts, len(first)))
        order = np.argsort(-lengths, kind="stable")
        starts, lengths = starts[order], lengths[order]
        longest = int(lengths[0]) if len(lengths) else 0
        going = np.searchsorted(-lengths, -np.arange(longest), side="left")
        return cls([starts[:count] + place for place, count in enumerate(going.tolist())])


def best_labels(scores: Floats, transitions: Floats, steps: Steps) -> Ints:
    """The likeliest labels of each sentence as a whole (Viterbi). `transitions` is [from, to]."""
    labels = np.zeros(len(scores), np.int64)
    came_from: list[Ints] = []
    best = scores[steps.at[0]] if steps.at else scores
    for tokens in steps.at[1:]:
        through = best[: len(tokens), :, None] + transitions
        origin = through.argmax(axis=1)
        came_from.append(origin)
        reached = np.take_along_axis(through, origin[:, None, :], axis=1)[:, 0]
        # Sentences that ended keep their score beside those that go on.
        best = np.concatenate((reached + scores[tokens], best[len(tokens) :]))
    if not steps.at:
        return labels
    current = best.argmax(axis=1)
    for place in range(len(steps.at) - 1, -1, -1):
        tokens = steps.at[place]
        labels[tokens] = current[: len(tokens)]
        if place:
            rows = np.arange(len(tokens))
            current[: len(tokens)] = came_from[place - 1][rows, current[: len(tokens)]]
    return labels


def probabilities(
    scores: Floats, transitions: Floats, steps: Steps, allowed: NDArray[np.bool_] | None = None
) -> tuple[float, Floats, Floats]:
    """(log of the sum over all labellings, probability of each label of each token, expected
    number of each transition), by forward and backward sums.

    With `allowed`, [tokens, labels], only labellings count that are allowed everywhere.
    """
    top = scores.max(axis=1, keepdims=True) if len(scores) else scores
    weights = np.exp(scores - top)
    if allowed is not None:
        weights = weights * allowed
    moves = np.exp(transitions)
    forward = np.zeros_like(weights)
    scale = np.ones(len(weights), weights.dtype)
    state = np.empty((0, weights.shape[1]), weights.dtype)
    for place, tokens in enumerate(steps.at):
        state = weights[tokens] * (state[: len(tokens)] @ moves if place else 1.0)
        total = state.sum(axis=1)
        state = state / total[:, None]
        forward[tokens] = state
        scale[tokens] = total
    log_sum = float(np.log(scale).sum(dtype=np.float64) + top.sum(dtype=np.float64))
    backward = np.ones_like(weights)
    expected = np.zeros_like(moves)
    for place in range(len(steps.at) - 1, 0, -1):
        tokens = steps.at[place]
        before = steps.at[place - 1][: len(tokens)]
        ahead = weights[tokens] * backward[tokens] / scale[tokens][:, None]
        backward[before] = ahead @ moves.T
        expected += forward[before].T @ ahead
    return log_sum, forward * backward, expected * moves
