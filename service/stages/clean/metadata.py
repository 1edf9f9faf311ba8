"""What an HTML page says about itself: title, authors, site, date."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from lxml.html import HtmlElement
from trafilatura.metadata import extract_metadata

from service.stages.clean.dates import find_date
from service.stages.clean.page import one_line, squash

# htmldate takes no date later than this. Its default is today, which would make the same page
# give different answers on different days.
LAST_DATE = "2100-01-01"
_DATE_SEARCH = {"extensive_search": False, "original_date": True, "max_date": LAST_DATE}

_PUBLISHED = (
    "//meta[@property='article:published_time' or @name='article:published_time']/@content",
    "//*[@itemprop='datePublished']/@content",
    "//*[@itemprop='datePublished']/@datetime",
    "//meta[@name='parsely-pub-date' or @name='sailthru.date' or @name='pubdate']/@content",
    "//meta[@name='date' or @name='DC.date.issued' or @name='dcterms.created']/@content",
)
_JSON_LD = "//script[@type='application/ld+json']/text()"
_LONGEST_JSON = 500_000  # code points


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """What was found; None for what was not. `authors` is as printed, names set apart by `;`."""

    title: str | None = None
    authors: str | None = None
    site: str | None = None
    day: str | None = None  # of publication, as htmldate has it
    trouble: str | None = None  # why it could not be read


def read_metadata(root: HtmlElement, url: str | None) -> PageMetadata:
    """Title, authors, site and day of publication, by trafilatura and htmldate."""
    try:
        found = extract_metadata(root, default_url=url, date_config=dict(_DATE_SEARCH))
    except Exception as error:  # their bugs, on odd pages; the article is not to suffer
        return PageMetadata(trouble=f"{type(error).__name__}: {error}")
    site = _text(found.sitename)
    return PageMetadata(
        title=_without_site(_text(found.title), site),
        authors=_text(found.author),
        site=site,
        day=_text(found.date),
    )


def printed_title(title: str, lines: Sequence[str]) -> str:
    """The headline as the page prints it, where `title` is that with something around it.

    Markup adds the site's name or the section's: "PolitiNews - Mayor resigns | Hartmoor".
    """
    whole = squash(title)
    headings = [line for line in lines if len(line) <= len(title) and len(squash(line)) >= 6]
    inside = (
        line for line in headings if 2 * len(squash(line)) > len(whole) and squash(line) in whole
    )
    return max(inside, key=len, default=title)


def published(root: HtmlElement) -> str | None:
    """The date of publication as the page's markup writes it."""
    in_tags = (str(value) for path in _PUBLISHED for value in root.xpath(path))
    return next(filter(find_date, chain(_json_ld_dates(root), in_tags)), None)


def _json_ld_dates(root: HtmlElement) -> Iterator[str]:
    """Every `datePublished` of the page's JSON-LD, in its order."""
    for script in root.xpath(_JSON_LD):
        if len(script) > _LONGEST_JSON:
            continue
        try:
            todo: list[Any] = [json.loads(str(script))]
        except (ValueError, RecursionError):
            continue  # publishers' JSON is often broken; the other sources remain
        while todo:
            item = todo.pop()
            if isinstance(item, dict):
                if isinstance(item.get("datePublished"), str):
                    yield item["datePublished"]
                todo.extend(reversed(item.values()))
            elif isinstance(item, list):
                todo.extend(reversed(item))


def _without_site(title: str | None, site: str | None) -> str | None:
    """`title` without " - The Daily Example" at its end."""
    if not title or not site:
        return title
    for separator in (" | ", " - ", " – ", " — ", " :: "):
        head, found, tail = title.rpartition(separator)
        if found and head and tail.casefold() == site.casefold():
            return head
    return title


def _text(value: object) -> str | None:
    return one_line(value) or None if isinstance(value, str) else None
