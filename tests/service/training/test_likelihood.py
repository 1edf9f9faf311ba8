"""The objective that the fast tagger's weights are fitted by, on two made sentences."""

from dataclasses import replace

import numpy as np
import pytest

from service.stages.tag.fast.crf import Steps, best_labels
from service.training.likelihood import Neighbour, Objective, Problem

SPELLINGS = [0, 1, 2, 1, 0]  # of the tokens of "a b c" and "b a"
FIRST = np.array([True, False, False, True, False])
NONE = 3
BESIDE = ([NONE, 0, 1, NONE, 1], SPELLINGS, [1, 2, NONE, 0, NONE])
LABELS = 3


@pytest.fixture
def problem() -> Problem:
    rng = np.random.default_rng(0)
    words = [np.zeros((3, 5), np.float32) for _ in BESIDE]
    for place, matrix in enumerate(words):
        matrix[np.arange(3), (np.arange(3) + place) % 5] = 1
    allowed = np.ones((5, LABELS), bool)
    allowed[[0, 2, 3], 0] = False  # something is a name, of whatever type
    allowed[1] = [True, False, False]
    return Problem(
        np.arange(5, dtype=np.uint64),
        [Neighbour.of(np.array(which)) for which in BESIDE],
        words,
        (rng.random((5, 5)) < 0.5).astype(np.float32),
        rng.normal(size=(3, 2)).astype(np.float32),
        allowed,
        np.array([1, 1, 1, 0.5, 0.5], np.float32),
        Steps.of(FIRST),
    )


def test_scores_of_a_token_are_those_of_its_words_and_its_own(problem: Problem) -> None:
    sparse = np.arange(15, dtype=np.float32).reshape(5, LABELS)
    scores = problem.scores(sparse, np.zeros((1, 2, LABELS), np.float32))
    for token, which in enumerate(zip(*BESIDE, strict=True)):
        wanted = problem.context[token] @ sparse
        for matrix, spelling in zip(problem.words, which, strict=True):
            if spelling != NONE:
                wanted = wanted + matrix[spelling] @ sparse
        assert scores[token] == pytest.approx(wanted)


def test_the_slope_is_that_of_the_loss(problem: Problem) -> None:
    objective = Objective(problem, np.zeros((LABELS, LABELS), np.float32), ridge=1.0)
    rng = np.random.default_rng(1)
    here = rng.normal(0, 0.3, objective.size)
    _, slope = objective(here)
    for _ in range(5):
        step = rng.normal(0, 1, objective.size)
        step *= 1e-2 / np.linalg.norm(step)
        rise = objective(here + step)[0] - objective(here - step)[0]
        assert rise == pytest.approx(2 * slope @ step, rel=0.02, abs=2e-4)


def test_going_down_the_slope_makes_what_is_marked_likelier(problem: Problem) -> None:
    objective = Objective(problem, np.zeros((LABELS, LABELS), np.float32), ridge=0.01)
    here = np.zeros(objective.size)
    for _ in range(100):
        here -= 0.3 * objective(here)[1]
    sparse, dense, moves = objective.parts(here)
    labels = best_labels(problem.scores(sparse, dense), moves, problem.steps)
    assert problem.allowed[np.arange(5), labels].all()


def test_a_sentence_of_half_weight_counts_half(problem: Problem) -> None:
    def loss(weight: list[float]) -> float:
        one = replace(problem, weight=np.array(weight, np.float32))
        objective = Objective(one, np.zeros((LABELS, LABELS), np.float32), ridge=1.0)
        return objective(np.full(objective.size, 0.1))[0]

    first, second = loss([1, 1, 1, 1e-6, 1e-6]), loss([1e-6, 1e-6, 1e-6, 1, 1])
    ridge = loss([1e-6] * 5)
    both = loss([1, 1, 1, 0.5, 0.5])
    assert both - ridge == pytest.approx(first - ridge + (second - ridge) / 2, abs=1e-4)
