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

LEAST = 1e-40  # of a label's weight beside the greatest
ROUNDING = 1e-9
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


def runs_of(
    scores: Floats, rows: Ints, transitions: Floats, first: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Where runs of the tokens `rows`, whose scores these are, begin; `first` is as for Steps, of
    all tokens. All others have the first label for sure.

    Adds to `scores`, in place, what that label beside a run does at its edges.
    """
    apart = np.diff(rows) > 1
    begins = np.append(True, apart)[: len(rows)]
    ends = np.append(apart, True)[: len(rows)]
    scores[begins & ~first[rows]] += transitions[0]
    scores[ends & ~np.append(first, True)[rows + 1]] += transitions[:, 0]
    return begins | first[rows]


def decoded(scores: Floats, transitions: Floats, first: NDArray[np.bool_]) -> tuple[Ints, Floats]:
    """(the likeliest labels of each sentence as a whole, the probability of each label of each
    token); `first` as for Steps.

    The labels are those of `best_labels`, for less time. Take each token's likeliest label: where
    these labels together have a probability p, no other labelling of the sentence that is as
    likely can differ at a token whose other labels have less than p together. So only the rest is
    searched.
    """
    if not len(scores):
        return np.zeros(0, np.int64), np.empty(scores.shape, np.float64)
    shares, ahead = _chances(scores, transitions, Steps.of(first))
    labels = shares.argmax(axis=1)
    moves = np.exp(transitions.astype(np.float64))
    before = np.where(first, 0, np.append(0, labels[:-1]))
    ahead = np.where(first[:, None], 1.0, moves[before]) * ahead  # given the label before
    rows = np.arange(len(labels))
    starts = np.flatnonzero(first)
    whole = np.multiply.reduceat(ahead[rows, labels] / ahead.sum(axis=1), starts)
    whole = np.repeat(whole, np.diff(np.append(starts, len(first))))
    open_ = (1 - shares[rows, labels]) * (1 + ROUNDING) + ROUNDING >= whole
    doubted = np.flatnonzero(open_)
    if len(doubted):
        here = scores[doubted]
        after_sure = ~first & ~np.append(False, open_[:-1])
        here[after_sure[doubted]] += transitions[before[doubted[after_sure[doubted]]]]
        before_sure = np.append(~first[1:] & ~open_[1:], False)
        here[before_sure[doubted]] += transitions.T[labels[doubted[before_sure[doubted]] + 1]]
        begins = (first | after_sure)[doubted]
        labels[doubted] = best_labels(here, transitions, Steps.of(begins))
    return labels, shares


def _chances(scores: Floats, transitions: Floats, steps: Steps) -> tuple[Floats, Floats]:
    """(the probability of each label of each token; the same before the labels ahead of it in its
    sentence are weighed, but for a factor of each token)."""
    order, places = _walk(steps)
    walked = scores[order]
    weights = np.exp(walked - walked.max(axis=1, keepdims=True), dtype=np.float64)
    np.maximum(weights, LEAST, out=weights)  # for they are divided by
    moves = np.exp(transitions.astype(np.float64))
    back = np.ascontiguousarray(moves.T)
    forward = weights.copy()
    for place, (before, (start, end)) in enumerate(pairwise(places), start=1):
        state = forward[start:end]
        state *= forward[before[0] : before[0] + end - start] @ moves
        if place % SCALED_EACH == 0:
            state /= state.sum(axis=1, keepdims=True)
    backward = weights.copy()  # times the weight of the token itself
    for place in range(len(places) - 1, 0, -1):
        start, end = places[place]
        ahead = places[place - 1][0]
        state = backward[ahead : ahead + end - start]
        state *= backward[start:end] @ back
        if place % SCALED_EACH == 0:
            state /= state.sum(axis=1, keepdims=True)
    forward *= backward / weights
    forward /= forward.sum(axis=1, keepdims=True)
    shares, after = np.empty_like(forward), np.empty_like(forward)
    shares[order], after[order] = forward, backward
    return shares, after


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
