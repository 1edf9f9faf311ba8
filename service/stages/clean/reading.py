"""Reading a raw article's content, be it HTML or text from which the HTML is gone."""

from collections.abc import Collection, Sequence

from lxml.html import HtmlElement

from schemas.article import RawArticle
from schemas.deadletter import Reason
from service.stages import Rejected
from service.stages.clean import html
from service.stages.clean.choice import find_article, find_in_markup, is_enough
from service.stages.clean.layout import lay_out
from service.stages.clean.limits import check_content, check_lines, check_tree
from service.stages.clean.lines import Line, measure
from service.stages.clean.markup import Blocks, blocks_of
from service.stages.clean.metadata import PageMetadata, printed_title, published, read_metadata
from service.stages.clean.page import LINES, MARKUP, Page, one_line, visible_lines


def read(article: RawArticle) -> Page:
    """The article's page, each visible line in its place.

    Raises Rejected(NOTHING_TO_READ) where no line is the article's, and Rejected(TOO_LARGE) for a
    page beyond the limits of service/stages/clean/limits.py.
    """
    title = one_line(article.title or "") or None
    root = tree(article)
    if root is None:
        lines = _measured(visible_lines(article.content))
        return _lay_out(lines, find_article(lines), title)
    return _read_html(root, title, article.url)


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


def _read_html(root: HtmlElement, title: str | None, url: str | None) -> Page:
    blocks = blocks_of(root)
    lines = _measured(blocks.texts)
    huge = html.is_huge(blocks)
    kept, engine = (find_article(lines), LINES) if huge else _choose(root, blocks, lines, url)
    said = PageMetadata() if huge or not kept else read_metadata(root, url)
    captions = {position for position, caption in enumerate(blocks.captions) if caption}
    page = _lay_out(lines, kept, title or _title(said, blocks), captions)
    page.engine = engine
    page.authors, page.site, page.trouble = said.authors, said.site, said.trouble
    page.published = published(root) or said.day
    return page


def _choose(
    root: HtmlElement, blocks: Blocks, lines: Sequence[Line], url: str | None
) -> tuple[Collection[int], str]:
    """The article's lines by the classifier, else by trafilatura, else by the text alone."""
    kept: Collection[int] = find_in_markup(blocks, lines)
    if kept:
        return kept, MARKUP
    text = html.article_text(root, url)
    kept = html.members(blocks.texts, text) if text else ()
    return (kept, html.ENGINE) if is_enough(lines, kept) else (find_article(lines), LINES)


def _title(said: PageMetadata, blocks: Blocks) -> str | None:
    """The markup's title as it is printed, else the first heading."""
    if said.title:
        return printed_title(said.title, blocks.texts)
    headings = zip(blocks.texts, blocks.headings, strict=True)
    return next((text for text, heading in headings if heading), None)


def _lay_out(
    lines: Sequence[Line],
    kept: Collection[int],
    title: str | None,
    captions: Collection[int] = (),
) -> Page:
    page = lay_out(lines, kept, title, captions) if kept else Page()
    if not page.paragraphs:
        raise Rejected(
            Reason.NOTHING_TO_READ, f"no article among the {len(lines)} visible lines of the page"
        )
    return page
