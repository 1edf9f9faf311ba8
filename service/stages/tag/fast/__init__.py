"""The default tagger: a conditional random field over words, names and the document, in numpy."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from schemas.entity import EntityType
from service.stages.tag.fast.crf import Steps, best_labels, chances
from service.stages.tag.fast.document import Name, settled
from service.stages.tag.fast.model import Model, Phrase, Weights, load_weights
from service.stages.tag.fast.tokens import Tokens, tokenize
from service.stages.tag.tagger import BackendUnavailable, Span
from service.stages.tag.trimming import trimmed

__all__ = ["FastTagger", "check_fast", "load_fast"]

GAZETTEER_CONFIDENCE = 0.9  # of a name of several words that the gazetteer knows
# Bits of `Phrases.kinds` that stand alone.
_KINDS = {2: EntityType.PERSON, 4: EntityType.ORG, 8: EntityType.PLACE, 16: EntityType.NORP}
_TYPES = {str(kind): kind for kind in EntityType}
MOST_AT_ONCE = 500_000  # code points of texts judged together: some 100 MB


class FastTagger:
    """The fast tagger. Confidences are the model's probabilities of the whole name's type, of its
    least sure word. One thread at a time may use it."""

    languages = frozenset({"en"})

    def __init__(self, weights: Weights) -> None:
        self._model = Model(weights)
        self._labels = weights.labels
        self._transitions = weights.transitions
        self.engine = f"copydesk-fast {str(weights.facts.get('data', ''))[:12]}"

    def find(self, texts: Sequence[str]) -> list[list[Span]]:
        found: list[list[Span]] = []
        batch: list[str] = []
        size = 0
        for text in texts:
            if batch and size + len(text) > MOST_AT_ONCE:
                found += self._find(batch)
                batch, size = [], 0
            batch.append(text)
            size += len(text)
        return found + self._find(batch)

    def _find(self, texts: Sequence[str]) -> list[list[Span]]:
        spans: list[list[Span]] = [[] for _ in texts]
        tokens = tokenize(texts)
        if not len(tokens):
            return spans
        scores, phrases = self._model.judge(tokens)
        steps = Steps.of(tokens.first)
        labels = best_labels(scores, self._transitions, steps)
        shares = chances(scores, self._transitions, steps)
        lexicon = self._model.weights.lexicon
        names: list[list[Name]] = [[] for _ in texts]
        begins = np.searchsorted(tokens.text, np.arange(len(texts) + 1))
        for first, last in _runs(labels):
            kind = _TYPES.get(self._labels[labels[first]][2:])
            if kind is None:  # something else that has a name
                continue
            owner = int(tokens.text[first])
            bounds = trimmed(texts[owner], int(tokens.start[first]), int(tokens.end[last]), kind)
            if bounds:
                columns = labels[first], labels[first] + labels[first] % 2
                sure = shares[first : last + 1, columns].sum(axis=1).min()
                span = Span(*bounds, kind, round(float(min(sure, 1.0)), 4))
                names[owner].append(_placed(tokens, first, last, span, int(begins[owner])))
        whole = _known_phrases(tokens, phrases, begins)
        for owner, found in enumerate(names):
            begin, end = int(begins[owner]), int(begins[owner + 1])
            words = tokens.words[begin:end]
            for name in settled(words, found, lexicon, whole[owner]):
                start = int(tokens.start[begin + name.first])
                stop = int(tokens.end[begin + name.end - 1])
                if start <= name.span.start < name.span.end <= stop:
                    start, stop = name.span.start, name.span.end  # trimmed within its tokens
                spans[owner].append(replace(name.span, start=start, end=stop))
        return spans


def _known_phrases(
    tokens: Tokens, phrases: Sequence[Phrase], begins: NDArray[np.int64]
) -> list[list[Name]]:
    """For each text the names of several words that can be of one type only."""
    found: list[list[Name]] = [[] for _ in begins[1:]]
    for first, end, kinds in phrases:
        kind = _KINDS.get(kinds)
        owner = int(tokens.text[first])
        begin = int(begins[owner])
        if kind is not None:
            start, stop = int(tokens.start[first]), int(tokens.end[end - 1])
            span = Span(start, stop, kind, GAZETTEER_CONFIDENCE)
            found[owner].append(Name(first - begin, end - begin, span))
    return found


def _placed(tokens: Tokens, first: int, last: int, span: Span, begin: int) -> Name:
    """A name by those of its tokens that are left after trimming, counted within its text."""
    while first < last and tokens.end[first] <= span.start:
        first += 1
    while last > first and tokens.start[last] >= span.end:
        last -= 1
    return Name(first - begin, last + 1 - begin, span)


def _runs(labels: np.ndarray) -> Iterator[tuple[int, int]]:
    """First and last token of each name. B- labels are odd, and the I- of each is the next."""
    begins = np.flatnonzero(labels % 2 == 1)
    inside = (labels > 0) & (labels % 2 == 0)
    for begin in begins.tolist():
        last = begin
        while last + 1 < len(labels) and inside[last + 1]:
            last += 1
        yield begin, last


def check_fast(model: str | None) -> None:
    """Raise BackendUnavailable where the file of weights that is named is none."""
    if model is None:
        return
    try:
        load_weights(model)
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise BackendUnavailable(f"tagger fast: no weights in {model!r}: {error}") from error


def load_fast(model: str | None = None) -> FastTagger:
    """The tagger with the weights in a file; without one, with those of copydesk."""
    return FastTagger(load_weights(model))
