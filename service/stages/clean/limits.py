"""The most that a page may hold.

No news page comes near: the largest of 1,399 has 5,135 elements, and 2,374 lines where each text
node is a line of its own. What is over them is rejected or left unread, since it would cost more
than its length: the parser and the libraries take time that grows with the square.
"""

import json
import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from schemas.deadletter import Reason
from service.stages import Rejected
from service.stages.clean.structured import is_json_ld

MOST_LINES = 50_000  # a microsecond or twenty each, and as many objects
MOST_ELEMENTS = 100_000
MOST_ATTRIBUTES = 1_000  # of one element; libxml2 walks along all of them to append one
MOST_JSON = 200_000  # code points of one script of JSON-LD
MOST_BROKEN_JSON = 20_000  # of all that does not parse; trafilatura tries expressions on it
MOST_SCRIPTS = 100  # of JSON-LD
MOST_METAS = 1_000
MOST_TAGS_IN_JSON = 1_000  # trafilatura looks for the end of each
MOST_METADATA = 10_000  # code points of a <title> or of the content of a <meta>

_FEW = 200_000  # code points; in fewer there is no room for attributes enough to matter

_ATTRIBUTE = r"[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+)?)?"
# As much of a page as has no element with too many attributes. Nothing is ever given back, so the
# time is in proportion to the length.
_ORDINARY = re.compile(
    r"(?:[^<]++"
    r"|<!--(?:[^-]++|-(?!->))*+"
    r"|<script\b(?:[^<]++|<(?!/script))*+"
    r"|<style\b(?:[^<]++|<(?!/style))*+"
    r"|<(?![a-z!])|<!(?!--)"
    rf"|<[a-z][^\s/>]*+(?:{_ATTRIBUTE}){{0,{MOST_ATTRIBUTES}}}+(?!{_ATTRIBUTE})"
    r")*+",
    re.IGNORECASE,
)
_SETTINGS = "application/settings+json"  # which trafilatura reads, too
_SHORTEST = 3  # code points of an element


def check_content(content: str) -> None:
    """Raises Rejected(TOO_LARGE) for HTML that would take the parser too long."""
    ordinary = _ORDINARY.match(content) if len(content) > _FEW else None
    if ordinary is not None and ordinary.end() < len(content):
        raise _too_large("an element of the page", MOST_ATTRIBUTES, "attributes")


def check_tree(root: HtmlElement, length: int) -> None:
    """Raises Rejected(TOO_LARGE) for a page, of `length` code points, of too many elements.

    Takes metadata out of the tree that nobody could read in reasonable time.
    """
    if length > _SHORTEST * MOST_ELEMENTS and root.xpath("count(//*)") > MOST_ELEMENTS:
        raise _too_large("the page", MOST_ELEMENTS, "elements")
    scripts, metas = [], 0
    for element in root.iter("script", "meta", "title"):  # one walk, for each of them costs
        if element.tag == "script":
            if is_json_ld(element) or element.get("type") == _SETTINGS:
                scripts.append(element)
        elif element.tag == "title":
            if len(element.text or "") > MOST_METADATA:
                element.text = None
        else:
            metas += 1
            if metas > MOST_METAS or len(element.get("content", "")) > MOST_METADATA:
                element.attrib.clear()
    _check_json(scripts)


def check_lines(count: int) -> None:
    """Raises Rejected(TOO_LARGE) for a page of more than MOST_LINES visible lines."""
    if count > MOST_LINES:
        raise _too_large("the page", MOST_LINES, "visible lines")


def _check_json(scripts: Sequence[HtmlElement]) -> None:
    texts = [script.text or "" for script in scripts]
    doubtful = sum(map(len, texts)) > MOST_BROKEN_JSON
    broken = 0
    for at, (script, text) in enumerate(zip(scripts, texts, strict=True)):
        is_broken = doubtful and at < MOST_SCRIPTS and not _is_json(text)
        broken += len(text) if is_broken else 0
        too_long = (is_broken and broken > MOST_BROKEN_JSON) or len(text) > MOST_JSON
        if too_long or at >= MOST_SCRIPTS or text.count("<") > MOST_TAGS_IN_JSON:
            script.text = None


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _too_large(what: str, most: int, of: str) -> Rejected:
    return Rejected(Reason.TOO_LARGE, f"{what} has more than {most:,} {of}")
