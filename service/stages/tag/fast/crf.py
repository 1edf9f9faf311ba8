"""A linear-chain conditional random field over many sentences at once (Lafferty et al. 2001).

Sentences stand one after the other in one array of scores, [tokens, labels], natural logarithms.
They are walked side by side, the longest first, so that each step is one operation on all that
are still going on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
Ints = NDArray[np.int64]

SCALED_EACH = 8  # steps; in between, sums stay within what 64 bits hold


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
    if not steps.at:
        return labels
    order, places = _walk(steps)
    best = scores[order]  # of the best way to each label
    room = np.empty(transitions.size * len(steps.at[0]), best.dtype)
    moves = transitions[:, None, :].astype(best.dtype)
    for before, (start, end) in pairwise(places):
        reached = best[start:end]
        through = room[: moves.size * len(reached)].reshape(len(moves), end - start, -1)
        np.add(best[before[0] : before[0] + len(reached)].T[:, :, None], moves, out=through)
        reached += np.maximum.reduce(through, axis=0)
    sources = np.ascontiguousarray(moves[:, 0].T)
    ended = np.empty(0, np.int64)
    chosen = np.empty(len(order), np.int64)
    for start, end in reversed(places):
        # Sentences that end here begin at their best label, the others go on from what they chose.
        onward = best[start:end]
        onward[: len(ended)] += sources[ended]
        ended = chosen[start:end] = onward.argmax(axis=1)
    labels[order] = chosen
    return labels


def chances(scores: Floats, transitions: Floats, steps: Steps) -> Floats:
    """The probability of each label of each token; the same as `probabilities`, for less time."""
    found = np.empty(scores.shape, np.float64)
    if not steps.at:
        return found
    order, places = _walk(steps)
    walked = scores[order]
    weights = np.exp(walked - walked.max(axis=1, keepdims=True)).astype(np.float64)
    moves = np.exp(transitions.astype(np.float64))
    back = np.ascontiguousarray(moves.T)
    forward = weights.copy()
    for place, (before, (start, end)) in enumerate(pairwise(places), start=1):
        state = forward[start:end]
        state *= forward[before[0] : before[0] + len(state)] @ moves
        if place % SCALED_EACH == 0:
            state /= state.sum(axis=1, keepdims=True)
    backward = np.ones_like(weights)
    for place in range(len(places) - 1, 0, -1):
        start, end = places[place]
        ahead = places[place - 1][0]
        state = backward[ahead : ahead + end - start]
        np.matmul(weights[start:end] * backward[start:end], back, out=state)
        if place % SCALED_EACH == 0:
            state /= state.sum(axis=1, keepdims=True)
    forward *= backward
    forward /= forward.sum(axis=1, keepdims=True)
    found[order] = forward
    return found


def _walk(steps: Steps) -> tuple[Ints, list[tuple[int, int]]]:
    """(all tokens by their places in their sentences, [start, end) of each place among them)."""
    ends = np.cumsum([len(tokens) for tokens in steps.at]).tolist()
    return np.concatenate(steps.at), list(pairwise([0, *ends]))


def probabilities(
    scores: Floats, transitions: Floats, steps: Steps, allowed: NDArray[np.bool_] | None = None
) -> tuple[float, Floats, Floats]:
    """(log of the sum over all labellings, probability of each label of each token, expected
    number of each transition), by forward and backward sums: what learning needs.

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
