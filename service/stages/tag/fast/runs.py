"""What the words of a name say of each other, however far apart: "Mushroom Research Facility".

A run is as many words with a capital as stand side by side in a sentence.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from service.stages.tag.fast.index import Ids, Ints, mix, named

LONGEST = 6  # words of a run that are told apart


def run_features(
    capital: NDArray[np.bool_], start: NDArray[np.bool_], low: Ids, group: Ids
) -> Iterator[tuple[Ints, Ids]]:
    """Pairs of (tokens, feature of each) for the tokens with a capital.

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
    from_first = np.minimum(tokens - first[run], 2)
    from_last = np.minimum(last[run] - tokens, 2)
    place = (from_first + 3 * from_last).astype(np.uint64)
    size = np.minimum(length, LONGEST).astype(np.uint64)
    opens = start[first].astype(np.uint64)
    yield tokens, mix(named("run size"), size[run], place, opens[run])
    several = length[run] > 1
    tokens, run, place = tokens[several], run[several], place[several]
    from_first, from_last = from_first[several], from_last[several]
    edge = named("edge")
    before = np.where(opens > 0, edge, low[first - 1])
    after = np.append(low, edge)[last + 1]
    ends = np.append(start, True)[last + 1]
    after[ends] = edge
    yield tokens, mix(named("run last"), low[last][run], np.minimum(place, np.uint64(2)))
    yield tokens, mix(named("run last group"), group[last][run], place)
    yield tokens, mix(named("run first"), low[first][run])
    yield tokens, mix(named("run groups"), group[first][run], group[last][run])
    yield tokens, mix(named("run before"), before[run], from_first.astype(np.uint64))
    yield tokens, mix(named("run after"), after[run], from_last.astype(np.uint64))
