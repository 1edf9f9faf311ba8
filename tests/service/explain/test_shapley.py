"""The reasons add up: to the forest's own odds, and as Shapley's definition has it."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.explain.shapley import shapley
from service.stages.clean.features import Matrix
from service.stages.clean.forest import Forest
from service.stages.clean.model import load
from tests.service.stages.clean.pages import FLAT

FEATURES, DEPTH = 4, 3


def made(seed: int, trees: int = 3) -> Forest:
    """A forest whose trees may ask twice for one feature."""
    chance = np.random.default_rng(seed)
    return Forest(
        feature=chance.integers(0, FEATURES, (trees, DEPTH)).astype(np.int16),
        border=chance.normal(size=(trees, DEPTH)).astype(np.float32),
        leaf=chance.normal(size=(trees, 1 << DEPTH)).astype(np.float32),
        bias=0.5,
    )


def by_definition(forest: Forest, features: Matrix) -> Matrix:
    """The mean over all orders of what a feature adds when it comes in."""
    orders = list(permutations(range(FEATURES)))
    values = np.zeros(features.shape, np.float32)
    for line in range(features.shape[1]):
        for order in orders:
            mixed = features.copy()
            before = forest(mixed).mean()
            for feature in order:
                mixed[feature] = features[feature, line]
                after = forest(mixed).mean()
                values[feature, line] += (after - before) / len(orders)
                before = after
    return values


@given(st.integers(0, 10_000), st.integers(1, 6))
@settings(deadline=None, max_examples=30)
def test_the_values_are_those_of_the_definition(seed: int, lines: int) -> None:
    forest = made(seed)
    features = np.random.default_rng(seed + 1).normal(size=(FEATURES, lines)).astype(np.float32)
    values, base = shapley(forest, features)
    assert values == pytest.approx(by_definition(forest, features), abs=1e-4)
    assert base == pytest.approx(forest(features).mean(), abs=1e-4)


def test_with_what_the_page_says_at_large_they_are_the_odds_of_each_line() -> None:
    model = load()
    features = model.see(FLAT.split("\n")).matrix()
    for forest in (model.first, model.second):
        values, base = shapley(forest, features)
        assert values.sum(axis=0) + base == pytest.approx(forest(features), abs=1e-3)
        without = np.delete(values, np.abs(values).sum(axis=1).argmax(), axis=0)
        assert without.sum(axis=0) + base != pytest.approx(forest(features), abs=1e-3)  # control


def test_a_feature_that_is_the_same_for_all_lines_adds_nothing() -> None:
    features = np.random.default_rng(0).normal(size=(FEATURES, 5)).astype(np.float32)
    features[2] = 7
    values, _ = shapley(made(3), features)
    assert np.abs(values[2]).max() < 1e-12
    assert np.abs(values).max() > 0.1
