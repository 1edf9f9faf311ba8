"""The default tagger: a conditional random field over words, names and the document, in numpy."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from zipfile import BadZipFile

import numpy as np

from schemas.entity import EntityType
from service.stages.tag.fast.crf import Floats, Ints, decoded, runs_of
from service.stages.tag.fast.document import settled
from service.stages.tag.fast.edges import Name
from service.stages.tag.fast.model import Model, Phrase, Weights, load_weights
from service.stages.tag.fast.tokens import Tokens, tokenize
from service.stages.tag.tagger import ModelUnavailable, Span
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
        self._kinds = [_TYPES.get(label[2:]) for label in weights.labels]
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
        rows, scores, phrases = self._model.judge(tokens)
        begun = runs_of(scores, rows, self._transitions, tokens.first)
        labels, shares = decoded(scores, self._transitions, begun)
        lexicon = self._model.weights.lexicon
        names: list[list[Name]] = [[] for _ in texts]
        begins = np.searchsorted(tokens.text, np.arange(len(texts) + 1)).tolist()
        owners, starts, ends = (c.tolist() for c in (tokens.text, tokens.start, tokens.end))
        types = list(filter(None, self._kinds[1::2]))
        told = [place for place, kind in enumerate(self._kinds[1::2]) if kind]
        for first, last, label, sure, shared in _runs(labels, shares, rows, told):
            kind = self._kinds[label]
            if kind is None:  # something else that has a name
                continue
            owner = owners[first]
            bounds = trimmed(texts[owner], starts[first], ends[last], kind)
            if bounds:
                while first < last and ends[first] <= bounds[0]:
                    first += 1
                while last > first and starts[last] >= bounds[1]:
                    last -= 1
                begin = begins[owner]
                span = Span(*bounds, kind, round(min(sure, 1.0), 4))
                votes = dict(zip(types, shared, strict=True))
                names[owner].append(Name(first - begin, last + 1 - begin, span, votes))
        whole = _known_phrases(tokens, phrases, begins)
        for owner, (begin, end) in enumerate(pairwise(begins)):
            words = tokens.words[begin:end]
            opened = set(np.flatnonzero(tokens.first[begin:end]).tolist())
            for name in settled(words, names[owner], lexicon, whole[owner], opened):
                span = name.span
                start, stop = starts[begin + name.first], ends[begin + name.end - 1]
                if not start <= span.start < span.end <= stop:  # not trimmed within its tokens
                    line = texts[owner][start:stop].splitlines()[0]
                    span = Span(start, start + len(line), span.type, span.confidence)
                spans[owner].append(span)
        return spans


def _known_phrases(
    tokens: Tokens, phrases: Sequence[Phrase], begins: Sequence[int]
) -> list[list[Name]]:
    """For each text the names of several words that can be of one type only."""
    found: list[list[Name]] = [[] for _ in begins[1:]]
    for first, end, kinds in phrases:
        kind = _KINDS.get(kinds)
        owner = int(tokens.text[first])
        begin = begins[owner]
        if kind is not None:
            start, stop = int(tokens.start[first]), int(tokens.end[end - 1])
            span = Span(start, stop, kind, GAZETTEER_CONFIDENCE)
            found[owner].append(Name(first - begin, end - begin, span))
    return found


def _runs(
    labels: Ints, shares: Floats, rows: Ints, told: Sequence[int]
) -> Iterator[tuple[int, int, int, float, list[float]]]:
    """By the labels of the tokens `rows`: first and last token of each name, its first label, how
    sure its least sure word is of the type, and the shares over its words of those types that are
    `told`. B- labels are odd, and the I- of each is the next."""
    begins = np.flatnonzero(labels % 2 == 1)
    if not len(begins):
        return
    others = np.append(np.flatnonzero((labels % 2 == 1) | (labels == 0)), len(labels))
    ends = others[np.searchsorted(others, begins, side="right")]
    lengths = ends - begins
    starts = np.cumsum(lengths) - lengths
    inside = np.arange(lengths.sum()) + np.repeat(begins - starts, lengths)
    kinds = np.repeat(labels[begins], lengths)
    sure = np.minimum.reduceat(shares[inside, kinds] + shares[inside, kinds + 1], starts)
    of_types = (shares[inside, 1::2] + shares[inside, 2::2])[:, told]
    shared = np.add.reduceat(of_types, starts) / lengths[:, None]
    columns = (rows[begins], rows[ends - 1], labels[begins], sure, shared)
    yield from zip(*(column.tolist() for column in columns), strict=True)


def check_fast(model: str | None) -> None:
    """Raise ModelUnavailable where the file of weights that is named is none."""
    if model is None:
        return
    try:
        load_weights(model)
    except OSError as error:
        why = f"tagger fast: no weights in {model!r}: {error.strerror}"
        raise ModelUnavailable(why) from error
    except (ValueError, KeyError, EOFError, BadZipFile) as error:
        raise ModelUnavailable(f"tagger fast: no weights in {model!r}, but others") from error


def load_fast(model: str | None = None) -> FastTagger:
    """The tagger with the weights in a file; without one, with those of copydesk."""
    return FastTagger(load_weights(model))
