"""What the words of a line say: to the lexicon, and to one who has read the rest of the page."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from service.stages.clean.characters import (
    BUCKETS,
    Hashes,
    Ints,
    Words,
    bucket_of,
    mix,
    sums_of_runs,
)
from service.stages.clean.lexicon import CUE, Terms
from service.stages.clean.rows import Matrix, Row, Rows, Windows

Lookup = Callable[[Hashes], NDArray[np.float32]]

_CONTENTS = ("content", "names")
_AROUND = ((-3, 3), (0, 3), (-8, 8), (0, 8))
_TOLD = (
    *(f"{name} {what}" for name in _CONTENTS for what in ("shared", "told")),
    *("content hits", "new words"),
    *(
        f"{name} told {reach} {side}"
        for reach in (3, 8)
        for side in ("around", "onward")
        for name in _CONTENTS
    ),
)
_PARTS = tuple(
    f"{name} {what}" for name in ("word", "pair") for what in ("mean", "known", "least", "most")
)


def look_at_wording(rows: Rows, page: Words, terms: Terms, lookup: Lookup) -> Row:
    """Add what the lexicon says of each line; returns a score of the line as a whole."""
    lines = len(page.start)
    words = np.maximum(page.counts, 1)
    found = lookup(np.concatenate([hashes for hashes, _ in terms]))
    pairs = np.maximum(page.counts - 1, 0)
    ends = np.concatenate([page.counts, pairs]).cumsum()  # the words of all lines, then pairs
    begins = ends - np.concatenate([page.counts, pairs])
    weights = found[: ends[-1]]
    body = weights[:, 0]
    sums = sums_of_runs([*weights.T, body != 0], begins, ends).reshape(4, 2, lines) / words
    room = rows.add(_PARTS).reshape(2, 4, lines)
    room[:, 0], room[:, 1] = sums[0], sums[3]
    room[:, 2:] = _extremes(body, begins, ends).reshape(2, 2, lines).swapaxes(0, 1)
    # that body follows, that it stands before; the weight of an unknown term may be -0
    cues = 0.0 + sums[1:3].sum(axis=1)
    room = rows.add(Terms._fields[2:])
    room[:] = 0
    at = len(weights)
    for row, (_, line) in zip(room, terms[2:], strict=True):
        weights = found[at : at + len(line)]
        row[line] = weights[:, 0]
        at += len(line)
    cues[:, line] += weights[:, 1:].T  # of the last, which are whole lines
    rows.add(("after", "before"))[:] = np.where(page.counts <= CUE, cues, 0)
    return (rows["word mean"] * np.sqrt(np.minimum(words, 60))).astype(np.float32)


def _extremes(values: Row, first: Ints, last: Ints) -> Matrix:
    """The least and the greatest of the `values` of each run; 0 where it has none."""
    found = np.zeros((2, len(first)), np.float32)
    some = np.flatnonzero(last > first)
    if len(some):
        found[0, some] = np.minimum.reduceat(values, first[some])
        found[1, some] = np.maximum.reduceat(values, first[some])
    return found


def look_at_vocabulary(rows: Rows, page: Words, prose: NDArray[np.bool_]) -> None:
    """Add how much of a line's content occurs in other lines of prose."""
    bucket, content, names = page.content
    inside = prose[page.line].astype(np.float32)
    elsewhere = np.bincount(bucket, inside, 1 << BUCKETS)[bucket] - inside > 0
    seen = np.bincount(bucket, minlength=1 << BUCKETS)[bucket]
    often = max(4, len(bucket) // 80)
    both = (content, content & elsewhere, names, names & elsewhere, seen >= often)
    sums = page.sums(*both)
    room = rows.add(("shared", "shared names", "frequent"))
    room[:2], room[2] = _shares(sums[1:4:2], sums[:4:2]), sums[4] / np.maximum(page.counts, 1)


def look_at_repeats(rows: Rows, page: Words) -> None:
    """Add how often the page has the line, and its first four words."""
    rows["repeats"] = np.minimum(_times(page.line_hash), 6)
    begun = page.line_hash.copy()
    long = np.flatnonzero(page.counts >= 4)
    word = page.first[long]
    opening = page.hash[word]
    for step in (1, 2, 3):
        opening = opening * np.uint64(2 * step + 1) + page.hash[word + step]
    begun[long] = opening
    rows["repeated openings"] = np.minimum(_times(begun), 6)


def look_at_shared_words(rows: Rows, page: Words, chance: Row) -> None:
    """Add how much of the line the body says elsewhere, and has said before.

    `chance` is each line's of being body.
    """
    bucket, content, names = page.content
    of_word = chance[page.line]
    hits = np.bincount(bucket, of_word, 1 << BUCKETS)[bucket] - of_word
    told = np.full(1 << BUCKETS, len(chance), np.int64)
    inside = of_word > 0.5
    told[bucket[inside][::-1]] = page.line[inside][::-1]  # the first line comes last, and stays
    shared, before = hits > 0.5, told[bucket] < page.line
    known = page.sums(
        *(content & shared, content & before, content, names & shared, names & before, names),
        *(content * np.minimum(hits, 3), content & (hits < 0.3)),
    )
    room = rows.add(_TOLD)
    room[:2], room[2:4] = _shares(known[:2], known[2]), _shares(known[3:5], known[5])
    room[4], room[5] = known[6] / np.maximum(known[2], 1), known[7]
    sums = Windows(known[[1, 4, 2, 5]].astype(np.float32), 8).several(_AROUND)
    around = room[6:].reshape(len(_AROUND), 2, -1).swapaxes(0, 1)
    np.divide(sums[:2], np.maximum(sums[2:], 1), out=around)


def _shares(parts: NDArray[np.float64], wholes: NDArray[np.float64]) -> NDArray[np.float64]:
    """`parts` of `wholes`; below zero where there is nothing to have a share of."""
    found: NDArray[np.float64] = np.where(wholes > 0, parts / np.maximum(wholes, 1), -0.1)
    return found


def _times(hashes: Hashes) -> Ints:
    bucket = bucket_of(mix(hashes))
    found: Ints = np.bincount(bucket, minlength=1 << BUCKETS)[bucket]
    return found
