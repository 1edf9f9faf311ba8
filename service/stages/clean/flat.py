"""Finding the article among the lines of a page from which the HTML is gone.

Prose earns a line as many points as it has words; everything else costs points. The article is
the run of lines that earns most (the maximum-sum run: Kadane's algorithm, one pass).
"""

from collections.abc import Iterable, Sequence

from schemas.article import Removal
from service.stages.clean.captions import is_caption
from service.stages.clean.lines import Line

# Points, settled on by trying them on English news, English guides and pages in 16 languages.
GAP = -10.0  # a line that is no prose: two paragraphs bridge a handful of subheadings
FURNITURE = -15.0
COMMENTS = -100.0  # a comment form below an article: what follows must be long to be worth it
SHORT_SENTENCE = -2.0  # a quote of a few words, or a button: nearly neutral
MOST = 120.0  # so that one endless line does not drown the rest of the page
TEASER_LENGTH = 25  # words; a longer line with an ellipsis is a paragraph that trails off

ENOUGH_ABOVE = 100.0  # points; below so much prose a comment form ends the article
ENOUGH_WORDS = 20  # fewer words of prose make an article only of a page that has little else


def find_article(lines: Sequence[Line]) -> range:
    """Positions in `lines` of the run that holds the article; empty where there is none."""
    best, best_start, best_stop = 0.0, 0, 0
    points, start = 0.0, 0
    for position, line in enumerate(lines):
        if points <= 0:
            points, start = 0.0, position
        ends_article = line.furniture is Removal.COMMENTS and points > ENOUGH_ABOVE
        points += COMMENTS if ends_article else _points(line)
        if points > best:
            best, best_start, best_stop = points, start, position + 1
    if best_stop == 0:
        return _only_line(lines)
    found = range(best_start, best_stop)
    return found if is_enough(lines, found) else range(0)


def is_enough(lines: Sequence[Line], kept: Iterable[int]) -> bool:
    """Whether the lines kept are an article: some prose, and more than a crumb of the page."""
    words = sum(lines[position].words for position in kept if lines[position].is_prose)
    return words >= ENOUGH_WORDS or 2 * words > sum(line.words for line in lines)


def is_teaser(line: Line) -> bool:
    """Cut off in mid-sentence: the first words of some other story."""
    return line.cut and line.words < TEASER_LENGTH


def _points(line: Line) -> float:
    if line.furniture is not None:
        return FURNITURE
    if is_teaser(line):
        return GAP
    if is_caption(line):
        return 0.0
    if line.stops:
        return min(float(line.words), MOST) if line.words >= 8 else SHORT_SENTENCE
    return min(line.words / 2, MOST) if line.flows else GAP


def _only_line(lines: Sequence[Line]) -> range:
    """A bare sentence or two, such as people type to try things out."""
    if len(lines) <= 2:
        for position, line in enumerate(lines):
            if line.furniture is None and not line.cut and line.words >= 4:
                return range(position, len(lines) if line.stops else position + 1)
    return range(0)
