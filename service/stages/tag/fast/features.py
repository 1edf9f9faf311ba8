"""What stands around each token: features of neighbours, pairs, phrases and the document.

Everything is a 64-bit number (see `words`), worked out for all tokens of a batch at once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from service.stages.tag.fast.index import Ids, Index, Ints, mix, named
from service.stages.tag.fast.runs import run_features
from service.stages.tag.fast.tokens import Tokens

OFFSETS = (-2, -1, 0, 1, 2)  # of the neighbours whose words count
LONGEST_PHRASE = 6  # tokens of a name in the gazetteer
# Words whose company tells of a name: what is before or after it somewhere in the document.
BEFORE = ("honorific", "placed", "given", "the", "body", "demonym", "place")
AFTER = ("speech", "body", "place", "surname", "comma", "possessive")


@dataclass(frozen=True, slots=True)
class Spellings:
    """What the features of tokens need to know of each distinct spelling of a batch."""

    lower: Ids  # number of the word without case
    shape: Ids
    cluster: Ids  # of words used alike
    before: NDArray[np.uint16]  # bits of BEFORE that it has
    after: NDArray[np.uint16]
    capital: NDArray[np.bool_]
    letters: NDArray[np.bool_]  # it holds one


def context_features(
    tokens: Tokens, types: Ints, spellings: Spellings, phrases: "Phrases"
) -> Iterator[tuple[Ints | None, Ids]]:
    """Pairs of (tokens, feature of each) as of `features_around`, one feature at a time, where the
    phrases have yet to be found; None: every token."""
    low, capital = spellings.lower[types], spellings.capital[types]
    matched = phrases.match(tokens, low, capital)
    for chosen, ids in features_around(tokens, types, spellings, matched):
        yield from ((chosen, own) for own in ids)


def features_around(
    tokens: Tokens, types: Ints, spellings: Spellings, matched: "Matched", rows: Ints | None = None
) -> Iterator[tuple[Ints | None, Ids]]:
    """Pairs of (tokens, features of each: [features, tokens]), beside those of single words; None:
    every token of `rows`, without which all are meant, as other pairs have no tokens but those. No
    token comes twice in one pair. `matched` are the phrases that were found.

    All tokens with a capital, or in a phrase, must be among `rows`.
    """
    low, form, group = spellings.lower[types], spellings.shape[types], spellings.cluster[types]
    start = tokens.first.copy()
    if len(start):
        start[0] = True
    yield None, _neighbours(start, np.stack((low, form, group)), rows)
    yield from run_features(spellings.capital[types], start, low, group)
    yield from _phrase_features(matched, tokens.text, form, rows)
    yield from _document_features(tokens, types, spellings, low, start, form)


# What tells of each token together with those beside it, as rows of `_neighbours`' table.
_LOW, _FORM, _GROUP, _LOW_BEFORE, _FORM_BEFORE, _GROUP_BEFORE = range(6)
_LOW_AFTER, _FORM_AFTER, _GROUP_AFTER, _FIRST = range(6, 10)
_BESIDE = {
    "ll-": (_LOW_BEFORE, _LOW),
    "ll+": (_LOW, _LOW_AFTER),
    "l-l+": (_LOW_BEFORE, _LOW_AFTER, _FORM),
    "sss": (_FORM_BEFORE, _FORM, _FORM_AFTER),
    "ss": (_FORM, _FORM_AFTER, _FIRST),
    "fs": (_FIRST, _FORM),
    "fl": (_FIRST, _LOW),
    "cc-": (_GROUP_BEFORE, _GROUP),
    "cc+": (_GROUP, _GROUP_AFTER),
    "ccc": (_GROUP_BEFORE, _GROUP, _GROUP_AFTER),
    "l-s": (_LOW_BEFORE, _FORM, _FORM_AFTER),
    "sl+": (_FORM_BEFORE, _FORM, _LOW_AFTER),
    "cs": (_GROUP_BEFORE, _FORM, _FIRST),
}


def _alike(parts: int) -> tuple[list[int], Ids, list[list[int]]]:
    """Of the features of so many parts: their places in _BESIDE, their names as a column, and for
    each part the rows of the table."""
    places = [place for place, own in enumerate(_BESIDE.values()) if len(own) == parts]
    names = [name for name, own in _BESIDE.items() if len(own) == parts]
    columns = zip(*(_BESIDE[name] for name in names), strict=True)
    return places, np.array(list(map(named, names)))[:, None], list(map(list, columns))


_ALIKE = (_alike(2), _alike(3))


def _neighbours(start: NDArray[np.bool_], columns: Ids, rows: Ints | None) -> Ids:
    """The features of _BESIDE of each token, worked out for all that are alike at once; `columns`
    are its word, form and group."""
    table = np.concatenate((columns, *_shifted(start, columns), start[None].astype(np.uint64)))
    if rows is not None:
        table = table.take(rows, axis=1)
    found = np.empty((len(_BESIDE), table.shape[1]), np.uint64)
    for places, names, parts in _ALIKE:
        found[places] = mix(names, *(table.take(part, axis=0) for part in parts))
    return found


def _shifted(start: NDArray[np.bool_], columns: Ids) -> tuple[Ids, Ids]:
    """The columns of the token before and of the one after, within the sentence."""
    edge = named("edge")
    before, after = np.full_like(columns, edge), np.full_like(columns, edge)
    np.copyto(before[:, 1:], columns[:, :-1], where=~start[1:])
    np.copyto(after[:, :-1], columns[:, 1:], where=~start[1:])
    return before, after


# (kind of the phrase that covers each token, 0 for none; 1 where it begins, 2 inside)
Matched = tuple[NDArray[np.uint8], NDArray[np.uint8]]


@dataclass(frozen=True)
class Phrases:
    """Names of several words that the gazetteer has, by the number of the phrase, sorted."""

    keys: Ids
    kinds: NDArray[np.uint8]

    @cached_property
    def _index(self) -> Index:
        return Index(self.keys)

    def match(self, tokens: Tokens, low: Ids, capital: NDArray[np.bool_]) -> Matched:
        """Where they are. The longest phrase wins, then the first. It begins with a capital."""
        count = len(low)
        kind, place = bytearray(count), bytearray(count)
        starts = np.flatnonzero(capital)
        if not len(starts) or not len(self.keys):
            return np.frombuffer(kind, np.uint8), np.frombuffer(place, np.uint8)
        ends = np.append(np.flatnonzero(tokens.first), count)
        limit = ends[np.searchsorted(ends, starts, side="right")]  # of their sentences
        numbers = [low[starts]]  # of one word from each start on, of two, ...
        for length in range(1, LONGEST_PHRASE):
            numbers.append(mix(numbers[-1], low.take(starts + length, mode="clip")))
        at = self._index.find(np.concatenate(numbers)).reshape(LONGEST_PHRASE, -1)
        inside = starts + np.arange(1, LONGEST_PHRASE + 1)[:, None] <= limit
        known = (at < len(self.keys)) & inside
        for length in range(LONGEST_PHRASE, 0, -1):
            own = known[length - 1]
            kinds = self.kinds[at[length - 1, own]].tolist()
            for start, one in zip(starts[own].tolist(), kinds, strict=True):
                if not any(place[start : start + length]):
                    kind[start : start + length] = bytes((one,)) * length
                    place[start : start + length] = b"\1" + b"\2" * (length - 1)
        return np.frombuffer(kind, np.uint8), np.frombuffer(place, np.uint8)


def phrase_key(words: Sequence[str]) -> int:
    """The number of a phrase, as `Phrases` keeps it."""
    value: Ids | np.uint64 = named(words[0].casefold())
    for word in words[1:]:
        value = mix(value, named(word.casefold()))
    return int(value)


def _phrase_features(
    matched: Matched, text: Ints, form: Ids, rows: Ints | None
) -> Iterator[tuple[Ints, Ids]]:
    """What a phrase tells of its tokens and of those beside it, which may be of another sentence,
    but not of another text."""
    kind, place = matched
    covered = np.flatnonzero(place)
    if not len(covered):
        return
    code = kind[covered].astype(np.uint64) * np.uint64(4) + place[covered]
    meant = np.ones(len(place), bool)
    if rows is not None:
        meant[:] = False
        meant[rows] = True
    yield covered, mix(named("g0"), code)[None]
    yield covered, mix(named("gs"), code, form[covered])[None]
    for name, offset in (("g-", 1), ("g+", -1)):
        beside = covered + offset
        inside = (beside >= 0) & (beside < len(place))
        inside &= meant.take(beside, mode="clip")
        inside &= text.take(beside, mode="clip") == text[covered]
        yield beside[inside], mix(named(name), code[inside])[None]


def _document_features(
    tokens: Tokens,
    types: Ints,
    spellings: Spellings,
    low: Ids,
    start: NDArray[np.bool_],
    form: Ids,
) -> Iterator[tuple[Ints, Ids]]:
    """What the rest of the document says of a capitalised word: how it is written and in what
    company it stands there."""
    capital = spellings.capital[types]
    letters = spellings.letters[types]
    words = mix(low, tokens.text.astype(np.uint64))
    chosen = np.flatnonzero(capital & letters)
    if not len(chosen):
        return
    # What is said of a word is gathered from wherever it stands.
    sought, one = np.unique(words[chosen], return_inverse=True)
    size = len(sought)
    small = words[letters & ~capital]
    same = np.minimum(np.searchsorted(sought, small), size - 1)
    lowered = np.bincount(same[sought[same] == small], minlength=size) > 0
    inside = ~start[chosen]
    inner = np.bincount(one[inside], minlength=size)
    before = np.zeros(size, np.uint16)
    after = np.zeros(size, np.uint16)
    np.bitwise_or.at(before, one[inside], spellings.before[types[chosen[inside] - 1]])
    followed = ~np.append(start, True)[chosen + 1]
    np.bitwise_or.at(after, one[followed], spellings.after[types[chosen[followed] + 1]])
    written = (lowered[one] * 4 + np.minimum(inner[one], 3)).astype(np.uint64)
    second = np.stack((start[chosen].astype(np.uint64), form[chosen]))
    yield chosen, mix(_WRITTEN, written, second)
    company = (before | after << np.uint16(len(BEFORE)))[one]
    bits = np.uint16(1) << np.arange(len(_COMPANY), dtype=np.uint16)
    for number, has in zip(_COMPANY, company & bits[:, None] != 0, strict=True):
        own = chosen[has]
        yield own, np.full((1, len(own)), number)


_WRITTEN = np.array([[named("dw")], [named("dws")]])
# Numbers of the company of words, in the order of their bits.
_COMPANY = [
    mix(named(name), np.uint64(bit))
    for name, kinds in (("db", BEFORE), ("da", AFTER))
    for bit in range(len(kinds))
]
