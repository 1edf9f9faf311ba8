"""Reading a raw article's content, be it HTML or text from which the HTML is gone."""

from collections.abc import Collection, Iterable, Sequence

from lxml.html import HtmlElement

from schemas.article import RawArticle
from schemas.deadletter import Reason
from service.stages import Rejected
from service.stages.clean import html
from service.stages.clean.captions import announced_captions
from service.stages.clean.choice import find_article, find_in_markup, is_enough
from service.stages.clean.dates import find_day
from service.stages.clean.gallery import PICTURES, gallery
from service.stages.clean.kind import kind_of
from service.stages.clean.layout import LINES, MARKUP, Page, lay_out
from service.stages.clean.limits import check_content, check_lines, check_tree
from service.stages.clean.lines import Line, measure
from service.stages.clean.markup import Blocks, blocks_of
from service.stages.clean.metadata import (
    PageMetadata,
    guessed_date,
    marked_bylines,
    read_metadata,
    times,
)
from service.stages.clean.page import one_line, visible_lines
from service.stages.clean.repair import readable
from service.stages.clean.title import freed, headline, site_names
from service.stages.clean.walls import (
    is_cookie_wall,
    is_notice,
    no_article,
    nothing_to_read,
    wall_of,
)


def read(article: RawArticle) -> Page:
    """The article's page, each visible line in its place.

    Raises Rejected(NOTHING_TO_READ) where no line is the article's, and Rejected(TOO_LARGE) for a
    page beyond the limits of service/stages/clean/limits.py.
    """
    article = readable(article)
    root = tree(article)
    if root is None:
        texts = visible_lines(article.content)
        lines = _measured(texts)
        given = _given_title(article, texts, ())
        captions = announced_captions(texts)
        page = _lay_out(lines, find_article(lines), given, article.url, captions, broken=True)
        page.bylines, page.dates = page.header.bylines, page.header.dates
    else:
        page, lines = _read_html(root, article)
    if wall := wall_of(page.paragraphs, filter(None, (page.title, *page.said.titles))):
        raise Rejected(Reason.NOTHING_TO_READ, f"{wall}: {no_article(lines)}")
    page.kind = kind_of(page, lines, article.url)
    return page


def tree(article: RawArticle) -> HtmlElement | None:
    """The content as HTML; None where it is text.

    Raises Rejected(TOO_LARGE) for HTML beyond the limits.
    """
    if not html.is_html(article.content, article.content_type):
        return None
    check_content(article.content)
    root = html.parse(article.content)
    if root is not None:
        check_tree(root, len(article.content))
    return root


def _measured(texts: Sequence[str]) -> list[Line]:
    check_lines(len(texts))
    return [measure(text) for text in texts]


def _read_html(root: HtmlElement, article: RawArticle) -> tuple[Page, list[Line]]:
    url = article.url
    blocks = blocks_of(root)
    lines = _measured(blocks.texts)
    huge = html.is_huge(blocks)
    kept, engine = (find_article(lines), LINES) if huge else _choose(root, blocks, lines, url)
    captions = {position for position, caption in enumerate(blocks.captions) if caption}
    readable = kept or len(captions) >= PICTURES
    said, trouble = _say(root, url) if readable else (PageMetadata(), None)
    title = _given_title(article, blocks.texts, said.sites) or _title(said, blocks, url)
    page = _lay_out(lines, kept, title, url, captions)
    page.engine, page.said, page.trouble = engine, said, trouble
    page.markup = "amp" if said.is_amp else "html"
    named = said.people or page.header.bylines
    page.bylines = page.header.bylines if named else marked_bylines(root, blocks)
    page.dates = _dates(root, page, None if huge else url)
    return page, lines


def _say(root: HtmlElement, url: str | None) -> tuple[PageMetadata, str | None]:
    """What the page says of itself, and the trouble that there was with it."""
    try:
        return read_metadata(root, url), None
    except Exception as error:  # odd markup; the article is not to suffer
        return PageMetadata(), f"{type(error).__name__}: {error}"


def _dates(root: HtmlElement, page: Page, url: str | None) -> list[str]:
    """Dates of publication as written, the most trustworthy first."""
    stated = [*page.said.published, *times(root, marked=True)]
    found = [*stated, *page.header.dates, *times(root, marked=False)]
    if not any(map(find_day, found)):
        found.extend(_guessed(root, page, url))
    return found


def _guessed(root: HtmlElement, page: Page, url: str | None) -> list[str]:
    """A guess, but none of after the last change, as of a review that is announced."""
    guess = guessed_date(root, url)
    changes = map(find_day, (*page.said.modified, *page.header.updates))
    last = max((change.iso[:10] for change in changes if change), default=None)
    return [guess] if guess and (last is None or guess <= last) else []


def _choose(
    root: HtmlElement, blocks: Blocks, lines: Sequence[Line], url: str | None
) -> tuple[Collection[int], str]:
    """The article's lines by the classifier, else by trafilatura, else by the text alone."""
    kept: Collection[int] = find_in_markup(blocks, lines)
    if kept:
        return kept, MARKUP
    text = None if html.is_deep(blocks) else html.article_text(root, url)
    kept = html.members(blocks.texts, text) if text else ()
    return (kept, html.ENGINE) if is_enough(lines, kept) else (find_article(lines), LINES)


def _given_title(article: RawArticle, texts: Sequence[str], sites: Iterable[str]) -> str | None:
    """The producer's, without the site's name."""
    title = one_line(article.title or "")
    return freed(title, texts, site_names(article.url, (*sites, article.source))) if title else None


def _title(said: PageMetadata, blocks: Blocks, url: str | None) -> str | None:
    headings = [text for text, is_h1 in zip(blocks.texts, blocks.headings, strict=True) if is_h1]
    return headline(said.titles, headings, blocks.texts, site_names(url, said.sites))


def _lay_out(
    lines: Sequence[Line],
    kept: Collection[int],
    title: str | None,
    url: str | None,
    captions: Collection[int] = (),
    broken: bool = False,
) -> Page:
    kept = _without_notice(lines, kept)
    page = lay_out(lines, kept, title, captions, broken, url) if kept else Page()
    pictures = set() if page.paragraphs else gallery(lines, captions)
    if pictures:
        page = lay_out(lines, (), title, pictures, url=url)
    without = not page.paragraphs and not pictures
    if without or is_cookie_wall([lines[position] for position in sorted(kept)]):
        raise Rejected(Reason.NOTHING_TO_READ, nothing_to_read(lines))
    return page


def _without_notice(lines: Sequence[Line], kept: Collection[int]) -> Collection[int]:
    """The lines kept, but for the last where it sells what would follow."""
    last = max(kept, default=-1)
    return set(kept) - {last} if kept and is_notice(lines[last]) else kept
