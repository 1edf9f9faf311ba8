"""What is known of each spelling whatever stands around it, worked out once."""

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.knowledge.names import digest, digest_bytes
from service.stages.tag.fast.affixes import Written, word_features
from service.stages.tag.fast.features import AFTER, BEFORE, OFFSETS, Spellings
from service.stages.tag.fast.index import Ids, Ints, mix, named
from service.stages.tag.fast.words import CLASSES, classes, shape

MOST_KEPT = 8192  # words whose kinds are kept: names come again and again

_INITIALS = re.compile(r"(?:[a-z]\.){2,}")
_OFFSET_IDS = [named(f"offset {offset}") for offset in OFFSETS]
_KIND_OF = (0, 1, 2, 1, 0)  # at each offset: far, near or own features
_SIGNS = {"the": "the", ",": "comma", "'s": "possessive", "’s": "possessive"}


@dataclass(frozen=True)
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

    def __contains__(self, lower: str) -> bool:
        """Whether a word is known."""
        return self._row(lower) is not None

    @cached_property
    def kinds(self) -> Callable[[str], frozenset[str]]:
        """Those of `names` that a word belongs to, by the word without case; "U.S." also to those
        of "US"."""
        return lru_cache(maxsize=MOST_KEPT)(self._kinds)

    def _kinds(self, lower: str) -> frozenset[str]:
        row = self._row(lower)
        own = frozenset() if row is None else _names(self.names, int(self.bits[row]))
        return own | self._kinds(lower.replace(".", "")) if _INITIALS.fullmatch(lower) else own

    def _row(self, lower: str) -> int | None:
        """The same as rows() of one word, in a tenth of the time; None where it is not."""
        number, keys = digest(lower), self.keys.data
        row = bisect_left(keys, number)
        return row if row < len(keys) and keys[row] == number else None

    def rows(self, numbers: Ids) -> Ints:
        """Where the words of these numbers are; -1 where they are not."""
        if not len(self.keys):
            return np.full(len(numbers), -1)
        at = np.minimum(np.searchsorted(self.keys, numbers), len(self.keys) - 1)
        return np.where(self.keys[at] == numbers, at, -1)


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
    rows: list[Ints] = field(default_factory=list)  # in the lexicon, -1 where it is not there
    room: Spellings = field(default_factory=_no_spellings)  # with rows to be filled
    fresh: list[Written] = field(default_factory=list)

    def types(self, words: Sequence[str]) -> Ints:
        """The number of the spelling of each word, new or known."""
        types = np.fromiter(map(self.number.get, words, repeat(-1)), np.int64, len(words))
        new = np.flatnonzero(types < 0).tolist()
        if new:
            self._add(list(dict.fromkeys(words[place] for place in new)))
            types[new] = [self.number[words[place]] for place in new]
        return types

    def _add(self, words: list[str]) -> None:
        lexicon, count = self.lexicon, len(self.number)
        lower = list(map(str.casefold, words))
        low = _digests(lower)
        rows = lexicon.rows(low)
        there, size = rows >= 0, len(lexicon.names)
        cluster = np.where(there, lexicon.cluster[rows], 0).astype(np.int64)
        lists = np.where(there, lexicon.bits[rows], 0).astype(np.int64)
        lists |= np.fromiter(map(_closed, lower), np.int64, len(words)) << size
        shapes = np.array(list(map(_shapes, map(shape, words))), np.uint64)
        capital = np.array([word[:1].isupper() for word in words])
        self.number |= {word: number for number, word in enumerate(words, start=count)}
        self.rows.append(rows)
        before, after = _company(lexicon.names)
        self._keep(
            count,
            Spellings(
                lower=low,
                shape=shapes[:, 0],
                cluster=np.array(list(map(_group, (cluster >> 3).tolist())), np.uint64),
                before=_bits(lists, before),
                after=_bits(lists, after),
                capital=capital,
                letters=np.array([w.isalpha() or any(map(str.isalpha, w)) for w in words]),
            ),
        )
        self.fresh.append(
            Written(
                lower=lower,
                word=_digests_of(words, lower, low),
                low=low,
                shapes=shapes,
                cluster=cluster,
                known=(lists[:, None] >> np.arange(size + len(CLASSES)) & 1).astype(bool),
                classes=len(CLASSES),
                capital=capital,
            )
        )

    def _keep(self, count: int, new: Spellings) -> None:
        """Put what is new behind the `count` that are there, with room for as many again."""
        size = count + len(new.lower)
        if size > len(self.room.lower):
            columns = (getattr(self.room, name) for name in _COLUMNS)
            self.room = Spellings(*(_grown(column, count, 2 * size) for column in columns))
        for name in _COLUMNS:
            getattr(self.room, name)[count:size] = getattr(new, name)

    def new_features(self) -> tuple[list[Ids], list[Ints]]:
        """By offset, (the numbers of the features of all spellings since the last call, one after
        the other; where those of each begin), which are forgotten here."""
        fresh, self.fresh = self.fresh, []
        flat: list[Ids] = []
        begins: list[Ints] = []
        for parts in zip(*map(word_features, fresh), strict=True):  # one kind at a time
            counts = np.concatenate([(part != 0).sum(axis=1) for part in parts])
            flat.append(np.concatenate([part[part != 0] for part in parts]))
            begins.append(np.cumsum(counts) - counts)
        numbers = [
            mix(flat[kind], offset) for kind, offset in zip(_KIND_OF, _OFFSET_IDS, strict=True)
        ]
        return numbers, [begins[kind] for kind in _KIND_OF]

    def spellings(self) -> Spellings:
        """All of them as arrays."""
        count = len(self.number)
        return Spellings(*(getattr(self.room, name)[:count] for name in _COLUMNS))


def _digests(words: Sequence[str]) -> Ids:
    return np.frombuffer(b"".join(map(digest_bytes, words)), "<u8")


def _digests_of(words: Sequence[str], lower: Sequence[str], low: Ids) -> Ids:
    """Those of `words`, where those of the same words without case are known."""
    found = low.copy()
    others = [at for at, word in enumerate(words) if word != lower[at]]
    found[others] = _digests([words[at] for at in others])
    return found


@lru_cache(maxsize=4096)
def _shapes(form: str) -> tuple[int, int, int]:
    """Numbers of a shape, of its beginning, and of less of that."""
    return digest(f"s={form}"), digest(f"s={form[:4]}"), digest(f"s={form[:2]}")


_group = cache(lambda number: digest(f"c{number}"))


@lru_cache(maxsize=4096)
def _names(names: tuple[str, ...], bits: int) -> frozenset[str]:
    return frozenset(name for bit, name in enumerate(names) if bits >> bit & 1)


_KINDS = (*CLASSES, *dict.fromkeys(_SIGNS.values()))


@lru_cache(maxsize=64)
def _bits_of(kinds: tuple[str, ...], sign: str | None) -> int:
    return sum(1 << _KINDS.index(kind) for kind in (*kinds, *([sign] if sign else ())))


def _closed(lower: str) -> int:
    """Bits of _KINDS that a word is."""
    return _bits_of(classes(lower), _SIGNS.get(lower))


@cache
def _company(names: tuple[str, ...]) -> tuple[list[int], list[int]]:
    """For each of BEFORE and of AFTER the bits of lists, of `names` and _KINDS, that make it."""
    lists = (*names, *_KINDS)
    before, after = (
        [sum(1 << bit for bit, name in enumerate(lists) if name == wanted) for wanted in all_]
        for all_ in (BEFORE, AFTER)
    )
    return before, after


def _bits(lists: Ints, masks: Sequence[int]) -> NDArray[np.uint16]:
    """Bit i is set where one of the lists of mask i is."""
    found = np.zeros(len(lists), np.uint16)
    for bit, mask in enumerate(masks):
        found |= ((lists & mask) != 0).astype(np.uint16) << np.uint16(bit)
    return found
