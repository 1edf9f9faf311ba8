"""Sorting the lines of a page into headline, paragraphs, captions and what was taken out."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pydantic import TypeAdapter

from schemas.article import PageKind, Picture, Removal, Removed
from service.stages.clean.captions import is_credit, pictures_of
from service.stages.clean.choice import is_teaser
from service.stages.clean.gallery import last_picture
from service.stages.clean.header import Header, read_header
from service.stages.clean.headline import find_headline, printed
from service.stages.clean.lines import Line
from service.stages.clean.metadata import PageMetadata
from service.stages.clean.page import has_any, squash
from service.stages.clean.paragraphs import paragraphs_of

NO_HEADLINE = 4  # lines above the body that still belong to it where there is no headline
REPEATED = 10  # words; shorter lines, such as subheadings, may well stand twice
LABEL = 3  # words; a shorter line below the article is a button or a link of the menu

_BEGINNING = 8  # letters and digits by which lines are told apart
_REMOVED = TypeAdapter(list[Removed])  # one call for all takes half the time
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
    url: str | None = None,
) -> Page:
    """Sort `lines`, of which those at the positions `kept` are the article's.

    `title` is a headline known beforehand; otherwise it is looked for, with the words of the page's
    `url`. `figure_captions` are positions that the page calls captions; where nothing is kept,
    they are the article. Every line ends in exactly one part of the page. Lines that may be
    `broken`, as those of a scraper, are mended.
    """
    first, last = min(kept or figure_captions), max(kept or figure_captions)
    pictured = last_picture(lines, last, figure_captions)
    teasers = _teasers(lines)
    if title:
        headline = printed(lines, first, title)
    else:
        others = {at for at, teaser in enumerate(teasers) if teaser}.union(figure_captions)
        headline = find_headline(lines, first, kept, others, url)
    page = Page(title=title if title or headline is None else lines[headline].text)
    top = max(0, first - NO_HEADLINE) if headline is None else headline
    page.last = last
    page.header = read_header(lines, top, first, kept)
    metadata = page.header.lines if headline is None else {headline, *page.header.lines}
    seen = _Seen([page.title] if page.title else [])
    section: Removal | None = None  # which furniture has begun below the article
    runs: list[list[Line]] = [[]]
    captions: list[int] = []
    removed: list[dict[str, object]] = []
    untold = Removal.BOILERPLATE  # to name it takes as long as half of what is asked of a line
    for position, (line, is_other) in enumerate(zip(lines, teasers, strict=True)):
        text, furniture = line.text, line.furniture
        if position == headline and text == page.title:
            continue
        caption, reason = False, furniture
        if position in metadata:
            reason = Removal.METADATA
        elif top <= position <= pictured and (position in figure_captions or line.is_caption):
            caption, reason = True, None
        elif reason is None and is_other:
            reason = Removal.TEASER
        elif reason is None and position not in kept:
            reason = untold
        if reason is None and seen.meet(text, keep=line.words >= REPEATED):
            caption, reason = False, Removal.DUPLICATE
        if position > last:
            if furniture is None:
                reason = section if reason and section else reason
            elif furniture in _SECTIONS:
                section = furniture
        if reason is untold:
            reason = _furniture(line, position < top, position > last)
        if reason is not None:
            removed.append({"line": position, "text": text, "reason": reason})
        elif caption:
            captions.append(position)
        else:
            runs[-1].append(line)
            continue
        if runs[-1]:
            runs.append([])
    page.removed = _REMOVED.validate_python(removed)
    page.paragraphs = paragraphs_of(runs) if broken else [line.text for run in runs for line in run]
    page.captions = [lines[position].text for position in captions]
    page.pictures = pictures_of([(at, lines[at].text) for at in captions])
    return page


class _Seen:
    """Texts of which some may come again, with other punctuation or in other case.

    Only where two begin alike are they compared as a whole, which takes long, and for each once.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts: dict[str, list[str]] = {}  # by how they begin; not yet compared
        self._compared: dict[str, set[str]] = {}
        for text in texts:
            self.meet(text, keep=True)

    def meet(self, text: str, keep: bool) -> bool:
        """Whether `text` has been seen; if not, it has been from now on if it is to be kept."""
        begun = _beginning(text)
        if begun in self._texts:
            self._compared.setdefault(begun, set()).update(map(squash, self._texts.pop(begun)))
        if begun in self._compared and squash(text) in self._compared[begun]:
            return True
        if keep:
            self._texts.setdefault(begun, []).append(text)
        return False


def _beginning(text: str) -> str:
    """The first letters and digits of a text, in one case; all of a text that has fewer."""
    begun = squash(text[: 3 * _BEGINNING])
    return (begun if len(begun) >= _BEGINNING else squash(text))[:_BEGINNING]


def _teasers(lines: Sequence[Line]) -> list[bool]:
    """Which lines are of another story: its first words, cut off, or the headline above them."""
    cut = [line.cut and is_teaser(line) for line in lines]
    return [
        own or (below and not line.stops)
        for own, below, line in zip(cut, [*cut[1:], False], lines, strict=True)
    ]


def _furniture(line: Line, above: bool, below: bool) -> Removal:
    """What a line is, by its look and its place, whose wording says nothing of it."""
    if (above or below) and line.is_caption:  # one of those between is known to be none
        return Removal.CREDIT if is_credit(line.text) else Removal.CAPTION
    if has_any(line.text, _LEGAL_HINTS) and _LEGAL.search(line.text):
        return Removal.LEGAL
    if above or (below and line.words <= LABEL):
        return Removal.NAVIGATION
    if not line.is_prose and line.words > LABEL:
        return Removal.TEASER  # a headline, maybe with its date
    return Removal.BOILERPLATE
