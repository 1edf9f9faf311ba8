"""The weights of the fast tagger, and how they judge tokens."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from service.stages.tag.fast.features import (
    AFTER,
    BEFORE,
    OFFSETS,
    Ids,
    Ints,
    Phrases,
    Spellings,
    context_features,
    mix,
    named,
)
from service.stages.tag.fast.tokens import Tokens
from service.stages.tag.fast.words import (
    classes,
    digest,
    far_features,
    near_features,
    own_features,
)

Floats = NDArray[np.float32]

MOST_SPELLINGS = 100_000  # kept in memory; then all are forgotten and worked out anew
_OFFSET_IDS = [np.uint64(named(f"offset {offset}")) for offset in OFFSETS]


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
        number = digest(lower)
        at = int(self.keys.searchsorted(np.uint64(number)))
        return at if at < len(self.keys) and int(self.keys[at]) == number else -1


def _no_spellings() -> Spellings:
    numbers, bits, flags = np.empty(0, np.uint64), np.empty(0, np.uint16), np.empty(0, bool)
    return Spellings(numbers, numbers, numbers, bits, bits, flags, flags)


@dataclass(slots=True)
class SpellingTable:
    """Every spelling seen, by number, with what follows from it alone."""

    lexicon: Lexicon
    number: dict[str, int] = field(default_factory=dict)
    lower: list[int] = field(default_factory=list)
    shape: list[int] = field(default_factory=list)
    cluster: list[int] = field(default_factory=list)
    before: list[int] = field(default_factory=list)
    after: list[int] = field(default_factory=list)
    capital: list[bool] = field(default_factory=list)
    letters: list[bool] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    known: Spellings = field(default_factory=_no_spellings)
    # Feature numbers by offset, each a list of one array a spelling.
    features: list[list[Ids]] = field(default_factory=lambda: [[] for _ in OFFSETS])

    def add(self, word: str) -> int:
        """The number of a spelling, new or known."""
        known = self.number.get(word)
        if known is not None:
            return known
        lower = word.casefold()
        row = self.lexicon.row(lower)
        bits = int(self.lexicon.bits[row]) if row >= 0 else 0
        cluster = int(self.lexicon.cluster[row]) if row >= 0 else 0
        lexical = [name for bit, name in enumerate(self.lexicon.names) if bits >> bit & 1]
        words = set(lexical) | set(classes(lower)) | _signs(lower)
        known_as = (*lexical, f"c{cluster}", f"q{cluster >> 3}")
        self.lower.append(digest(lower))
        own = own_features(word, known_as)
        self.shape.append(digest(next(name for name in own if name.startswith("s="))))
        self.cluster.append(digest(f"c{cluster >> 3}"))
        self.before.append(sum(1 << bit for bit, name in enumerate(BEFORE) if name in words))
        self.after.append(sum(1 << bit for bit, name in enumerate(AFTER) if name in words))
        self.capital.append(word[:1].isupper())
        self.letters.append(any(map(str.isalpha, word)))
        self.rows.append(row)
        near, far = near_features(word, known_as), far_features(word, known_as)
        for place, names in enumerate((far, near, own, near, far)):
            numbers = np.array([digest(name) for name in names], np.uint64)
            self.features[place].append(mix(numbers, _OFFSET_IDS[place]))
        self.number[word] = number = len(self.number)
        return number

    def spellings(self) -> Spellings:
        """All of them as arrays, which grow by those that are new."""
        old = len(self.known.lower)
        if old < len(self.number):
            known = self.known
            self.known = Spellings(
                np.append(known.lower, np.array(self.lower[old:], np.uint64)),
                np.append(known.shape, np.array(self.shape[old:], np.uint64)),
                np.append(known.cluster, np.array(self.cluster[old:], np.uint64)),
                np.append(known.before, np.array(self.before[old:], np.uint16)),
                np.append(known.after, np.array(self.after[old:], np.uint16)),
                np.append(known.capital, np.array(self.capital[old:], bool)),
                np.append(known.letters, np.array(self.letters[old:], bool)),
            )
        return self.known


def _signs(lower: str) -> set[str]:
    if lower == "the":
        return {"the"}
    if lower == ",":
        return {"comma"}
    return {"possessive"} if lower in ("'s", "’s") else set()


@dataclass(frozen=True, slots=True)
class Weights:
    """What has been learned.

    `labels` are O and, for each type, B- and I-. `keys` are the sorted numbers of features, and
    `values[i] * scale` their scores [labels] (8-bit). `dense` are the scores of a word's vector at
    offsets -1, 0 and 1: [3, dimensions, labels]. `facts` say what they were learned from.
    """

    labels: tuple[str, ...]
    lexicon: Lexicon
    phrases: Phrases
    keys: Ids
    values: NDArray[np.int8]
    scale: Floats  # one number a feature
    dense: Floats
    transitions: Floats
    facts: Mapping[str, Any]

    def save(self, file: Any) -> None:
        """Write them to a binary file."""
        lexicon = self.lexicon
        np.savez_compressed(
            file,
            facts=np.frombuffer(
                orjson.dumps(
                    {"labels": self.labels, "names": lexicon.names, "facts": dict(self.facts)}
                ),
                np.uint8,
            ),
            lexicon_keys=lexicon.keys,
            lexicon_bits=lexicon.bits,
            lexicon_cluster=lexicon.cluster,
            lexicon_vector=lexicon.vector,
            phrase_keys=self.phrases.keys,
            phrase_kinds=self.phrases.kinds,
            keys=self.keys,
            values=self.values,
            scale=self.scale.astype(np.float16),
            dense=self.dense.astype(np.float16),
            transitions=self.transitions.astype(np.float32),
        )

    @classmethod
    def load(cls, file: Any) -> "Weights":
        """Read what save() wrote."""
        with np.load(file, allow_pickle=False) as stored:
            head = orjson.loads(stored["facts"].tobytes())
            return cls(
                tuple(head["labels"]),
                Lexicon(
                    tuple(head["names"]),
                    stored["lexicon_keys"],
                    stored["lexicon_bits"],
                    stored["lexicon_cluster"],
                    stored["lexicon_vector"],
                ),
                Phrases(stored["phrase_keys"], stored["phrase_kinds"]),
                stored["keys"],
                stored["values"],
                stored["scale"].astype(np.float32),
                stored["dense"].astype(np.float32),
                stored["transitions"],
                head["facts"],
            )


class Model:
    """Weights at work: scores for the labels of tokens. One thread at a time may use it."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self._table = SpellingTable(weights.lexicon)
        # Of each spelling, what it adds to the scores of the tokens at each offset from it.
        self._scores = np.empty((0, len(OFFSETS), len(weights.labels)), np.float32)

    def scores(self, tokens: Tokens) -> Floats:
        """[tokens, labels], natural logarithms of unnormalised probabilities."""
        if len(self._table.number) > MOST_SPELLINGS:
            self.__init__(self.weights)  # type: ignore[misc]
        add = self._table.add
        types = np.array([add(word) for word in tokens.words], np.int64)
        self._learn()
        count = len(types)
        total = np.zeros((count, len(self.weights.labels)), np.float32)
        sentence = np.cumsum(tokens.first)
        for place, offset in enumerate(OFFSETS):
            here = np.arange(max(0, -offset), count - max(0, offset))
            here = here[sentence[here] == sentence[here + offset]] if len(here) else here
            total[here] += self._scores[types[here + offset], place]
        spellings = self._table.spellings()
        for chosen, ids in context_features(tokens, types, spellings, self.weights.phrases):
            values, known = self._values(ids)
            rows = known if chosen is None else chosen[known]
            np.add.at(total, rows, values) if chosen is not None else _add(total, rows, values)
        return total

    def phrases(self, tokens: Tokens) -> Iterator[tuple[int, int, int]]:
        """(first token, end, kinds) of the names of several words that the gazetteer has; kinds as
        in `Phrases`. All the words but small ones between them have capitals."""
        table = self._table
        types = np.array([table.add(word) for word in tokens.words], np.int64)
        spellings = table.spellings()
        capital = spellings.capital[types]
        kind, place = self.weights.phrases.match(tokens, spellings.lower[types], capital)
        for first in np.flatnonzero(place == 1).tolist():
            end = first + 1
            while end < len(place) and place[end] == 2:
                end += 1
            if end - first > 1 and capital[end - 1]:
                yield first, end, int(kind[first])

    def _learn(self) -> None:
        """Work out the scores of spellings that are new."""
        table, weights = self._table, self.weights
        old, new = len(self._scores), len(table.number)
        if old == new:
            return
        grown = np.zeros((new - old, len(OFFSETS), len(weights.labels)), np.float32)
        for place in range(len(OFFSETS)):
            arrays = table.features[place][old:new]
            owners = np.repeat(np.arange(new - old), [len(array) for array in arrays])
            values, known = self._values(np.concatenate(arrays))
            np.add.at(grown[:, place], owners[known], values)
        rows = np.array(table.rows[old:new])
        vectors = weights.lexicon.vector[rows].astype(np.float32) / 127
        vectors[rows < 0] = 0
        for place in range(3):
            grown[:, place + 1] += vectors @ weights.dense[place]
        self._scores = np.concatenate((self._scores, grown))

    def _values(self, ids: Ids) -> tuple[Floats, Ints]:
        """(scores of the features that have some, which of `ids` those are)."""
        weights = self.weights
        at = weights.keys.searchsorted(ids)
        at[at == len(weights.keys)] = 0
        known = np.flatnonzero(weights.keys[at] == ids)
        at = at[known]
        return weights.values[at] * weights.scale[at][:, None], known


def _add(total: Floats, rows: Ints, values: Floats) -> None:
    total[rows] += values  # no row comes twice


def load_weights(path: str | None = None) -> Weights:
    """Those in a file; without one, those that come with copydesk.

    Raises OSError where the file cannot be read, ValueError, KeyError or BadZipFile where it holds
    something else.
    """
    own = resources.files("service.stages.tag.fast") / "tagger.npz"
    with (own if path is None else Path(path)).open("rb") as file:
        return Weights.load(file)
