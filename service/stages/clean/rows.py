"""Features by name, a value for each line of a page, and what is done with such rows of values."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Row = NDArray[np.float32]
Matrix = NDArray[np.float32]

NEAR = 3  # lines; what is no further off is looked at one by one
FAR = 60  # lines; what is further off is no neighbour
_MOST_FEATURES = 384


class Rows:
    """Features by name: rows of one matrix, as long as the page has lines."""

    def __init__(self, lines: int) -> None:
        self._room = np.empty((_MOST_FEATURES, lines), np.float32)
        self._at: dict[str, int] = {}

    def __setitem__(self, name: str, row: NDArray[np.generic] | float) -> None:
        self._room[self._at.setdefault(name, len(self._at))] = row

    def __getitem__(self, name: str) -> Row:
        row: Row = self._room[self._at[name]]
        return row

    def add(self, names: tuple[str, ...]) -> Matrix:
        """Room for features that are new, to be filled in: one by one takes thrice as long."""
        first = len(self._at)
        self._at.update(_numbered(names, first))
        room: Matrix = self._room[first : first + len(names)]
        return room

    def fill(self, features: Mapping[str, NDArray[np.generic] | float]) -> None:
        """Add features that are new, all at once."""
        for row, values in zip(self.add(tuple(features)), features.values(), strict=True):
            row[:] = values

    def several(self, names: Sequence[str]) -> Matrix:
        """A copy of these rows."""
        found: Matrix = self._room[[self._at[name] for name in names]]
        return found

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._at)

    def matrix(self) -> Matrix:
        """Features x lines, contiguous: a tree reads few features and all lines."""
        found: Matrix = self._room[: len(self._at)]
        return found

    def copy(self) -> Self:
        """The same features, to which others can be added."""
        found = type(self)(self._room.shape[1])
        found._at = dict(self._at)
        found.matrix()[:] = self.matrix()
        return found


@lru_cache(256)  # on every page the same names come to the same places
def _numbered(names: tuple[str, ...], first: int) -> dict[str, int]:
    return {name: at for at, name in enumerate(names, start=first)}


class Windows:
    """Sums of several series over a window around each line, by one cumulated sum."""

    def __init__(self, series: Matrix, reach: int) -> None:
        rows, self.lines = series.shape
        self.reach = reach
        # `reach` columns on either side, so that every window is a slice
        self.sums = np.zeros((rows, self.lines + 1 + 2 * reach))
        inner = self.sums[:, reach + 1 : reach + 1 + self.lines]
        series.cumsum(axis=1, out=inner)
        self.sums[:, reach + 1 + self.lines :] = inner[:, -1:]

    def __call__(self, first: int, last: int) -> Matrix:
        """Sums from `first` to `last` lines away, both included."""
        start, stop = self.reach + first, self.reach + last + 1
        found = self.sums[:, stop : stop + self.lines] - self.sums[:, start : start + self.lines]
        summed: Matrix = found.astype(np.float32)
        return summed

    def several(self, bounds: Sequence[tuple[int, int]]) -> Matrix:
        """The same for each of the `bounds`; series x bounds x lines."""
        shifted = _shifted(self.sums, self.lines)
        at = np.array(bounds) + self.reach
        summed: Matrix = (shifted[:, at[:, 1] + 1] - shifted[:, at[:, 0]]).astype(np.float32)
        return summed


def within(values: NDArray[np.generic], least: float, most: float) -> NDArray[Any]:
    """np.clip, which takes thrice as long on rows of some hundreds."""
    found: NDArray[Any] = np.minimum(np.maximum(values, least), most)
    return found


def shift(rows: Matrix, shifts: NDArray[np.int64], fill: float, out: Matrix) -> None:
    """Fill `out` with the values of lines further down: for each of `shifts` which of the `rows`,
    and how many lines, at most NEAR. Beyond the page's ends the value is `fill`.
    """
    lines = out.shape[1]
    padded = np.full((len(rows), lines + 2 * NEAR), fill, np.float32)
    padded[:, NEAR : NEAR + lines] = rows
    out[:] = _shifted(padded, lines)[shifts[:, 0], shifts[:, 1] + NEAR]


def _shifted(padded: Any, lines: int) -> NDArray[Any]:
    """A view in which at [row, n] stand `lines` values of a row, from its n-th on."""
    rows, width = padded.shape
    shape, step = (rows, width - lines + 1, lines), padded.itemsize
    return np.ndarray(shape, padded.dtype, padded, strides=(width * step, step, step))


def since(marked: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Lines since the last marked one above, at most FAR; of each row of `marked`."""
    at = np.arange(marked.shape[-1])
    last = np.full((len(marked), len(at) + 1), -FAR)
    np.maximum.accumulate(np.where(marked, at, -FAR), axis=1, out=last[:, 1:])
    found: NDArray[np.int64] = np.minimum(at - last[:, :-1], FAR)
    return found


def add_runs(rows: Rows, names: Sequence[str], points: Matrix, whole: Sequence[float]) -> None:
    """Add the run of lines that earns most points (Kadane's algorithm), and how far off it is.

    For each of `names` a row of `points`; what the run earns is told as a share of `whole`.
    """
    count, lines = points.shape
    sums = np.zeros((count, lines + 1))
    sums[:, 1:] = points.cumsum(axis=1)
    gains = sums[:, 1:] - np.minimum.accumulate(sums, axis=1)[:, :-1]
    last = gains.argmax(axis=1)
    first = [row[: end + 1].argmin() for row, end in zip(sums, last.tolist(), strict=True)]
    at = np.arange(lines)
    after, before = at - np.array(first)[:, None], at - last[:, None]
    room = rows.add(_names_of_runs(tuple(names))).reshape(count, 4, lines)
    room[:, 0] = (after >= 0) & (before <= 0)
    room[:, 1] = within(after, -FAR, FAR)
    room[:, 2] = within(before, -FAR, FAR)
    gain = gains[np.arange(count), last].astype(np.float32)
    room[:, 3] = (gain / np.array(whole, np.float32))[:, None]


@lru_cache(8)
def _names_of_runs(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{name} {what}" for name in names for what in ("run", "first", "last", "gain"))
