"""What is known of each spelling whatever stands around it, worked out once."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.knowledge.names import digest
from service.stages.tag.fast.affixes import Written, word_features
from service.stages.tag.fast.features import AFTER, BEFORE, OFFSETS, Spellings
from service.stages.tag.fast.index import Ids, Ints, mix, named
from service.stages.tag.fast.words import CLASSES, classes, shape

_OFFSET_IDS = [named(f"offset {offset}") for offset in OFFSETS]
_KIND_OF = (0, 1, 2, 1, 0)  # at each offset: far, near or own features
_CLASS_BITS = {name: 1 << bit for bit, name in enumerate(CLASSES)}

# Of a spelling whose features are still to be worked out: word and word without case, their
# numbers, numbers of its shape, cluster, bits of the lists it is in, whether it has a capital.
New = tuple[str, int, int, tuple[int, int, int], int, int, bool]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What is known of words whatever stands around them.

    `keys` are the sorted numbers of words without case. `bits[i]` says to which of `names` word i
    belongs, `cluster[i]` is its group of words used alike (0: none), `vector[i]` where it is among
    all words (8-bit, [words, dimensions]).
    """

    names: tuple[str, ...]
    keys: Ids
    bits: NDArray[np.uint16]
    cluster: NDArray[np.uint16]
    vector: NDArray[np.int8]

    def row(self, lower: str) -> int:
        """Where a word is; -1 where it is not."""
        return self.row_of(digest(lower))

    def kinds(self, lower: str) -> frozenset[str]:
        """Those of `names` that a word belongs to."""
        row = self.row(lower)
        return frozenset(_names(self.names, int(self.bits[row]))) if row >= 0 else frozenset()

    def row_of(self, number: int) -> int:
        """Where the word of a number is; -1 where it is not."""
        at = bisect_left(self.keys.data, number)
        return at if at < len(self.keys) and self.keys.data[at] == number else -1


_COLUMNS = ("lower", "shape", "cluster", "before", "after", "capital", "letters")


def _no_spellings() -> Spellings:
    numbers, bits, flags = np.empty(0, np.uint64), np.empty(0, np.uint16), np.empty(0, bool)
    return Spellings(numbers, numbers, numbers, bits, bits, flags, flags)


def _grown(column: NDArray[Any], count: int, size: int) -> NDArray[Any]:
    """Room for `size` values, with the first `count` of those there are."""
    room = np.empty(size, column.dtype)
    room[:count] = column[:count]
    return room


@dataclass(slots=True)
class SpellingTable:
    """Every spelling seen, by number, with what follows from it alone."""

    lexicon: Lexicon
    number: dict[str, int] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)
    new: list[tuple[int, int, int, int, int, bool, bool]] = field(default_factory=list)
    room: Spellings = field(default_factory=_no_spellings)  # with rows to be filled
    known: Spellings = field(default_factory=_no_spellings)
    fresh: list[New] = field(default_factory=list)

    def types(self, words: Sequence[str]) -> Ints:
        """The number of the spelling of each word, new or known."""
        found = list(map(self.number.get, words))
        if None in found:
            for word, number in zip(words, found, strict=True):
                if number is None:
                    self.add(word)
            found = list(map(self.number.get, words))
        return np.array(found, np.int64)

    def add(self, word: str) -> int:
        """The number of a spelling, new or known."""
        known = self.number.get(word)
        if known is not None:
            return known
        lower, form, initial = word.casefold(), shape(word), word[:1].isupper()
        number = digest(lower)
        row = self.lexicon.row_of(number)
        bits = int(self.lexicon.bits[row]) if row >= 0 else 0
        cluster = int(self.lexicon.cluster[row]) if row >= 0 else 0
        closed = classes(lower)
        shapes = _shapes(form)
        before, after = _company(self.lexicon.names, bits, (*closed, *_signs(lower)))
        self.rows.append(row)
        self.new.append(
            (
                number,
                shapes[0],
                _group(cluster >> 3),
                before,
                after,
                initial,
                word.isalpha() or any(map(str.isalpha, word)),
            )
        )
        lists = bits | sum(_CLASS_BITS[name] for name in closed) << len(self.lexicon.names)
        own = number if word == lower else digest(word)
        self.fresh.append((lower, own, number, shapes, cluster, lists, initial))
        self.number[word] = number = len(self.number)
        return number

    def new_features(self) -> tuple[list[Ids], list[Ints]]:
        """By offset, (the numbers of the features of all spellings since the last call, one after
        the other; where those of each begin), which are forgotten here."""
        fresh, self.fresh = self.fresh, []
        lower, word, low, shapes, cluster, lists, capital = zip(*fresh, strict=True)
        bits = np.arange(len(self.lexicon.names) + len(CLASSES))
        kinds = word_features(
            Written(
                lower,
                np.array(word, np.uint64),
                np.array(low, np.uint64),
                np.array(shapes, np.uint64),
                np.array(cluster, np.int64),
                (np.array(lists, np.int64)[:, None] >> bits & 1).astype(bool),
                len(CLASSES),
                np.array(capital),
            )
        )
        there = [kind != 0 for kind in kinds]
        flat = [kind[has] for kind, has in zip(kinds, there, strict=True)]
        begins = [np.cumsum(has.sum(axis=1)) - has.sum(axis=1) for has in there]
        numbers = [
            mix(flat[kind], offset) for kind, offset in zip(_KIND_OF, _OFFSET_IDS, strict=True)
        ]
        return numbers, [begins[kind] for kind in _KIND_OF]

    def spellings(self) -> Spellings:
        """All of them as arrays, which grow by those that are new."""
        count = len(self.number)
        if self.new:
            old = count - len(self.new)
            if count > len(self.room.lower):
                columns = (getattr(self.room, name) for name in _COLUMNS)
                self.room = Spellings(*(_grown(column, old, 2 * count) for column in columns))
            for name, values in zip(_COLUMNS, zip(*self.new, strict=True), strict=True):
                getattr(self.room, name)[old:count] = values
            self.new = []
            self.known = Spellings(*(getattr(self.room, name)[:count] for name in _COLUMNS))
        return self.known


def _signs(lower: str) -> tuple[str, ...]:
    if lower == "the":
        return ("the",)
    if lower == ",":
        return ("comma",)
    return ("possessive",) if lower in ("'s", "’s") else ()


@lru_cache(maxsize=4096)
def _shapes(form: str) -> tuple[int, int, int]:
    """Numbers of a shape, of its beginning, and of less of that."""
    return digest(f"s={form}"), digest(f"s={form[:4]}"), digest(f"s={form[:2]}")


_group = cache(lambda number: digest(f"c{number}"))


@lru_cache(maxsize=4096)
def _names(names: tuple[str, ...], bits: int) -> tuple[str, ...]:
    return tuple(name for bit, name in enumerate(names) if bits >> bit & 1)


@lru_cache(maxsize=4096)
def _company(names: tuple[str, ...], bits: int, others: tuple[str, ...]) -> tuple[int, int]:
    """Bits of BEFORE and of AFTER, of a word that is in the lists of `bits` and in `others`."""
    kinds = {*_names(names, bits), *others}
    before = sum(1 << bit for bit, name in enumerate(BEFORE) if name in kinds)
    return before, sum(1 << bit for bit, name in enumerate(AFTER) if name in kinds)
