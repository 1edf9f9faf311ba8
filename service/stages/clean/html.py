"""HTML in, a tree out; and what trafilatura takes for the article, where that is asked for."""

import logging
import re
from collections.abc import Sequence

import trafilatura
from lxml.etree import ElementDefaultClassLookup, ErrorTypes, LxmlError
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from schemas.deadletter import Reason
from service.stages import Rejected
from service.stages.clean.markup import Blocks
from service.stages.clean.page import DENSE, UNPRINTABLE, squash

# Without a handler Python prints a library's warnings to standard error, where a filter's dead
# letters go. An application that sets logging up still gets them.
for _library in ("trafilatura", "htmldate"):
    logging.getLogger(_library).addHandler(logging.NullHandler())

ENGINE = f"trafilatura {trafilatura.__version__}"

_MARKUP = re.compile(
    r"<!doctype html"
    r"|<(?:html|head|body|div|p|article|section|span|h[1-6]|br|table|ul)\b[^<>]{0,500}>",
    re.IGNORECASE,
)
_SEPARATORS = "\x0b\x0c\x1c\x1d\x1e\x1f\x85"  # blanks to us, not allowed in XML
_NOT_FOR_XML = re.compile(f"[{_SEPARATORS}{UNPRINTABLE}]")  # both at once: a page is long
_SEPARATOR_REFERENCE = re.compile(
    r"&#(?:0*(?:\d|[12]\d|3[01])(?!\d)|x0*1?[0-9a-f](?![0-9a-f]));?", re.IGNORECASE
)
_ANY_TAG = re.compile(r"<[a-z][a-z0-9]{0,10}[\s>/]", re.IGNORECASE)
_SNIFFED = 20_000  # code points of a content that are looked at for its type

# Beyond these trafilatura takes minutes, and no news page comes near (the largest of 1,400 has
# 5,135 elements and 86,000 code points of text).
MOST_ELEMENTS = 10_000
MOST_TEXT = 500_000  # code points
MOST_LEVELS = 100  # its time grows with the square of them

_TOKEN = re.compile(f"[{DENSE}]|[^\\W{DENSE}]+")


def is_html(content: str, content_type: str | None) -> bool:
    """Whether to read `content` as HTML.

    What is called HTML needs some tag, and what has no type a tag that only web pages have.
    """
    if content_type == "text/plain":
        return False
    pattern = _ANY_TAG if content_type else _MARKUP
    return bool(pattern.search(content[:_SNIFFED]))


def parse(content: str) -> HtmlElement | None:
    """The page's tree; None where there is none.

    What stands behind `</html>` is part of it, as it is for browsers. Raises Rejected(TOO_LARGE)
    for a page nested deeper than libxml2 reads, 2,048 levels: it would leave the rest out.
    """
    content = _NOT_FOR_XML.sub(lambda odd: " " if odd[0] in _SEPARATORS else "", content)
    content = _SEPARATOR_REFERENCE.sub(" ", content)
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    # lxml would ask a function in Python for the class of every element
    parser.set_element_class_lookup(ElementDefaultClassLookup(element=HtmlElement))
    try:
        # bytes, because lxml refuses text that declares an encoding
        root = document_fromstring(content.encode(), parser=parser)
    except (LxmlError, ValueError, AssertionError):
        return None
    if any(error.type == ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log):
        raise Rejected(Reason.TOO_LARGE, "the page is nested too deep")
    for stray in list(root.itersiblings("html")):
        root.append(stray)
    return root


def is_huge(blocks: Blocks) -> bool:
    """Whether the page is beyond what trafilatura reads in reasonable time."""
    return len(blocks.parents) > MOST_ELEMENTS or sum(map(len, blocks.texts)) > MOST_TEXT


def is_deep(blocks: Blocks) -> bool:
    """Whether elements are nested deeper than trafilatura reads in reasonable time."""
    return max(blocks.depths, default=0) > MOST_LEVELS


def article_text(root: HtmlElement, url: str | None) -> str | None:
    """What trafilatura takes for the article; None where it finds none or fails.

    Works on a copy of the tree, without network and without memory of earlier pages.
    """
    try:
        document = trafilatura.bare_extraction(
            root,
            url=url,
            include_comments=False,
            deduplicate=False,
            with_metadata=False,
            favor_precision=True,
        )
    except Exception:  # its bugs, on odd pages; the page can still be read by its lines
        return None
    return document.text if document is not None and document.text else None


def members(lines: Sequence[str], article: str) -> set[int]:
    """Positions of the `lines` that are in the text of the `article`.

    A line is in it if it is one of its lines, or, for a line long enough, if most of its
    four-word shingles are: trafilatura joins and splits lines in its own way.
    """
    whole = {squash(line) for line in article.splitlines()} - {""}
    shingles = set(_shingles(article))
    found = set()
    for position, line in enumerate(lines):
        own = _shingles(line)
        shared = sum(shingle in shingles for shingle in own)
        if squash(line) in whole or (len(own) >= 2 and 2 * shared > len(own)):
            found.add(position)
    return found


def _shingles(text: str) -> list[tuple[str, ...]]:
    """Every four words in a row; a character of a script without spaces counts as a word."""
    words = _TOKEN.findall(text.casefold())
    return [tuple(words[at : at + 4]) for at in range(len(words) - 3)]
