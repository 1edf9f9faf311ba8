"""JSON-LD: what a page's scripts say of the article, in the words of schema.org."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from lxml.html import HtmlElement

from service.stages.clean.page import one_line, unescaped

MOST_NODES = 20_000  # of all scripts of a page

ARTICLES = frozenset(
    (
        *("Article", "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "BlogPosting"),
        *("OpinionNewsArticle", "BackgroundNewsArticle", "ReviewNewsArticle", "LiveBlogPosting"),
        *("AskPublicNewsArticle", "AdvertiserContentArticle", "SatiricalArticle", "Report"),
        *("TechArticle", "ScholarlyArticle", "SocialMediaPosting", "DiscussionForumPosting"),
        *("MedicalScholarlyArticle", "Review", "Recipe", "HowTo"),
    )
)
_PAGES = frozenset(("WebPage", "ItemPage", "VideoObject", "ImageGallery", "CreativeWork", "Blog"))
# What is said of these is said of other stories.
_ELSEWHERE = frozenset(
    (
        *("itemListElement", "mentions", "relatedLink", "isRelatedTo", "hasPart", "comment"),
        *("liveBlogUpdate", "citation", "isBasedOn", "blogPost", "review", "associatedMedia"),
        *("image", "video", "significantLink"),
    )
)
_TRAILING_COMMA = re.compile(r",\s*(?=[}\]])")
_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>|;)\s*$")
_BROKEN = {
    name: re.compile(rf'"{name}"\s*:\s*"((?:[^"\\\n]|\\.){{1,500}})"')
    for name in ("headline", "datePublished", "dateModified", "inLanguage")
}
_BROKEN_AUTHOR = re.compile(
    r'"author"\s*:\s*(?:\[\s*)?(?:"([^"\n]{2,200})"|\{[^{}]{0,500}?"name"\s*:\s*"([^"\n]{2,200})")'
)

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stated:
    """What JSON-LD states of the article; `people` and `organisations` are its authors.

    `types` are those of all nodes that may be the article.
    """

    types: frozenset[str] = frozenset()
    headline: str | None = None
    people: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    published: str | None = None
    modified: str | None = None
    language: str | None = None
    publisher: str | None = None
    url: str | None = None
    free: bool | None = None  # False behind a paywall


def read_json_ld(scripts: Iterable[str]) -> Stated:
    """What the scripts say of the first article in them, else of the page.

    A script that is not JSON, as many are by a comma or a quote, is searched for single fields.
    """
    nodes: list[Node] = []
    named: dict[str, Node] = {}
    broken: list[str] = []
    for script in scripts:
        value = _loads(script)
        if value is None:
            broken.append(script)
            continue
        for node in _nodes(value, MOST_NODES - len(nodes)):
            nodes.append(node)
            name = node.get("@id")
            if isinstance(name, str) and len(node) > len(named.get(name, ())):
                named[name] = node
    for kind in (ARTICLES, _PAGES):
        found = [node for node in nodes if types_of(node) & kind]
        if found:
            types = frozenset[str]().union(*map(types_of, found))
            return replace(_stated(max(found[:8], key=_fullness), named), types=types)
    return _patched(broken)


def is_json_ld(script: HtmlElement) -> bool:
    """Whether a <script> holds JSON-LD."""
    return "ld+json" in (script.get("type") or "").lower()


def types_of(node: Node) -> frozenset[str]:
    """The schema.org types of a node, without the address before them."""
    said = node.get("@type")
    each = said if isinstance(said, list) else [said]
    return frozenset(one.rpartition("/")[2] for one in each if isinstance(one, str))


def _loads(script: str) -> Any:
    for text in (script, _TRAILING_COMMA.sub("", _WRAPPING.sub("", script))):
        try:
            return json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(value: Any, most: int) -> Iterator[Node]:
    """The objects in a JSON value, in its order, but for those about other stories."""
    todo = [value]
    while todo and most > 0:
        item = todo.pop()
        if isinstance(item, dict):
            most -= 1
            yield item
            inner = [part for name, part in item.items() if name not in _ELSEWHERE]
            todo.extend(part for part in reversed(inner) if isinstance(part, dict | list))
        elif isinstance(item, list):
            todo.extend(part for part in reversed(item) if isinstance(part, dict | list))


def _fullness(node: Node) -> int:
    """How much of what we look for a node holds."""
    wanted = ("headline", "author", "datePublished", "dateModified", "publisher", "articleBody")
    return sum(bool(node.get(name)) for name in wanted)


def _stated(node: Node, named: dict[str, Node]) -> Stated:
    people, organisations = _authors(node.get("author") or node.get("creator"), named)
    publisher = next(iter(_names(node.get("publisher"), named)), None)
    free = node.get("isAccessibleForFree")
    return Stated(
        types=types_of(node),
        headline=text_of(node.get("headline")) or text_of(node.get("name")),
        people=people,
        organisations=organisations,
        published=text_of(node.get("datePublished")) or text_of(node.get("dateCreated")),
        modified=text_of(node.get("dateModified")),
        language=text_of(node.get("inLanguage")),
        publisher=publisher[0] if publisher else None,
        url=text_of(node.get("url")),
        free=None if free is None else str(free).lower() not in ("false", "no", "0"),
    )


def _authors(value: Any, named: dict[str, Node]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    people: list[str] = []
    organisations: list[str] = []
    for name, types in _names(value, named):
        is_person = "Person" in types or not types & {"Organization", "NewsMediaOrganization"}
        (people if is_person else organisations).append(name)
    return tuple(dict.fromkeys(people)), tuple(dict.fromkeys(organisations))


def _names(value: Any, named: dict[str, Node]) -> Iterator[tuple[str, frozenset[str]]]:
    """The names in a value, be it a name, a node, a reference to one, or a list of these."""
    for one in value if isinstance(value, list) else [value]:
        node = one
        if isinstance(node, dict) and "name" not in node:
            node = named.get(str(node.get("@id")), node)
        name = node.get("name") if isinstance(node, dict) else node
        types = types_of(node) if isinstance(node, dict) else frozenset[str]()
        for each in name if isinstance(name, list) else [name]:
            if text := text_of(each):
                yield text, types


def text_of(value: Any) -> str | None:
    """A printed line; None for what is no text, or none that anyone could read."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    if not isinstance(value, str):
        return None
    return one_line(unescaped(unescaped(value))) or None


def _patched(scripts: Iterable[str]) -> Stated:
    """Single fields out of scripts that are broken."""
    whole = "\n".join(scripts)
    found = {
        name: text_of(match[1]) if (match := pattern.search(whole)) else None
        for name, pattern in _BROKEN.items()
    }
    author = _BROKEN_AUTHOR.search(whole)
    name = text_of(author[1] or author[2]) if author else None
    return Stated(
        headline=found["headline"],
        people=(name,) if name else (),
        published=found["datePublished"],
        modified=found["dateModified"],
        language=found["inLanguage"],
    )
