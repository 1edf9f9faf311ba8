"""The sums and the best path, against all labellings written out."""

from itertools import pairwise, product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from service.stages.tag.fast.crf import Steps, best_labels, decoded, probabilities, runs_of

LABELS = 3
FIRST = np.array([True, False, False, True, True, False])  # sentences of 3, 1 and 2 tokens
SENTENCES = ((0, 3), (3, 4), (4, 6))
RNG = np.random.default_rng(7)
SCORES = RNG.normal(size=(len(FIRST), LABELS))
MOVES = RNG.normal(size=(LABELS, LABELS))


def labellings(
    start: int, end: int, allowed: NDArray[np.bool_] | None = None
) -> dict[tuple[int, ...], float]:
    """The score of every labelling of a sentence."""
    found = {}
    for labels in product(range(LABELS), repeat=end - start):
        score = sum(SCORES[start + place, label] for place, label in enumerate(labels))
        score += sum(MOVES[pair] for pair in pairwise(labels))
        if allowed is None or all(allowed[start + place, one] for place, one in enumerate(labels)):
            found[labels] = float(score)
    return found


def test_the_best_labels_are_those_of_the_best_labelling() -> None:
    best: list[int] = []
    for start, end in SENTENCES:
        scores = labellings(start, end)
        best += max(scores.items(), key=lambda item: item[1])[0]
    assert best_labels(SCORES, MOVES, Steps.of(FIRST)).tolist() == best


def test_probabilities_are_shares_of_all_labellings() -> None:
    expected = np.zeros_like(SCORES)
    total = 0.0
    moves = np.zeros_like(MOVES)
    for start, end in SENTENCES:
        weights = {labels: np.exp(score) for labels, score in labellings(start, end).items()}
        whole = sum(weights.values())
        total += float(np.log(whole))
        for labels, weight in weights.items():
            for place, label in enumerate(labels):
                expected[start + place, label] += weight / whole
            for pair in pairwise(labels):
                moves[pair] += weight / whole
    log_sum, shares, counted = probabilities(SCORES, MOVES, Steps.of(FIRST))
    np.testing.assert_allclose(log_sum, total)
    np.testing.assert_allclose(shares, expected)
    np.testing.assert_allclose(decoded(SCORES, MOVES, FIRST)[1], expected)
    np.testing.assert_allclose(counted, moves)


def test_labels_that_are_not_allowed_have_no_share() -> None:
    allowed = np.ones_like(SCORES, bool)
    allowed[1, 2] = allowed[4, 0] = False
    weights = [np.exp(list(labellings(*bounds, allowed).values())).sum() for bounds in SENTENCES]
    log_sum, shares, _ = probabilities(SCORES, MOVES, Steps.of(FIRST), allowed)
    np.testing.assert_allclose(log_sum, np.log(weights).sum())
    assert (shares[~allowed] == 0).all()
    np.testing.assert_allclose(shares.sum(axis=1), 1)


def test_long_sentences_with_moves_that_are_all_but_impossible_stay_within_the_numbers() -> None:
    rng = np.random.default_rng(1)
    scores = rng.normal(scale=20, size=(120, LABELS)).astype(np.float32)
    moves = np.where(np.eye(LABELS) > 0, 3.0, -30.0).astype(np.float32)
    steps = Steps.of(np.arange(120) == 0)
    expected = probabilities(scores.astype(np.float64), moves.astype(np.float64), steps)[1]
    labels, shares = decoded(scores, moves, np.arange(120) == 0)
    np.testing.assert_allclose(shares, expected, atol=1e-5)
    assert labels.tolist() == best_labels(scores, moves, steps).tolist()


@given(st.integers(0, 10_000), st.sampled_from((0.1, 1.0, 3.0)), st.integers(1, 60))
def test_labels_that_are_beyond_doubt_are_those_of_the_best_path(
    seed: int, scale: float, count: int
) -> None:
    rng = np.random.default_rng(seed)
    scores = rng.normal(scale=scale, size=(count, LABELS)).astype(np.float32)
    moves = rng.normal(scale=2, size=(LABELS, LABELS)).astype(np.float32)
    first = rng.random(count) < 0.1
    first[0] = True
    steps = Steps.of(first)
    labels, shares = decoded(scores, moves, first)
    assert labels.tolist() == best_labels(scores, moves, steps).tolist()
    np.testing.assert_allclose(shares, probabilities(scores, moves, steps)[1], atol=1e-4)


def test_no_tokens_have_no_labels() -> None:
    steps = Steps.of(np.zeros(0, bool))
    assert len(best_labels(np.zeros((0, LABELS)), MOVES, steps)) == 0
    assert [len(part) for part in decoded(np.zeros((0, LABELS)), MOVES, np.zeros(0, bool))] == [
        0,
        0,
    ]


def test_the_edges_of_runs_know_the_words_beside_them_as_none() -> None:
    transitions = np.array([[1.0, 2.0], [4.0, 8.0]], np.float32)
    first = np.array([True, False, False, False, True, False])
    scores = np.zeros((4, 2), np.float32)
    begins = runs_of(scores, np.array([0, 1, 3, 4]), transitions, first)
    assert begins.tolist() == [True, False, True, True]
    # token 1 ends a run amid its sentence, token 3 begins one and ends with it, 4 has 5 behind it
    assert scores.tolist() == [[0, 0], [1, 4], [1, 2], [1, 4]]
