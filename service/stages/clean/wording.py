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
from service.stages.clean.rows import Row, Rows, Windows

Lookup = Callable[[Hashes], NDArray[np.float32]]


def look_at_wording(rows: Rows, page: Words, terms: Terms, lookup: Lookup) -> Row:
    """Add what the lexicon says of each line; returns a score of the line as a whole."""
    lines = len(page.start)
    words = np.maximum(page.counts, 1)
    found = lookup(np.concatenate([hashes for hashes, _ in terms]))
    parts = np.split(found, np.cumsum([len(hashes) for hashes, _ in terms])[:-1])
    cue = page.counts <= CUE
    pairs = np.maximum(page.counts - 1, 0)
    until = np.cumsum(pairs)
    runs = ((page.first, page.last), (until - pairs, until))
    cues = np.zeros((2, lines))  # that body follows, that it stands before
    for name, (first, last), weights in zip(("word", "pair"), runs, parts[:2], strict=True):
        body = weights[:, 0]
        sums = sums_of_runs([*weights.T, body != 0], first, last) / words
        rows[f"{name} mean"], rows[f"{name} known"] = sums[0], sums[3]
        rows[f"{name} least"], rows[f"{name} most"] = _extremes(body, first, last)
        cues += sums[1:3]
    for name, (_, line), weights in zip(Terms._fields[2:], terms[2:], parts[2:], strict=True):
        row = np.zeros(lines, np.float32)
        row[line] = weights[:, 0]
        rows[name] = row
        if name == "wholes":
            cues[:, line] += weights[:, 1:].T
    rows.add(("after", "before"))[:] = np.where(cue, cues, 0)
    return (rows["word mean"] * np.sqrt(np.minimum(words, 60))).astype(np.float32)


def _extremes(values: Row, first: Ints, last: Ints) -> tuple[Row, Row]:
    """The least and the greatest of the `values` of each line; 0 where it has none."""
    least, most = np.zeros(len(first), np.float32), np.zeros(len(first), np.float32)
    if len(values):
        some = np.flatnonzero(last > first)
        least[some] = np.minimum.reduceat(values, first[some])
        most[some] = np.maximum.reduceat(values, first[some])
    return least, most


def look_at_vocabulary(rows: Rows, page: Words, prose: NDArray[np.bool_]) -> None:
    """Add how much of a line's content occurs in other lines of prose."""
    bucket, content, names = page.content
    inside = prose[page.line].astype(np.float32)
    elsewhere = np.bincount(bucket, inside, 1 << BUCKETS)[bucket] - inside > 0
    seen = np.bincount(bucket, minlength=1 << BUCKETS)[bucket]
    often = max(4, len(bucket) // 80)
    both = (content, content & elsewhere, names, names & elsewhere, seen >= often)
    sums = page.sums(*both)
    rows.add(("shared", "shared names"))[:] = _shares(sums[1:4:2], sums[:4:2])
    rows["frequent"] = sums[4] / np.maximum(page.counts, 1)


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
    shares = rows.add([f"{name} {what}" for name in _CONTENTS for what in ("shared", "told")])
    shares[:2], shares[2:] = _shares(known[:2], known[2]), _shares(known[3:5], known[5])
    rows["content hits"], rows["new words"] = known[6] / np.maximum(known[2], 1), known[7]
    sums = Windows(known[[1, 4, 2, 5]].astype(np.float32), 8)
    names_of = [
        f"{name} told {reach} {side}"
        for reach in (3, 8)
        for side in ("around", "onward")
        for name in _CONTENTS
    ]
    room = iter(rows.add(names_of).reshape(4, 2, -1))
    for reach in (3, 8):
        for part in (sums(-reach, reach), sums(0, reach)):
            np.divide(part[:2], np.maximum(part[2:], 1), out=next(room))


_CONTENTS = ("content", "names")


def _shares(parts: NDArray[np.float64], wholes: NDArray[np.float64]) -> NDArray[np.float64]:
    """`parts` of `wholes`; below zero where there is nothing to have a share of."""
    found: NDArray[np.float64] = np.where(wholes > 0, parts / np.maximum(wholes, 1), -0.1)
    return found


def _times(hashes: Hashes) -> Ints:
    bucket = bucket_of(mix(hashes))
    found: Ints = np.bincount(bucket, minlength=1 << BUCKETS)[bucket]
    return found
