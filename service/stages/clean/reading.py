"""Reading a raw article's content, be it HTML or text from which the HTML is gone."""

from collections.abc import Collection, Sequence

from lxml.html import HtmlElement

from schemas.article import RawArticle
from schemas.deadletter import Reason
from service.stages import Rejected
from service.stages.clean import html
from service.stages.clean.flat import find_article, is_enough
from service.stages.clean.layout import lay_out
from service.stages.clean.lines import Line, measure
from service.stages.clean.metadata import PageMetadata, printed_title, published, read_metadata
from service.stages.clean.page import LINES, Page, one_line, visible_lines


def read(article: RawArticle) -> Page:
    """The article's page, each visible line in its place.

    Raises Rejected(NOTHING_TO_READ) where no line is the article's.
    """
    title = one_line(article.title or "") or None
    root = None
    if html.is_html(article.content, article.content_type):
        root = html.parse(article.content)
    if root is None:
        lines = [measure(text) for text in visible_lines(article.content)]
        return _lay_out(lines, find_article(lines), title)
    return _read_html(root, title, article.url)


def _read_html(root: HtmlElement, title: str | None, url: str | None) -> Page:
    blocks = html.visible_blocks(root)
    lines = [measure(block.text) for block in blocks]
    huge = html.is_huge(root, blocks)
    text = None if huge else html.article_text(root, url)
    kept: Collection[int] = html.members([block.text for block in blocks], text) if text else ()
    engine = html.ENGINE
    if not is_enough(lines, kept):
        kept, engine = find_article(lines), LINES
    said = PageMetadata() if huge or not kept else read_metadata(root, url)
    captions = {position for position, block in enumerate(blocks) if block.caption}
    page = _lay_out(lines, kept, title or _title(said, blocks), captions)
    page.engine = engine
    page.authors, page.site, page.trouble = said.authors, said.site, said.trouble
    page.published = published(root) or said.day
    return page


def _title(said: PageMetadata, blocks: Sequence[html.VisibleBlock]) -> str | None:
    """The markup's title as it is printed, else the first heading."""
    if said.title:
        return printed_title(said.title, [block.text for block in blocks])
    return next((block.text for block in blocks if block.heading), None)


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
