"""The weights of the fast tagger, and how they judge tokens."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from service.stages.tag.fast.features import AFTER, OFFSETS, Phrases, features_around
from service.stages.tag.fast.index import Ids, Index, Ints
from service.stages.tag.fast.spellings import Lexicon, SpellingTable
from service.stages.tag.fast.tokens import Tokens

Floats = NDArray[np.float32]

MOST_SPELLINGS = 100_000  # kept in memory; then all are forgotten and worked out anew
FEW_SPELLINGS = 8192  # for which there is room from the beginning

NATIONALITY = 16  # as in `Phrases.kinds`
POSSESSIVE = 1 << AFTER.index("possessive")

Phrase = tuple[int, int, int]  # first token, end, kinds as in `Phrases`


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
        self._index = Index(weights.keys)
        # Of each feature; the last row is that of a feature that has none.
        values = weights.values * weights.scale[:, None]
        self._values = np.vstack((values, np.zeros_like(values, shape=(1, len(weights.labels)))))
        self._forget()

    def _forget(self) -> None:
        """Begin anew with spellings."""
        self._table = SpellingTable(self.weights.lexicon)
        # Of each spelling, what it adds to the scores of the tokens at each offset from it: that
        # of spelling i in row i + 1. Row 0 is for the edges of sentences. There is room for more.
        size = FEW_SPELLINGS, len(self.weights.labels)
        self._scores = [np.zeros(size, np.float32) for _ in OFFSETS]
        self._small = np.zeros(0, bool)  # of each spelling, whether it is no name by itself
        self._learned = 0

    def judge(self, tokens: Tokens) -> tuple[Ints, Floats, list[Phrase]]:
        """(the tokens that are in doubt; for the labels of each, natural logarithms of
        unnormalised probabilities; the names of several words that the gazetteer has, and
        nationalities). All other tokens are O. All the words of a phrase but small ones between
        them have capitals, or its second is the 's of a name like "Macy's"."""
        if len(self._table.number) > MOST_SPELLINGS:
            self._forget()
        types = self._table.types(tokens.words)
        self._learn()
        spellings = self._table.spellings()
        lower, capital = spellings.lower[types], spellings.capital[types]
        matched = self.weights.phrases.match(tokens, lower, capital)
        doubted = self._doubted(types, tokens.first) | (matched[1] > 0)
        rows = np.flatnonzero(doubted)
        total = self._of_words(types, tokens.first, rows)
        found = list(features_around(tokens, types, spellings, matched, rows))
        places = self._index.find(np.concatenate([ids.ravel() for _, ids in found]))
        row_of = np.cumsum(doubted) - 1
        start = 0
        for at, ids in found:
            own = places[start : start + ids.size].reshape(ids.shape)
            start += ids.size
            part = total if at is None else total[row_of[at]]
            for one in own:
                part += self._values.take(one, axis=0)
            if at is not None:
                total[row_of[at]] = part  # no token comes twice
        possessive = (spellings.after[types] & POSSESSIVE) > 0
        return rows, total, list(_phrases(*matched, capital, possessive))

    def _doubted(self, types: Ints, first: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Which tokens may be part of a name: all but small words between small words."""
        loud = ~self._small[types]
        beside = loud.copy()
        beside[1:] |= loud[:-1] & ~first[1:]
        beside[:-1] |= loud[1:] & ~first[1:]
        return beside

    def _of_words(self, types: Ints, first: NDArray[np.bool_], rows: Ints) -> Floats:
        """What the words at and around each of the tokens `rows` say."""
        here = types + 1
        before, after = _beside(here, first)
        around = _beside(before, first)[0], before, here, after, _beside(after, first)[1]
        parts = (own.take(at[rows], axis=0) for own, at in zip(self._scores, around, strict=True))
        total = next(parts)
        for part in parts:
            total += part
        return total

    def _learn(self) -> None:
        """Work out the scores of spellings that are new."""
        table, weights = self._table, self.weights
        old, new = self._learned, len(table.number)
        if old == new:
            return
        if new >= len(self._scores[0]):
            room = np.zeros((2 * new, len(weights.labels)), np.float32)
            self._scores = [np.concatenate((own[: old + 1], room)) for own in self._scores]
        rows = np.concatenate(table.rows)
        table.rows.clear()
        vectors = weights.lexicon.vector[rows].astype(np.float32) / 127
        vectors[rows < 0] = 0
        numbers, begins = table.new_features()
        ends = np.cumsum([len(own) for own in numbers])
        places = np.split(self._index.find(np.concatenate(numbers)), ends[:-1])
        for place, (found, first) in enumerate(zip(places, begins, strict=True)):
            own = self._scores[place][old + 1 : new + 1]
            np.add.reduceat(self._values.take(found, axis=0), first, out=own)
            if abs(OFFSETS[place]) < 2:
                own += vectors @ weights.dense[place - 1]
        own = self._scores[OFFSETS.index(0)][old + 1 : new + 1]
        small = ~table.spellings().capital[old:] & (own[:, 0] >= own[:, 1:].max(axis=1))
        self._small = np.append(self._small, small)
        self._learned = new


def _beside(rows: Ints, first: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """(what stands before each token, what after it), 0 where a sentence begins or ends."""
    before, after = np.zeros_like(rows), np.zeros_like(rows)
    before[1:] = rows[:-1]
    before[first] = 0
    after[:-1] = rows[1:]
    after[:-1][first[1:]] = 0
    return before, after


def _phrases(
    kind: NDArray[np.uint8],
    place: NDArray[np.uint8],
    capital: NDArray[np.bool_],
    possessive: NDArray[np.bool_],
) -> Iterator[Phrase]:
    for first in np.flatnonzero(place == 1).tolist():
        end = first + 1
        while end < len(place) and place[end] == 2:
            end += 1
        several = end - first > 1 and (
            capital[end - 1] or (end - first == 2 and possessive[end - 1])
        )
        if several or kind[first] == NATIONALITY:
            yield first, end, int(kind[first])


def load_weights(path: str | None = None) -> Weights:
    """Those in a file; without one, those that come with copydesk.

    Raises OSError where the file cannot be read, ValueError, KeyError or BadZipFile where it holds
    something else.
    """
    own = resources.files("service.stages.tag.fast") / "tagger.npz"
    with (own if path is None else Path(path)).open("rb") as file:
        return Weights.load(file)
