"""Texts without marks, marked by a teacher: more names than the data under open licences has.

The teacher is the fast tagger with what spaCy's small model says of each token among its features:
its names and parts of speech. It is surer than either alone, too slow to be shipped, and marks a
quarter of a million words in minutes. Where it is unsure, several labels are allowed.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from service.knowledge.names import digest
from service.stages.tag.fast import FastTagger
from service.stages.tag.fast.crf import decoded
from service.stages.tag.fast.index import Ids, Ints, mix, named
from service.stages.tag.fast.model import Floats, Model, Phrase, Weights
from service.stages.tag.fast.tokens import Tokens, tokenize
from service.stages.tag.fast.words import shape
from service.stages.tag.spacy_backend import MODEL
from service.training.names import NUMBER, Document, rows

NEWS = "dev/flat_en_news.jsonl.gz"  # of the pages that cleaning is judged by
PAGES = ("CC-BY-4.0", "Apache-2.0")  # licences of those that are read
WIKINEWS = "dev/sel_wikinews.jsonl.gz"
WEIGHT = 0.2  # how much a token that a teacher has marked counts
LIKELY = 0.1  # probability from which a label is allowed
SURE = 0.6  # confidence from which a name is one


@dataclass(frozen=True, slots=True)
class Heard:
    """What spaCy says of a text: names (start, end, label), and parts of speech (start, tag)."""

    names: Sequence[tuple[int, int, str]]
    tags: Sequence[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Unmarked:
    """Texts with whose they are, and what spaCy says of these and of those marked by hand."""

    texts: Mapping[str, str]
    heard: Mapping[str, Heard]


def unmarked_texts(entities: Path, pages: Path) -> dict[str, str]:
    """Texts under open licences, and whose they are."""
    found = {row["text"]: f"{row['source']}: {row['licence']}" for row in rows(entities / WIKINEWS)}
    for row in rows(pages / NEWS):
        if row["licence"].startswith(PAGES):
            found[row["gold_body"]] = f"{row['source']}: {row['licence']}"
    return found


def digest_of(texts: Iterable[str]) -> str:
    """SHA-256 of texts."""
    total = hashlib.sha256()
    for text in texts:
        total.update(text.encode("utf-8", "surrogatepass") + b"\0")
    return total.hexdigest()


def hear(texts: Iterable[str]) -> dict[str, Heard]:
    """What spaCy's small model says of each text."""
    import spacy  # here, because training without unmarked texts does not need it

    nlp = spacy.load(MODEL, exclude=["parser", "attribute_ruler", "lemmatizer"])
    distinct = list(dict.fromkeys(texts))
    return {
        text: Heard(
            [(name.start_char, name.end_char, name.label_) for name in doc.ents],
            [(token.idx, token.tag_) for token in doc],
        )
        for text, doc in zip(distinct, nlp.pipe(distinct, batch_size=16), strict=True)
    }


def hints(tokens: Tokens, heard: Heard) -> Iterator[tuple[Ints | None, Ids]]:
    """Features of the tokens of one text from what was heard of it, as `features_around` gives."""
    labels = _labels(tokens, heard)
    starts = np.array([start for start, _ in heard.tags])
    at = np.maximum(np.searchsorted(starts, tokens.start, side="right") - 1, 0)
    tags = [heard.tags[place][1] for place in at.tolist()] if len(starts) else [""] * len(tokens)
    label, tag, form = _numbers(labels), _numbers(tags), _numbers(map(shape, tokens.words))
    word = _numbers(one.casefold() for one in tokens.words)
    kind = _numbers(one[2:] for one in labels)
    before, after = _beside(label)
    yield None, mix(named("heard"), label)
    yield None, mix(named("heard before"), before)
    yield None, mix(named("heard after"), after)
    yield None, mix(named("heard around"), before, label, after)
    yield None, mix(named("heard of shape"), label, form)
    yield None, mix(named("heard of word"), kind, word)
    yield None, mix(named("heard after word"), label, _beside(word)[0])
    yield None, mix(named("heard before word"), label, _beside(word)[1])
    yield None, mix(named("tag"), tag)
    yield None, mix(named("tag before"), _beside(tag)[0])
    yield None, mix(named("tag after"), _beside(tag)[1])
    yield None, mix(named("tags"), _beside(tag)[0], tag, _beside(tag)[1])
    yield _elsewhere(tokens, labels)


def _labels(tokens: Tokens, heard: Heard) -> list[str]:
    labels = ["O"] * len(tokens)
    for start, end, kind in heard.names:
        first = int(np.searchsorted(tokens.end, start, side="right"))
        last = int(np.searchsorted(tokens.start, end, side="left")) - 1
        for place in range(first, last + 1):
            part = (
                "U" if first == last else "B" if place == first else "L" if place == last else "I"
            )
            labels[place] = f"{part}-{kind}"
    return labels


def _elsewhere(tokens: Tokens, labels: Sequence[str]) -> tuple[Ints, Ids]:
    """What a word with a capital is most often in the text."""
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    places = [place for place, word in enumerate(tokens.words) if word[:1].isupper()]
    for place in places:
        kinds[tokens.words[place]][labels[place][2:]] += 1
    usual = _numbers(kinds[tokens.words[place]].most_common(1)[0][0] for place in places)
    return np.array(places, np.int64), mix(named("heard elsewhere"), usual)


def _numbers(names: Iterable[str]) -> Ids:
    return np.array([digest(name) for name in names], np.uint64)


def _beside(column: Ids) -> tuple[Ids, Ids]:
    edge = np.full(1, named("edge"), np.uint64)
    return np.concatenate((edge, column[:-1])), np.concatenate((column[1:], edge))


class _Listener(Model):
    """A model that reads one text at a time, of which something was heard."""

    heard = Heard((), ())

    def _doubted(self, types: Ints, first: NDArray[np.bool_]) -> NDArray[np.bool_]:
        return np.ones(len(types), bool)  # what was heard may tell of any

    def judge(self, tokens: Tokens) -> tuple[Ints, Floats, list[Phrase]]:
        rows, scores, phrases = super().judge(tokens)
        for places, ids in hints(tokens, self.heard):
            own = self._values.take(self._index.find(ids), axis=0)
            if places is None:
                scores += own
            else:
                scores[places] += own  # no place comes twice
        return rows, scores, phrases


class Teacher(FastTagger):
    """The fast tagger that heeds what was heard of a text."""

    def __init__(self, weights: Weights, heard: Mapping[str, Heard]) -> None:
        super().__init__(weights)
        self._listener = self._model = _Listener(weights)
        self._heard = heard

    def mark(self, text: str, credit: str) -> Document:
        """The text with the labels that seem right, or several where that is unsure."""
        self._listener.heard = self._heard[text]
        tokens = tokenize([text])
        _, scores, _ = self._listener.judge(tokens)
        best, shares = decoded(scores, self._transitions, tokens.first)
        allowed = shares > LIKELY
        allowed[np.arange(len(best)), best] = True
        names = set()
        for span in self.find([text])[0]:
            inside = np.flatnonzero((tokens.start < span.end) & (tokens.end > span.start))
            if (span.confidence or 0.0) >= SURE:
                allowed[inside] = False
            allowed[inside[:1], NUMBER[f"B-{span.type}"]] = True
            allowed[inside[1:], NUMBER[f"I-{span.type}"]] = True
            names.add((span.start, span.end, str(span.type)))
        return Document("", "unmarked", text, tokens, allowed, WEIGHT, frozenset(names), credit)
