"""Counting on how many sites a term is body and on how many it is not.

The weights of a page to be trained on leave its own site out, so that trees learn how far to
trust words on sites never seen.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from service.stages.clean.characters import Hashes, Ints
from service.stages.clean.features import Lookup
from service.stages.clean.lexicon import CHANNELS, CUE, Lexicon, place
from service.training.pages import Sample

LEAST_SITES = 3
SCALE = 0.04  # of weights kept as signed bytes: up to five, in steps of this
_LIMIT = 5.0
_BELIEVED = 0.3  # labels of less weight are not counted

Counts = NDArray[np.float32]
_NOTHING: Counts = np.zeros((1, CHANNELS), np.float32)


class Wording:
    """Site counts of each term: not body, body; body does not follow, follows; nor above."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        self._last: tuple[str | None, Lookup] = (None, _search(np.zeros(1, np.uint64), _NOTHING))
        self.sites = {site: at for at, site in enumerate(sorted({s.site for s in samples}))}
        found = [part for sample in samples for part in self._observed(sample)]
        terms = np.concatenate([terms for terms, _ in found])
        events = np.concatenate([events for _, events in found])
        order = np.lexsort((events, terms))
        terms, events = terms[order], events[order]
        new = np.concatenate([[True], (terms[1:] != terms[:-1]) | (events[1:] != events[:-1])])
        terms, events = terms[new], events[new]
        self.terms, at = np.unique(terms, return_inverse=True)
        self.counts = np.zeros((len(self.terms), 2 * CHANNELS), np.float32)
        np.add.at(self.counts, (at, events & 7), 1)
        kept = self.counts[:, 0] + self.counts[:, 1] >= LEAST_SITES
        self.terms, self.counts = self.terms[kept], self.counts[kept]
        renamed, inside = np.cumsum(kept) - 1, kept[at]
        at, events = renamed[at[inside]], events[inside]
        by_site = np.argsort(events >> 3, kind="stable")
        self._at, self._events = at[by_site], events[by_site] & 7
        self._bounds = np.searchsorted(events[by_site] >> 3, np.arange(len(self.sites) + 1))

    def _observed(self, sample: Sample) -> list[tuple[Hashes, Ints]]:
        """Terms and what was seen of them: eight times the site's number and a column."""
        body = np.flatnonzero(sample.body)
        if not len(body):
            return []
        site = 8 * self.sites[sample.site]
        cue = (sample.page.counts <= CUE) & ~sample.body
        found = []
        for terms, line in (*sample.terms, sample.names()):
            sure = sample.weight[line] >= _BELIEVED
            terms, line = terms[sure], line[sure]
            found.append((terms, site + sample.body[line].astype(np.int64)))
            below, above = cue[line] & (line > body[0]), cue[line] & (line < body[-1])
            found.append((terms[below], site + 2 + (line[below] < body[-1])))
            found.append((terms[above], site + 4 + (line[above] > body[0])))
        return found

    def lookup(self, without: str) -> Lookup:
        """Weights as they would be had the site `without` never been seen."""
        if self._last[0] == without:  # a site's pages come one after the other
            return self._last[1]
        counts = self.counts
        if without in self.sites:
            counts = counts.copy()
            number = self.sites[without]
            part = slice(*self._bounds[number : number + 2])
            counts[self._at[part], self._events[part]] -= 1
        weights = _weights(counts)
        weights[counts[:, 0] + counts[:, 1] < LEAST_SITES - 1] = 0
        self._last = (without, _search(self.terms, weights))
        return self._last[1]

    def lexicon(self) -> Lexicon:
        """The table that the service reads; where two terms want a slot the commoner has it."""
        order = np.argsort(self.counts[:, 0] + self.counts[:, 1], kind="stable")
        slot, check = place(self.terms[order])
        weights = np.rint(_weights(self.counts[order]) / SCALE).astype(np.int8)
        table = Lexicon(SCALE)
        table.check[slot], table.weights[slot] = check, weights
        return table


def _weights(counts: Counts) -> Counts:
    """Logarithms of odds, smoothed; 0 for what was seen on one site only."""
    weights = np.log((counts[:, 1::2] + 0.5) / (counts[:, ::2] + 0.5)).astype(np.float32)
    weights[:, 1:][(counts[:, 3::2] + counts[:, 2::2]) < 2] = 0
    clipped: Counts = np.clip(weights, -_LIMIT, _LIMIT)
    return clipped


def _search(terms: Hashes, weights: Counts) -> Callable[[Hashes], Counts]:
    if not len(terms):  # of too few sites
        return lambda hashes: np.zeros((len(hashes), CHANNELS), np.float32)

    def lookup(hashes: Hashes) -> Counts:
        at = np.minimum(np.searchsorted(terms, hashes), len(terms) - 1)
        found: Counts = weights[at] * (terms[at] == hashes)[:, None]
        return found

    return lookup
