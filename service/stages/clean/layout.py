"""Sorting the lines of a page into headline, paragraphs, captions and what was taken out."""

import re
from collections.abc import Collection, Sequence

from schemas.article import Removal
from service.stages.clean.byline import is_byline
from service.stages.clean.captions import is_caption
from service.stages.clean.choice import is_teaser
from service.stages.clean.dates import find_date
from service.stages.clean.lines import LONG, Line
from service.stages.clean.page import Page, squash

HEADER = 25  # lines above the body in which headline, byline and date are looked for
NO_HEADLINE = 4  # lines above the body that still belong to it where there is no headline
DATE_LINE = 16  # words; a longer line is about something else, too
REPEATED = 10  # words; shorter lines, such as subheadings, may well stand twice
BELOW_TOP = 3  # lines of the body among which byline and date may still stand

_WORD = re.compile(r"\w{4,}")
_SECTIONS = frozenset({Removal.COMMENTS, Removal.TEASER, Removal.SIGN_UP})


def lay_out(
    lines: Sequence[Line],
    kept: Collection[int],
    title: str | None = None,
    figure_captions: Collection[int] = (),
) -> Page:
    """Sort `lines`, of which those at the positions `kept` are the article's.

    `title` is a headline known beforehand; otherwise it is looked for. `figure_captions` are
    positions that the markup calls captions. Every line ends in exactly one part of the page.
    """
    first, last = (min(kept), max(kept)) if kept else (len(lines), -1)
    headline = _printed(lines, first, title) if title else _headline(lines, first, kept)
    page = Page(title=title if headline is None else lines[headline].text)
    top = max(0, first - NO_HEADLINE) if headline is None else headline
    seen = {squash(page.title)} if page.title else set()
    section: Removal | None = None  # which furniture has begun below the article
    for position, line in enumerate(lines):
        if position == headline:
            continue
        inside = top <= position <= last
        caption = inside and (position in figure_captions or is_caption(line))
        at_top = top <= position < first + BELOW_TOP
        reason = None if caption else _reason(lines, position, position in kept, at_top)
        if reason is None and squash(line.text) in seen:
            reason = Removal.DUPLICATE
        if reason is Removal.METADATA:
            _note(page, line.text)
        if position < top and reason is Removal.BOILERPLATE and line.furniture is None:
            reason = Removal.NAVIGATION
        if position > last:
            section = line.furniture if line.furniture in _SECTIONS else section
            reason = section if reason and section and line.furniture is None else reason
        if reason is not None:
            page.remove(position, line.text, reason)
            continue
        if line.words >= REPEATED:
            seen.add(squash(line.text))
        (page.captions if caption else page.paragraphs).append(line.text)
    return page


def _reason(lines: Sequence[Line], position: int, kept: bool, at_top: bool) -> Removal | None:
    """Why a line is not a paragraph of the article; None for one that is."""
    line = lines[position]
    if at_top and (is_byline(line.text) or _is_date_line(line)):
        return Removal.METADATA
    if line.furniture is not None:
        return line.furniture
    if is_teaser(line) or _stands_above_teaser(lines, position):
        return Removal.TEASER
    return None if kept else Removal.BOILERPLATE


def _note(page: Page, text: str) -> None:
    """Keep a byline or a date for the field that it becomes."""
    if is_byline(text):
        page.byline_line = page.byline_line or text
    if find_date(text):
        page.date_lines.append(text)


def _is_date_line(line: Line) -> bool:
    return not line.stops and line.words <= DATE_LINE and find_date(line.text) is not None


def _stands_above_teaser(lines: Sequence[Line], position: int) -> bool:
    """The headline of another story, whose first words follow, cut off."""
    below = lines[position + 1] if position + 1 < len(lines) else None
    return below is not None and is_teaser(below) and not lines[position].stops


def _printed(lines: Sequence[Line], first: int, title: str) -> int | None:
    """The position, nearest to the top of the body, where the page prints this very title."""
    above = range(min(first + BELOW_TOP, len(lines)) - 1, -1, -1)
    return next((position for position in above if lines[position].text == title), None)


def _headline(lines: Sequence[Line], first: int, kept: Collection[int]) -> int | None:
    """The position of the line above the body that reads most like its headline."""
    body = {word for position in kept for word in _WORD.findall(lines[position].text.lower())}
    best, found = 0.0, None
    for position in range(max(0, first - HEADER), min(first, len(lines))):
        line = lines[position]
        if not _may_be_headline(line) or _stands_above_teaser(lines, position):
            continue
        words = set(_WORD.findall(line.text.lower()))
        shared = len(words & body) / len(words) if words else 0.0
        score = min(line.words, 10) * (0.3 + shared) - 0.25 * (first - position)
        if score > best:
            best, found = score, position
    return found


def _may_be_headline(line: Line) -> bool:
    if line.furniture is not None or line.cut or not 2 <= line.words < LONG:
        return False
    if line.stops and line.text.endswith((".", "。")):
        return False
    return not (is_byline(line.text) or is_caption(line) or _is_date_line(line))
