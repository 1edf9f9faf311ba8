"""Finding the article among the lines of a page."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from itertools import accumulate

import numpy as np

from schemas.article import Removal
from service.stages.clean.features import Row
from service.stages.clean.lines import Line
from service.stages.clean.markup import Blocks
from service.stages.clean.model import load, runs

FEW_LINES = 16  # of a page where nothing is likely body, any prose is taken for it
ENOUGH_ABOVE = 100  # words of the article; below so many a comment form may end it
TEASER_LENGTH = 25  # words; a longer line with an ellipsis is a paragraph that trails off
ENOUGH_WORDS = 20  # fewer words of prose make an article only of a page that has little else


def find_article(lines: Sequence[Line]) -> Collection[int]:
    """Positions of the `lines` that are the article's; none where there is none."""
    kept = by_odds(lines, load()([line.text for line in lines]))
    return kept or (_prose(lines) if len(lines) <= FEW_LINES else ())


def find_in_markup(blocks: Blocks, lines: Sequence[Line]) -> Collection[int]:
    """The same for the blocks of an HTML page, whose texts `lines` are."""
    return by_odds(lines, load().judge_blocks(blocks)) if lines else ()


def by_odds(lines: Sequence[Line], odds: Row) -> Collection[int]:
    """Positions of the lines that are body by their odds; none if they make no article.

    A caption does not part the first paragraph from the next: it counts neither for nor against.
    """
    pictured = [line.is_caption for line in lines]
    chosen = runs(np.where(pictured, np.float32(0), odds), load().switching).nonzero()[0].tolist()
    kept = _without_comments(lines, chosen)
    return kept if is_enough(lines, kept) else ()


def _without_comments(lines: Sequence[Line], chosen: Sequence[int]) -> set[int]:
    """The lines chosen, without those that stand below the mark of a comment form.

    Readers' comments are prose, too. An article that goes on behind a link to its comments has
    more below the mark than above.
    """
    marks = [at for at, line in enumerate(lines) if line.furniture is Removal.COMMENTS]
    words = list(accumulate((lines[at].words for at in chosen), initial=0)) if marks else []
    for mark in marks:
        count = bisect_left(chosen, mark)
        if words[count] > ENOUGH_ABOVE and words[count] > words[-1] - words[count]:
            return set(chosen[:count])
    return set(chosen)


def is_enough(lines: Sequence[Line], kept: Iterable[int]) -> bool:
    """Whether the lines kept are an article: some prose, and more than a crumb of the page.

    Of little prose, what is kept with it must make up most of the page.
    """
    held = [lines[position] for position in kept]
    prose = sum(line.words for line in held if line.is_prose)
    if prose >= ENOUGH_WORDS or not prose:
        return prose > 0
    return 2 * sum(line.words for line in held) > sum(line.words for line in lines)


def is_teaser(line: Line) -> bool:
    """Cut off in mid-sentence: the first words of some other story."""
    return line.cut and line.words < TEASER_LENGTH


def _prose(lines: Sequence[Line]) -> Collection[int]:
    """All that looks like prose on a page too short to judge by; else a bare sentence or two."""
    kept = [position for position, line in enumerate(lines) if line.is_prose]
    if kept and is_enough(lines, kept):
        return kept
    if len(lines) <= 2:
        for position, line in enumerate(lines):
            if line.furniture is None and not line.cut and line.words >= 4:
                return range(position, len(lines) if line.stops else position + 1)
    return ()
