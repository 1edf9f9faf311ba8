"""Sorting the lines of a page into headline, paragraphs, captions and what was taken out."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Literal

from schemas.article import PageKind, Picture, Removal, Removed
from service.stages.clean.byline import is_byline
from service.stages.clean.captions import is_caption, is_credit, pictures_of
from service.stages.clean.choice import is_teaser
from service.stages.clean.header import INTO_BODY, Header, is_date_line, read_header
from service.stages.clean.lines import LONG, Line
from service.stages.clean.metadata import PageMetadata
from service.stages.clean.page import squash
from service.stages.clean.paragraphs import paragraphs_of

HEADER = 25  # lines above the body in which the headline is looked for
NO_HEADLINE = 4  # lines above the body that still belong to it where there is no headline
REPEATED = 10  # words; shorter lines, such as subheadings, may well stand twice
LABEL = 3  # words; a shorter line below the article is a button or a link of the menu

_WORD = re.compile(r"\w{4,}")
_LEGAL = re.compile(
    r"©|\(c\) ?(?:19|20)\d\d|\bcopyright\b|rights reserved|\balle rechte\b", re.IGNORECASE
)
_LEGAL_HINTS = ("©", "(c)", "(C)", "ight", "IGHT", "echte")
_SECTIONS = frozenset({Removal.COMMENTS, Removal.TEASER, Removal.SIGN_UP})

LINES = "lines"  # the engine that needs no markup
MARKUP = "markup"  # the one that reads it


@dataclass(slots=True)
class Page:
    """What was made of a page.

    title, paragraphs, captions and removed together hold every visible line once; only a title
    that is not from a visible line (a producer's, or the markup's) comes on top.
    """

    title: str | None = None
    paragraphs: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    removed: list[Removed] = field(default_factory=list)
    header: Header = field(default_factory=Header)
    bylines: list[str] = field(default_factory=list)  # as written, the surest first
    dates: list[str] = field(default_factory=list)  # of publication, the surest first
    said: PageMetadata = field(default_factory=PageMetadata)
    trouble: str | None = None  # why the markup's metadata could not be read
    engine: str = LINES  # what chose the paragraphs
    last: int = -1  # position of the last line of the body
    kind: PageKind = PageKind.ARTICLE
    markup: Literal["html", "amp"] | None = None


def lay_out(
    lines: Sequence[Line],
    kept: Collection[int],
    title: str | None = None,
    figure_captions: Collection[int] = (),
    broken: bool = False,
) -> Page:
    """Sort `lines`, of which those at the positions `kept` are the article's.

    `title` is a headline known beforehand; otherwise it is looked for. `figure_captions` are
    positions that the markup calls captions. Every line ends in exactly one part of the page.
    Lines that may be `broken`, as those of a scraper, are mended.
    """
    first, last = (min(kept), max(kept)) if kept else (len(lines), -1)
    headline = _printed(lines, first, title) if title else _headline(lines, first, kept)
    page = Page(title=title if title or headline is None else lines[headline].text)
    top = max(0, first - NO_HEADLINE) if headline is None else headline
    page.last = last
    page.header = read_header(lines, top, first, kept)
    seen = {squash(page.title)} if page.title else set()
    section: Removal | None = None  # which furniture has begun below the article
    runs: list[list[Line]] = [[]]
    captions: list[int] = []
    for position, line in enumerate(lines):
        if position == headline and line.text == page.title:
            continue
        inside = top <= position <= last
        caption = inside and (position in figure_captions or is_caption(line))
        reason = None if caption else _reason(lines, position, position in kept)
        if position in page.header.lines or position == headline:
            caption, reason = False, Removal.METADATA
        if reason is None and squash(line.text) in seen:
            caption, reason = False, Removal.DUPLICATE
        if position > last:
            section = line.furniture if line.furniture in _SECTIONS else section
            reason = section if reason and section and line.furniture is None else reason
        if reason is Removal.BOILERPLATE:
            reason = _furniture(line, position < top, position > last)
        if line.words >= REPEATED and reason is None:
            seen.add(squash(line.text))
        if caption:
            captions.append(position)
        if reason is None and not caption:
            runs[-1].append(line)
            continue
        if runs[-1]:
            runs.append([])
        if reason is not None:
            page.removed.append(Removed(line=position, text=line.text, reason=reason))
    each = [[line.text] for run in runs for line in run]
    page.paragraphs = paragraphs_of(runs) if broken else [text for (text,) in each]
    page.captions = [lines[position].text for position in captions]
    page.pictures = pictures_of([(at, lines[at].text) for at in captions])
    return page


def _reason(lines: Sequence[Line], position: int, kept: bool) -> Removal | None:
    """Why a line is not a paragraph of the article; None for one that is."""
    line = lines[position]
    if line.furniture is not None:
        return line.furniture
    if is_teaser(line) or _stands_above_teaser(lines, position):
        return Removal.TEASER
    return None if kept else Removal.BOILERPLATE


def _furniture(line: Line, above: bool, below: bool) -> Removal:
    """What a line is, by its look and its place, whose wording says nothing of it."""
    if is_caption(line):
        return Removal.CREDIT if is_credit(line.text) else Removal.CAPTION
    if any(hint in line.text for hint in _LEGAL_HINTS) and _LEGAL.search(line.text):
        return Removal.LEGAL
    if above or (below and line.words <= LABEL):
        return Removal.NAVIGATION
    if not line.is_prose and line.words > LABEL:
        return Removal.TEASER  # a headline, maybe with its date
    return Removal.BOILERPLATE


def _stands_above_teaser(lines: Sequence[Line], position: int) -> bool:
    """The headline of another story, whose first words follow, cut off."""
    below = lines[position + 1] if position + 1 < len(lines) else None
    return below is not None and is_teaser(below) and not lines[position].stops


def _printed(lines: Sequence[Line], first: int, title: str) -> int | None:
    """The position, nearest to the top of the body, where the page prints this title.

    Else where it prints it with something more, such as the site's name.
    """
    above = range(min(first + INTO_BODY, len(lines)) - 1, -1, -1)
    whole = squash(title)
    near = [at for at in above if len(lines[at].text) <= 2 * len(title)]
    for at in near:
        if lines[at].text == title:
            return at
    return next((at for at in near if whole and whole in squash(lines[at].text)), None)


def _headline(lines: Sequence[Line], first: int, kept: Collection[int]) -> int | None:
    """The position of the line above the body that reads most like its headline."""
    body = set(_WORD.findall("\n".join(lines[position].text for position in kept).lower()))
    best, found = 0.0, None
    for position in range(max(0, first - HEADER), min(first, len(lines))):
        line = lines[position]
        words = set(_WORD.findall(line.text.lower()))
        shared = len(words & body) / len(words) if words else 0.0
        score = min(line.words, 10) * (0.3 + shared) - 0.25 * (first - position)
        if score <= best or not _may_be_headline(line) or _stands_above_teaser(lines, position):
            continue  # in this order, for the look at the wording takes longest
        best, found = score, position
    return found


def _may_be_headline(line: Line) -> bool:
    if line.furniture is not None or line.cut or not 2 <= line.words < LONG:
        return False
    if line.stops and line.text.endswith((".", "。")):
        return False
    return not (is_byline(line.text) or is_caption(line) or is_date_line(line))
