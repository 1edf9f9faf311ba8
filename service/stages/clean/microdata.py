"""Microdata: what a page's own elements are marked to say, in the words of schema.org."""

from lxml.html import HtmlElement

from service.stages.clean.page import one_line
from service.stages.clean.structured import ARTICLES

LONGEST = 1_000  # code points of a value
_MOST = 200  # elements with an itemprop that are looked at
_ANYWHERE = frozenset(("author", "creator", "datepublished", "datemodified"))
# These also mark other stories, a logo or the author's page: only the article's own are read.
_OWN = frozenset(("headline", "publisher", "inlanguage", "url", "mainentityofpage"))
_ADDRESSES = frozenset(("url", "mainentityofpage"))
_NAMED = frozenset(("author", "creator", "publisher"))


def read_microdata(root: HtmlElement) -> dict[str, list[str]]:
    """The values of the properties in the page's body, by name in lower case."""
    found: dict[str, list[str]] = {}
    article: HtmlElement | None = None
    for element in root.xpath("/descendant::body/descendant::*[@itemprop]")[:_MOST]:
        for name in str(element.get("itemprop")).lower().split():
            if name in _OWN:
                scope = next((up for up in element.iterancestors() if _is_scope(up)), None)
                article = scope if article is None and _is_article(scope) else article
                if scope is None or scope is not article:
                    continue
            elif name not in _ANYWHERE:
                continue
            if name in _NAMED:  # the first counts, and each would search what is in it
                if name in found:
                    continue
                element = next(iter(element.xpath("(.//*[@itemprop='name'])[1]")), element)
            if text := one_line(_value(element, name)[:LONGEST]):
                found.setdefault(name, []).append(text)
    return found


def _is_scope(element: HtmlElement) -> bool:
    return element.get("itemscope") is not None


def _is_article(scope: HtmlElement | None) -> bool:
    return scope is not None and (scope.get("itemtype") or "").rpartition("/")[2] in ARTICLES


def _value(element: HtmlElement, name: str) -> str:
    attributes = ("href", "itemid", "content") if name in _ADDRESSES else ("content", "datetime")
    for attribute in attributes:
        if value := element.get(attribute):
            return str(value)
    return "" if name in _ADDRESSES else str(element.text_content())
