"""What the words of a name say of each other, however far apart: "Mushroom Research Facility".

A run is as many words with a capital as stand side by side in a sentence.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from service.stages.tag.fast.index import Ids, Ints, mix, named

LONGEST = 6  # words of a run that are told apart
_OF_PAIRS = ("run last", "run last group", "run groups", "run before", "run after")
_PAIRS = np.array(list(map(named, _OF_PAIRS)))[:, None]


def run_features(
    capital: NDArray[np.bool_], start: NDArray[np.bool_], low: Ids, group: Ids
) -> Iterator[tuple[Ints, Ids]]:
    """Pairs of (tokens, features of each: [features, tokens]) for the tokens with a capital.

    Of each token: whether it has a `capital`, whether a sentence begins at it (`start`), and the
    numbers of its word without case (`low`) and of its `group` of words used alike.
    """
    tokens = np.flatnonzero(capital)
    if not len(tokens):
        return
    begins = capital & start
    begins[1:] |= capital[1:] & ~capital[:-1]
    first = np.flatnonzero(begins)
    run = np.cumsum(begins)[tokens] - 1
    length = np.bincount(run)
    last = first + length - 1
    from_first = np.minimum(tokens - first[run], 2).astype(np.uint64)
    from_last = np.minimum(last[run] - tokens, 2).astype(np.uint64)
    place = from_first + np.uint64(3) * from_last
    size = np.minimum(length, LONGEST).astype(np.uint64)
    opens = start[first].astype(np.uint64)
    yield tokens, mix(named("run size"), size[run], place, opens[run])[None]
    several = length[run] > 1
    tokens, run, place = tokens[several], run[several], place[several]
    from_first, from_last = from_first[several], from_last[several]
    edge = named("edge")
    before = np.where(opens > 0, edge, low[first - 1])
    after = np.append(low, edge)[last + 1]
    ends = np.append(start, True)[last + 1]
    after[ends] = edge
    of_runs = np.stack((low[last], group[last], group[first], before, after, low[first]))
    *told, own_first = of_runs.take(run, axis=1)
    beside = (np.minimum(place, np.uint64(2)), place, told[1], from_first, from_last)
    pairs = mix(_PAIRS, np.stack(told), np.stack(beside))
    yield tokens, np.insert(pairs, 2, mix(named("run first"), own_first), axis=0)
