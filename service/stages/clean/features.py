"""What the classifier sees of each line: its look, its wording, its neighbours, its page.

First the features of a page by itself, then those that only a first judgement makes possible:
where the body seems to be, and how much a line shares with it. All are made for the whole page at
once; nothing here, nor where it is from, loops over lines.
"""

import numpy as np

from service.stages.clean.characters import Ints, Words
from service.stages.clean.lexicon import SHORT, Terms
from service.stages.clean.rows import Matrix, Row, Rows, Windows, add_runs, shift, since, within
from service.stages.clean.shape import look_at_shape
from service.stages.clean.surroundings import look_at_chains, look_at_neighbours, look_at_places
from service.stages.clean.wording import (
    Lookup,
    look_at_repeats,
    look_at_shared_words,
    look_at_vocabulary,
    look_at_wording,
)

__all__ = ["Lookup", "Matrix", "Row", "Rows", "Windows", "first_look", "second_look"]

_OFFSETS = (-3, -2, -1, 1, 2, 3)
_SHIFTS = np.array([(0, offset) for offset in _OFFSETS])
_REACHES = (2, 5, 12, 30)
_AROUND = [bounds for reach in _REACHES for bounds in ((-reach, -1), (1, reach))]
_SCORES = (
    "score",
    *(f"score {offset:+d}" for offset in _OFFSETS),
    *(f"score {reach} {side}" for reach in _REACHES for side in ("above", "below")),
)
_MANNERS = ("size", "persons", "word mean", "capitals", "quotes", "word length")
_UNLIKE = tuple(f"{name}{where} unlike body" for name in _MANNERS for where in ("", " around"))


def first_look(page: Words, terms: Terms, lookup: Lookup) -> Rows:
    """Features of each line of a page of which nothing is known yet."""
    rows = Rows(len(page.start))
    size, prose = look_at_shape(rows, page)
    wording = look_at_wording(rows, page, terms, lookup)
    look_at_vocabulary(rows, page, prose)
    look_at_places(rows, size, prose, wording)
    look_at_repeats(rows, page)
    look_at_chains(rows, size)
    look_at_neighbours(rows, size, prose, wording)
    return rows


def second_look(page: Words, rows: Rows, judged: Row) -> None:
    """Add what can be said once `judged`, log odds of being body, are known."""
    score = within(judged, -6, 6)
    chance = 1 / (1 + np.exp(-score))
    weight = np.sqrt(within(page.counts, 1, 60)).astype(np.float32)
    _scores(rows, score, chance, weight, page.counts)
    _end_cues(rows, score, weight)
    look_at_shared_words(rows, page, chance)
    _manner(rows, chance * weight, weight)


def _scores(rows: Rows, score: Row, chance: Row, weight: Row, count: Ints) -> None:
    """The first judgement of the lines around, and of the page."""
    body = np.minimum(count, 80) * chance
    points = score * weight
    room = rows.add(_SCORES)
    room[0] = score
    shift(score[None], _SHIFTS, -6, room[1:7])
    sums = Windows(np.array([points, weight]), max(_REACHES)).several(_AROUND)
    np.divide(sums[0], np.maximum(sums[1], 1), out=room[7:])
    total, above = max(1.0, float(body.sum())), body.cumsum() - body
    sure = (score > 0) & (count >= SHORT)
    passed, ahead = since(np.array([sure, sure[::-1]]))
    rows.fill(
        {
            "best above": np.maximum.accumulate(rows["score -1"]),
            "best below": np.maximum.accumulate(rows["score +1"][::-1])[::-1],
            "body above": np.log1p(above),
            "body below": np.log1p(np.maximum(total - above - body, 0)),
            "body above, share": above / total,
            "body of page": np.log1p(total),
            "since body": passed,
            "until body": ahead[::-1],
            "sureness": np.abs(points).mean() / weight.mean(),
        }
    )
    costs = np.array([[0.5], [3.0]], np.float32)
    earned = max(1.0, float(points[points > 0].sum()))
    each = np.where(points > 0, points, points - costs)
    add_runs(rows, ("lenient", "severe"), each, (earned, earned))


def _end_cues(rows: Rows, score: Row, weight: Row) -> None:
    """What has been said since the body began, and between the line and the body's best run."""
    sure = weight > 3
    began = np.maximum.accumulate((score > 1) & sure)
    cues = np.where(began, np.minimum(rows["after"], 0), 0)
    rows["least cue"], rows["cues"] = np.minimum.accumulate(cues), cues.cumsum()
    against = np.where(score < 0, -score * weight, 0).cumsum()
    last = rows["lenient last"]
    at_end = against[int(np.argmax(last >= 0))]
    rows["against"] = within(np.where(last > 0, against - at_end, 0), 0, 300)
    # what stands in the gap above, for a body that goes on behind an advertisement
    since_body = np.zeros(len(score), np.float32)
    passed = np.maximum.accumulate(np.where((score > 0) & sure, against, 0))
    since_body[1:] = passed[:-1]
    rows["gap above"] = within(against - since_body, 0, 300)


def _manner(rows: Rows, chance: Row, weight: Row) -> None:
    """How far the lines around differ in manner from the body: readers' comments do."""
    total = max(1e-3, float(chance.sum()))
    series = rows.several(_MANNERS)
    usual = (series * chance).sum(axis=1, keepdims=True) / total
    sums = Windows(np.concatenate([series * weight, weight[None]]), 4)(-2, 4)
    local = sums[:-1] / np.maximum(sums[-1], 1)
    room = rows.add(_UNLIKE).reshape(len(_MANNERS), 2, -1)
    np.subtract(series, usual, out=room[:, 0])
    np.subtract(local, usual, out=room[:, 1])
