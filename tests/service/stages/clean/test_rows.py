"""Rows of features: neighbours and windows, also beyond the ends of a page."""

import numpy as np

from service.stages.clean.rows import Rows, Windows, shift

SIZES = np.array([[1, 2, 3, 4], [10, 20, 30, 40]], np.float32)


def test_a_window_ends_where_the_page_does() -> None:
    sums = Windows(SIZES, 2)
    assert sums(-2, -1).tolist() == [[0, 1, 3, 5], [0, 10, 30, 50]]
    assert sums(0, 1).tolist() == [[3, 5, 7, 4], [30, 50, 70, 40]]


def test_several_windows_are_the_same_as_one_after_the_other() -> None:
    sums, bounds = Windows(SIZES, 3), ((-3, -1), (1, 3), (0, 0), (-2, 2))
    found = sums.several(bounds)
    assert found.shape == (2, 4, 4)
    for at, (first, last) in enumerate(bounds):
        assert found[:, at].tolist() == sums(first, last).tolist()


def test_values_from_beyond_the_page_are_the_filling() -> None:
    out = np.empty((3, 4), np.float32)
    shift(SIZES, np.array([(0, 1), (1, -3), (0, 0)]), -1, out)
    assert out.tolist() == [[2, 3, 4, -1], [-1, -1, -1, 10], [1, 2, 3, 4]]


def test_features_are_numbered_in_the_order_in_which_they_are_added() -> None:
    rows = Rows(2)
    rows["a"] = 1
    rows.fill({"b": np.array([2.0, 3.0]), "c": 4})
    rows.add(("d",))[:] = 5
    assert rows.names == ("a", "b", "c", "d")
    assert rows.matrix().tolist() == [[1, 1], [2, 3], [4, 4], [5, 5]]
