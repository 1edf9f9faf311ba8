"""What is known of each spelling whatever stands around it, worked out once."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.stages.tag.fast.features import AFTER, BEFORE, OFFSETS, Spellings
from service.stages.tag.fast.index import Ids, Ints, mix, named
from service.stages.tag.fast.words import (
    classes,
    digest,
    digest_bytes,
    far_features,
    known_features,
    near_features,
    own_features,
    shape,
)

_OFFSET_IDS = [named(f"offset {offset}") for offset in OFFSETS]
_KIND_OF = (0, 1, 2, 1, 0)  # at each offset: far, near or own features

Digests = tuple[bytes, bytes, bytes]  # of far, near and own features, 8 bytes each


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
    digests: list[Digests] = field(default_factory=list)

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
        lexical = _names(self.lexicon.names, bits)
        known_as = (*lexical, f"c{cluster}", f"q{cluster >> 3}", *closed)
        before, after = _company((*lexical, *closed, *_signs(lower)))
        self.rows.append(row)
        self.new.append(
            (
                number,
                _number(f"s={form}"),
                _number(f"c{cluster >> 3}"),
                before,
                after,
                initial,
                word.isalpha() or any(map(str.isalpha, word)),
            )
        )
        self.digests.append(
            (
                _digests(far_features(lower, form)) + _known(closed, False),
                _digests(near_features(lower, form)) + _known(known_as, False),
                _digests(own_features(word, lower, form)) + _known(known_as, initial),
            )
        )
        self.number[word] = number = len(self.number)
        return number

    @property
    def features(self) -> list[list[Ids]]:
        """By offset, for each spelling the numbers of its features for a token there."""
        return [
            [mix(np.frombuffer(one[kind], "<u8"), offset) for one in self.digests]
            for kind, offset in zip(_KIND_OF, _OFFSET_IDS, strict=True)
        ]

    def new_features(self) -> tuple[list[Ids], list[Ints]]:
        """By offset, (the numbers of the features of all spellings since the last call, one after
        the other; where those of each begin), which are forgotten here."""
        digests, self.digests = self.digests, []
        columns = list(zip(*digests, strict=True))
        flat = [np.frombuffer(b"".join(column), "<u8") for column in columns]
        begins = [np.cumsum([0, *map(len, column[:-1])]) // 8 for column in columns]
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


def _digests(names: Sequence[str]) -> bytes:
    return b"".join(map(_digest, names))


_digest = lru_cache(maxsize=1 << 15)(digest_bytes)  # affixes and shapes come again and again
_number = lru_cache(maxsize=4096)(digest)


@lru_cache(maxsize=4096)
def _names(names: tuple[str, ...], bits: int) -> tuple[str, ...]:
    return tuple(name for bit, name in enumerate(names) if bits >> bit & 1)


@lru_cache(maxsize=4096)
def _known(known_as: tuple[str, ...], initial: bool) -> bytes:
    return _digests(known_features(known_as, initial))


@lru_cache(maxsize=4096)
def _company(kinds: tuple[str, ...]) -> tuple[int, int]:
    """Bits of BEFORE and of AFTER."""
    before = sum(1 << bit for bit, name in enumerate(BEFORE) if name in kinds)
    return before, sum(1 << bit for bit, name in enumerate(AFTER) if name in kinds)
