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

Columns = tuple[Ids, ...]

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
    """The same as `features_around`, where the phrases have yet to be found."""
    low, capital = spellings.lower[types], spellings.capital[types]
    return features_around(tokens, types, spellings, phrases.match(tokens, low, capital))


def features_around(
    tokens: Tokens, types: Ints, spellings: Spellings, matched: "Matched", rows: Ints | None = None
) -> Iterator[tuple[Ints | None, Ids]]:
    """Pairs of (tokens, feature of each), beside those of single words; None: every token of
    `rows`, without which all are meant. No token comes twice in one pair. `matched` are the
    phrases that were found."""
    low, form, group = spellings.lower[types], spellings.shape[types], spellings.cluster[types]
    start = tokens.first.copy()
    if len(start):
        start[0] = True
    yield from _neighbours(start, low, form, group, rows)
    yield from run_features(spellings.capital[types], start, low, group)
    yield from _phrase_features(matched, form)
    yield from _document_features(tokens, types, spellings, low, start, form)


def _neighbours(
    start: NDArray[np.bool_], low: Ids, form: Ids, group: Ids, rows: Ints | None
) -> Iterator[tuple[None, Ids]]:
    """Each token with those beside it."""
    columns: Columns = (low, form, group)
    before, after = _shifted(start, *columns)
    first = np.where(start, np.uint64(1), np.uint64(0))
    if rows is not None:
        columns, before, after = (tuple(c[rows] for c in cs) for cs in (columns, before, after))
        first = first[rows]
    low, form, group = columns
    low_before, form_before, group_before = before
    low_after, form_after, group_after = after
    yield None, mix(named("ll-"), low_before, low)
    yield None, mix(named("ll+"), low, low_after)
    yield None, mix(named("l-l+"), low_before, low_after, form)
    yield None, mix(named("sss"), form_before, form, form_after)
    yield None, mix(named("ss"), form, form_after, first)
    yield None, mix(named("fs"), first, form)
    yield None, mix(named("fl"), first, low)
    yield None, mix(named("cc-"), group_before, group)
    yield None, mix(named("cc+"), group, group_after)
    yield None, mix(named("ccc"), group_before, group, group_after)
    yield None, mix(named("l-s"), low_before, form, form_after)
    yield None, mix(named("sl+"), form_before, form, low_after)
    yield None, mix(named("cs"), group_before, form, first)


def _shifted(start: NDArray[np.bool_], *columns: Ids) -> tuple[Columns, Columns]:
    """Each column of the token before and of the one after, within the sentence."""
    edge = named("edge")
    before, after = [], []
    for column in columns:
        earlier = np.empty_like(column)
        earlier[1:] = column[:-1]
        earlier[start] = edge
        before.append(earlier)
        later = np.empty_like(column)
        later[:-1] = column[1:]
        if len(later):
            later[-1] = edge
        later[:-1][start[1:]] = edge
        after.append(later)
    return tuple(before), tuple(after)


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
        kind = np.zeros(count, np.uint8)
        place = np.zeros(count, np.uint8)
        starts = np.flatnonzero(capital)
        ends = np.append(np.flatnonzero(tokens.first), count)
        limit = ends[np.searchsorted(ends, starts, side="right")]  # of their sentences
        rolling = low[starts]
        found: list[tuple[Ints, Ints]] = []
        for length in range(1, LONGEST_PHRASE + 1):
            if length > 1:
                inside = starts + length <= limit
                starts, limit = starts[inside], limit[inside]
                rolling = mix(rolling[inside], low[starts + length - 1])
            if not len(starts) or not len(self.keys):
                break
            at = self._index.find(rolling)
            hit = at < len(self.keys)
            found.append((starts[hit], at[hit]))
        for length in range(len(found), 0, -1):
            for start, row in zip(*(column.tolist() for column in found[length - 1]), strict=True):
                if not place[start : start + length].any():
                    kind[start : start + length] = self.kinds[row]
                    place[start : start + length] = 2
                    place[start] = 1
        return kind, place


def phrase_key(words: Sequence[str]) -> int:
    """The number of a phrase, as `Phrases` keeps it."""
    value: Ids | np.uint64 = named(words[0].casefold())
    for word in words[1:]:
        value = mix(value, named(word.casefold()))
    return int(value)


def _phrase_features(matched: Matched, form: Ids) -> Iterator[tuple[Ints, Ids]]:
    kind, place = matched
    covered = np.flatnonzero(place)
    if not len(covered):
        return
    code = kind[covered].astype(np.uint64) * np.uint64(4) + place[covered]
    count = len(place)
    yield covered, mix(named("g0"), code)
    yield covered, mix(named("gs"), code, form[covered])
    for name, offset in (("g-", 1), ("g+", -1)):
        beside = covered + offset
        inside = (beside >= 0) & (beside < count)
        yield beside[inside], mix(named(name), code[inside])


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
    groups = np.minimum(np.searchsorted(sought, words), size - 1)
    asked = sought[groups] == words
    inside = ~start
    lowered = np.bincount(groups[asked & letters & ~capital], minlength=size) > 0
    here = np.flatnonzero(asked & capital & inside)
    inner = np.bincount(groups[here], minlength=size)
    before = np.zeros(size, np.uint16)
    after = np.zeros(size, np.uint16)
    np.bitwise_or.at(before, groups[here], spellings.before[types[here - 1]])
    ahead = np.flatnonzero((asked & capital)[:-1] & inside[1:])
    np.bitwise_or.at(after, groups[ahead], spellings.after[types[ahead + 1]])
    written = (lowered[one] * 4 + np.minimum(inner[one], 3)).astype(np.uint64)
    yield chosen, mix(named("dw"), written, start[chosen].astype(np.uint64))
    yield chosen, mix(named("dws"), written, form[chosen])
    for name, bits, count in (("db", before, len(BEFORE)), ("da", after, len(AFTER))):
        own = bits[one]
        for bit in range(count):
            has = chosen[(own & (1 << bit)) > 0]
            yield has, np.full(len(has), mix(named(name), np.uint64(bit)))
