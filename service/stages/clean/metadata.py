"""What an HTML page says about itself: in JSON-LD, in meta tags, in microdata."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin

from htmldate import find_date as guess_date
from lxml.html import HtmlElement

from service.stages.clean.byline import stated_people
from service.stages.clean.markup import Blocks
from service.stages.clean.microdata import LONGEST, read_microdata
from service.stages.clean.page import one_line
from service.stages.clean.structured import Stated, is_json_ld, read_json_ld
from service.stages.languages import well_formed

# htmldate takes no date later than this. Its default is today, which would make the same page
# give different answers on different days.
LAST_DATE = "2100-01-01"
_MOST_TIMES = 200  # elements <time> that are looked at

_TITLES = ("og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title", "headline")
_AUTHORS = (
    *("author", "parsely-author", "sailthru.author", "article:author", "dc.creator", "byl"),
    *("article:author_name", "dcterms.creator", "cxenseparse:author", "authors", "twitter:data1"),
)
_PUBLISHED = (
    *("article:published_time", "article:published", "og:article:published_time"),
    *("datepublished", "parsely-pub-date", "sailthru.date", "pubdate", "publishdate"),
    *("publish-date", "publish_date", "publication_date", "dc.date.issued", "dcterms.created"),
    *("dc.date.created", "dcterms.issued", "article.published", "cxenseparse:publishtime"),
    *("cxenseparse:recs:publishtime", "originalpublicationdate", "date_published", "ptime"),
    *("article_date_original", "rnews:datepublished", "dc.date", "date", "published"),
)
_MODIFIED = (
    *("article:modified_time", "article:modified", "og:updated_time", "datemodified"),
    *("dcterms.modified", "dc.date.modified", "lastmod", "last-modified", "article.updated"),
)
_SITES = ("og:site_name", "application-name", "al:ios:app_name", "dc.publisher", "publisher")
_AUTHOR_LINKS = (
    "/descendant::a[@rel][contains(concat(' ', normalize-space(@rel), ' '), ' author ')]"
)
# Names of the elements that hold a byline, as themes share them; not those of a box about its
# author, nor of readers' comments.
_BYLINE = re.compile(
    r"(?:^|[\s_-]|(?<=[a-z]))(?:by-?line|author|autor|auteur|verfasser|writer)s?"
    r"(?:[_-]{1,2}(?:names?|links?|info|meta|byline|title))?(?:$|\s)|(?:^|\s)byline",
    re.IGNORECASE,
)
_HINTS = ("by", "aut", "writer", "verfasser")  # one of them is in every name that _BYLINE finds
_ABOUT = re.compile(r"comment|bio|box|card|about|related|avatar", re.IGNORECASE)
_UP = 3  # elements around a text whose names may say that it is a byline
_MOST_BYLINES = 10

Names = tuple[str, ...]
Values = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """What was found; empty where nothing was. The first of several is the most trustworthy."""

    titles: Names = ()
    sites: Names = ()  # what the site is called
    people: Names = ()  # who wrote the article
    published: Names = ()  # dates, as written
    modified: Names = ()
    language: str | None = None
    canonical: str | None = None
    publisher: str | None = None
    is_amp: bool = False
    stated: Stated = field(default_factory=Stated)


def read_metadata(root: HtmlElement, url: str | None) -> PageMetadata:
    """All that a page says of itself, in its own words; nothing of it is worked out.

    But for a canonical address without a host, which is put together with the page's `url`.
    """
    scripts = [script.text or "" for script in root.iter("script") if is_json_ld(script)]
    stated = read_json_ld(scripts)
    meta = _meta(root)
    marked = read_microdata(root)
    title = next(root.iter("title"), None)
    in_title = one_line(title.text_content()[:LONGEST]) if title is not None else None
    sites = _known(meta, _SITES)
    titles = _each(_known(meta, _TITLES[:1]), stated.headline, _known(meta, _TITLES[1:]), in_title)
    return PageMetadata(
        # a headline marked in the page may have a kicker in it
        titles=titles or _each(marked.get("headline", ())[:1]),
        sites=_each(sites, stated.publisher),
        people=_people(stated, meta, marked),
        published=_each(stated.published, _known(meta, _PUBLISHED), marked.get("datepublished")),
        modified=_each(stated.modified, _known(meta, _MODIFIED), marked.get("datemodified")),
        language=_language(root, meta, stated, marked),
        canonical=_canonical(root, url, meta, stated, marked),
        publisher=next(iter(_each(stated.publisher, sites, marked.get("publisher"))), None),
        is_amp="amp" in root.attrib or any(name.startswith("\u26a1") for name in root.attrib),
        stated=stated,
    )


def times(root: HtmlElement, marked: bool) -> Iterator[str]:
    """Dates of the page's <time> elements, those marked as of publication or the others."""
    for element in list(root.iter("time"))[:_MOST_TIMES]:
        name = f"{element.get('class') or ''} {element.get('itemprop') or ''}".lower()
        is_changed = "updat" in name or "modif" in name
        is_marked = element.get("pubdate") is not None or "publi" in name
        is_marked = is_marked or ("entry" in name and not is_changed)
        if is_marked is marked and (marked or not is_changed):
            yield element.get("datetime") or one_line(element.text_content()[:LONGEST])


def guessed_date(root: HtmlElement, url: str | None) -> str | None:
    """The day of publication as htmldate guesses it. Works on the tree, without network."""
    try:
        found = guess_date(
            root, extensive_search=False, original_date=True, url=url, max_date=LAST_DATE
        )
    except Exception:  # its bugs, on odd pages; the article is not to suffer
        return None
    return str(found) if found else None


def _meta(root: HtmlElement) -> Values:
    """The contents of the page's <meta>, by name in lower case."""
    found: Values = {}
    for element in root.iter("meta"):
        content = one_line((element.get("content") or "")[:LONGEST])
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = element.get(attribute)
            if name and content:
                found.setdefault(name.strip().lower(), []).append(content)
    return found


def _people(stated: Stated, meta: Values, marked: Values) -> Names:
    """The authors by the first source that names any person."""
    for source in (
        stated.people,
        _known(meta, _AUTHORS),
        marked.get("author", [])[:1],
        marked.get("creator", [])[:1],
    ):
        names = [name for text in source for name in stated_people(text)]
        if names:
            return tuple(dict.fromkeys(names))
    return ()


def marked_bylines(root: HtmlElement, blocks: Blocks) -> list[str]:
    """Texts that the markup around them marks as a byline, in the order of the page."""
    links = (one_line(link.text_content()[:LONGEST]) for link in root.xpath(_AUTHOR_LINKS)[:3])
    found = [text for text in links if text]
    each = {name: _names_byline(name) for name in set(blocks.names)}  # most stand often
    if any(each.values()):
        about = {name: bool(_ABOUT.search(name)) for name in each}
        for text, element in zip(blocks.texts, blocks.element, strict=True):
            around = element
            for _ in range(_UP):
                if about[blocks.names[around]]:
                    break
                if each[blocks.names[around]]:
                    found.append(text)
                    break
                around = blocks.parents[around]
            if len(found) >= _MOST_BYLINES:
                break
    return found


def _names_byline(name: str) -> bool:
    lowered = name.lower()
    return any(hint in lowered for hint in _HINTS) and _BYLINE.search(name) is not None


def _language(root: HtmlElement, meta: Values, stated: Stated, marked: Values) -> str | None:
    """The language of the text as marked, in lower case and without its region."""
    inside = (stated.language, *marked.get("inlanguage", ()))
    said = (root.get("lang"), *inside, *_known(meta, ("og:locale", "content-language")))
    for one in said:
        code = well_formed(one or "")
        if code:
            return code
    return None


def _canonical(
    root: HtmlElement, url: str | None, meta: Values, stated: Stated, marked: Values
) -> str | None:
    links = (
        link.get("href")
        for link in root.iter("link")
        if "canonical" in (link.get("rel") or "").lower().split()
    )
    for address in (*links, *_known(meta, ("og:url",)), stated.url):
        if address and (whole := _whole(one_line(address), url)):
            return whole
    for address in (*marked.get("mainentityofpage", ()), *marked.get("url", ())):
        whole = _whole(address, url)
        # templates leave the address of their own example there
        if whole and (url is None or _whole("/", whole) == _whole("/", url)):
            return whole
    return None


def _whole(address: str, url: str | None) -> str | None:
    """The address as one of the web, on the site of the page's `url` where it names none."""
    if "://" in address or " " in address:
        whole = address
    else:
        try:
            whole = urljoin(url or "", address)
        except ValueError:
            return None
    return whole if whole.startswith(("https://", "http://")) else None


def _known(meta: Values, names: Iterable[str]) -> list[str]:
    return [content for name in names for content in meta.get(name, ())]


def _each(*sources: str | Iterable[str] | None) -> Names:
    """Texts and lists of texts in one, each once."""
    flat: dict[str, None] = {}
    for source in sources:
        for text in [source] if isinstance(source, str) else source or ():
            flat[text] = None
    return tuple(flat)
