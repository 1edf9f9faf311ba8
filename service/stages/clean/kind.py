"""What sort of page an article was found on."""

import re
from collections.abc import Sequence

from schemas.article import PageKind
from service.stages.clean.gallery import PICTURES
from service.stages.clean.layout import Page
from service.stages.clean.lines import Line
from service.stages.clean.page import DENSE
from service.stages.clean.walls import PAYWALL

_STUB = 300  # words; whoever can read more has read an article
_CLOCKS = 5  # entries under a time of the day that make a live blog
_NEAR = 15  # lines below the article in which a paywall says so

_DENSE = re.compile(f"[{DENSE}]")
_LIVE = re.compile(
    r"\blive[ -]?(?:blog|updates?|ticker|coverage|feed)\b|\blive:|\bas it happened\b"
    r"|\b(?:news|live)-?ticker\b|\ben direct\b|\ben directo\b|\bdiretta\b|\bна живо\b|\bонлайн:"
    r"|\bao vivo\b|\bao minuto\b|\bna żywo\b|\bminuto a minuto\b|\bminute par minute\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?:(?:à )?\d{1,2}(?:[.:]| ?h ?)\d\d ?(?:[ap]\.?m\.?)?(?: ?(?:Uhr|h|[A-Z]{2,4}))?"
    r"|\d+ ?(?:min|h|hours?)\.? ago)"
    r"(?:\W{1,3}\w{3,9}\W{0,2}\d{0,2}\W{0,3}\w{0,4})?",
    re.IGNORECASE,
)
_GALLERY = re.compile(
    r"\b(?:photos|in pictures|gallery|slideshow|bilderstrecke|fotostrecke|bildergalerie|galería"
    r"|galerie|fotogalería|fotogalerie|galeria|фотогалерея|photo essay)\b",
    re.IGNORECASE,
)


def kind_of(page: Page, lines: Sequence[Line], url: str | None) -> PageKind:
    """The kind by what the page says of itself, else by its look."""
    stated = page.said.stated
    about = f"{page.title or ''} {(url or '').replace('-', ' ').replace('/', ' ')}"
    words = sum(paragraph.count(" ") + 1 for paragraph in page.paragraphs)  # blanks are single
    if "LiveBlogPosting" in stated.types:
        return PageKind.LIVE_BLOG
    if _LIVE.search(about) and _clocks(lines) >= _CLOCKS:
        return PageKind.LIVE_BLOG
    told = sum(len(caption.split()) for caption in page.captions)
    many = len(page.captions) >= PICTURES and told > words
    if many or ("ImageGallery" in stated.types and told > words / 2):
        return PageKind.GALLERY
    if len(page.captions) >= PICTURES and 2 * told > words and _GALLERY.search(about):
        return PageKind.GALLERY
    if words < _STUB and (stated.free is False or _has_paywall(page, lines)):
        words = max(words, len(_DENSE.findall("".join(page.paragraphs))) // 2)
        return PageKind.PAYWALL_STUB if words < _STUB else PageKind.ARTICLE
    return PageKind.ARTICLE


def _clocks(lines: Sequence[Line]) -> int:
    """How many lines are a time of the day."""
    return sum(line.words <= 6 and _CLOCK.fullmatch(line.text) is not None for line in lines)


def _has_paywall(page: Page, lines: Sequence[Line]) -> bool:
    """Whether one of the first lines taken out below the article sells the rest of it."""
    near = lines[page.last + 1 : page.last + 1 + _NEAR]
    return any(line.words <= 40 and PAYWALL.search(line.text) for line in near)
