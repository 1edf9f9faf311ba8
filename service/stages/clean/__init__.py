"""Cleaning: a raw page in, the article without the page around it out."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from schemas.article import CleanedArticle, RawArticle
from schemas.event import FieldStatus, Provenance
from service.stages.clean.byline import people
from service.stages.clean.dateline import dateline_of
from service.stages.clean.fingerprint import fingerprint
from service.stages.clean.identity import host_of, identify
from service.stages.clean.language import Detector, detect, load_detector
from service.stages.clean.layout import Page
from service.stages.clean.page import squash
from service.stages.clean.publication import modified, published
from service.stages.clean.reading import read
from service.stages.clean.repair import repaired
from service.stages.languages import well_formed
from service.stages.words import UNSPACED, count

__all__ = ["clean", "load_detector"]

VERSION = "1"
_DATELINE_PARAGRAPHS = 2  # a standfirst may stand above the paragraph with the dateline
_SURE = 0.5  # a single sentence of English scores from 0.1, under another name, to 0.9
_OK, _EMPTY = FieldStatus(state="ok"), FieldStatus(state="empty")
_FROM_METADATA = frozenset({"title", "byline", "published_at", "modified_at"})  # of HTML

T = TypeVar("T")


def clean(article: RawArticle, *, detector: Detector = detect) -> CleanedArticle:
    """The article in a raw page, and whatever the page says of it.

    Raises Rejected(NOTHING_TO_READ) where no article is left, and Rejected(TOO_LARGE) for a page
    beyond the limits. A field that cannot be worked out fails by itself, with its status, not the
    article; but for want of memory or disk, which is the machine's fault and not the field's.
    """
    page = read(article)
    # Once more, for entities of HTML may spell what is broken: "caf&Atilde;&copy;".
    body = "\n\n".join(map(repaired, page.paragraphs))
    text = body or "\n".join(page.captions)  # of a gallery
    status: dict[str, FieldStatus] = {}

    def work_out(field: str, work: Callable[[], T | None]) -> T | None:
        try:
            value = work()
        except (OSError, MemoryError):
            raise
        except Exception as error:
            status[field] = FieldStatus(state="failed", reason=f"{type(error).__name__}: {error}")
            return None
        if not value and page.trouble and field in _FROM_METADATA:
            status[field] = FieldStatus(state="failed", reason=page.trouble)
        else:
            status[field] = _OK if value else _EMPTY
        return value

    title = work_out("title", lambda: page.title)
    byline = work_out("byline", lambda: _byline(article, page))
    dateline = work_out("dateline", lambda: _dateline(page))
    first = work_out("published_at", lambda: published(article, page))
    last = work_out("modified_at", lambda: modified(article, page))
    captions = work_out("captions", lambda: tuple(page.captions))
    found = work_out("language", lambda: _language(article, page, text, detector))
    language, confidence = found or (None, None)
    mark = work_out("fingerprint", lambda: fingerprint(text))
    return CleanedArticle(
        id=identify(article),
        url=article.url,
        source=article.source or page.said.publisher,
        fetched_at=article.fetched_at,
        metadata=article.metadata,
        title=title,
        body=body,
        byline=byline or (),
        dateline=dateline,
        published_at=first.iso if first else None,
        published_precision=first.precision if first else None,
        modified_at=last.iso if last else None,
        modified_precision=last.precision if last else None,
        captions=captions or (),
        pictures=tuple(page.pictures),
        publisher=page.said.publisher,
        canonical_url=page.said.canonical,
        page_kind=page.kind,
        markup=page.markup,
        word_count=None if language in UNSPACED else count(body),
        language=language,
        language_confidence=confidence,
        removed=tuple(page.removed),
        fingerprint=mark,
        status=status,
        provenance=(Provenance(stage="clean", version=VERSION, engine=page.engine),),
    )


def _language(
    article: RawArticle, page: Page, text: str, detector: Detector
) -> tuple[str, float | None] | None:
    """What the producer says, else a guess, else for want of a sure one what the page says.

    Nobody has measured a confidence in what is said. None for a text too short or too mixed to
    tell: a stage further on may then try its luck, where a wrong language would stop it. Raises
    ValueError then for what the producer says, if that is no tag.
    """
    said = article.language and well_formed(article.language)
    if said:
        return said, None
    code, probability = detector(text)
    if probability >= _SURE:
        return code, probability
    if page.said.language:
        return page.said.language, None
    if article.language:
        raise ValueError(f"not a language tag: {article.language[:100]}")
    return None


def _byline(article: RawArticle, page: Page) -> tuple[str, ...]:
    """The people that the markup names, else those in the printed byline."""
    # A site may be called like its only author.
    sites = set(map(squash, page.said.sites)) - _in_address(page.said.people, article.url)
    for names in (page.said.people, *map(people, page.bylines)):
        named = tuple(name for name in names if squash(name) not in sites)
        if len(named) > 1:  # one that follows another is no author, but the paper of the first
            papers = _in_address(named[1:], article.url)
            named = tuple(name for name in named if squash(name) not in papers)
        if named:
            return named
    return ()


def _in_address(names: Sequence[str], url: str | None) -> set[str]:
    """Those of the names that the host is called by."""
    host = squash(host_of(url))
    return {own for name in names if (own := squash(name)) in host}


def _dateline(page: Page) -> str | None:
    """The place that one of the first paragraphs opens with."""
    places = map(dateline_of, page.paragraphs[:_DATELINE_PARAGRAPHS])
    return next(filter(None, places), None)
