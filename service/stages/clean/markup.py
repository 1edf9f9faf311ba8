"""The visible blocks of an HTML page, and what the markup around each says of it.

Elements are numbered in the order of the page, so that a parent comes before its children; sums
over ancestors and over what an element holds go level by level.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple, Self

import numpy as np
from lxml.html import HtmlElement
from numpy.typing import NDArray

from service.stages.clean.characters import Hashes, Ints, Words, mix, words_of
from service.stages.clean.features import Lookup, Rows, Windows
from service.stages.clean.page import one_line

BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "br", "button", "caption"),
        *("center", "dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset"),
        *("figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("header", "hr", "html", "iframe", "label", "legend", "li", "main", "menu", "nav"),
        *("object", "ol", "optgroup", "option", "p", "picture", "pre", "search", "section"),
        *("select", "summary", "table", "tbody", "td", "textarea", "tfoot", "th", "thead"),
        *("tr", "ul", "video", "audio"),
    )
)
_INVISIBLE = frozenset(("script", "style", "noscript", "template", "head", "svg"))
_DISPLAY_NONE = re.compile(r"(?:^|;)\s*display\s*:\s*none\b", re.IGNORECASE)
_PROSE = 40  # code points; a shorter block may be a label of the menu
# Of prose, hidden beside shown: so much is hidden only until a script shows it. Among 1,399 pages
# with marked bodies, the eight that hide their bodies hide .97 of what they show, and more.
_REVEALED = 0.8
_OWN = ("p", "li", "h1", "h2", "h3", "div", "span", "td", "a", "button", "blockquote", "label")
_AROUND = (
    *("article", "main", "nav", "footer", "aside", "header", "form", "figure", "figcaption"),
    *("ul", "table", "blockquote", "section", "h1"),
)
_TAGS = {tag: at + 1 for at, tag in enumerate(dict.fromkeys((*_OWN, *_AROUND)))}
_TAG_NAMES = tuple(f"{where} {tag}" for tag in _OWN for where in ("is", "in"))
_WITHIN_NAMES = tuple(f"within {tag}" for tag in _AROUND)
_OWN_NUMBERS = np.array([_TAGS[tag] for tag in _OWN])[:, None]
_BITS = (1 << np.arange(len(_AROUND)))[:, None]
_AROUND_BITS = np.zeros(len(_TAGS) + 1, np.int64)
_AROUND_BITS[[_TAGS[tag] for tag in _AROUND]] = _BITS[:, 0]
_SALT = np.uint64(0x5851F42D4C957F2D)
_NONE = np.zeros(0, np.int64)


@dataclass(slots=True)
class Blocks:
    """The lines of a page as a browser would show them, and the elements of the page."""

    texts: list[str]
    element: list[int]  # of each block: where its text begins
    linked: list[int]  # of each block: code points inside links
    captions: list[bool]  # of each block: whether in a <figcaption>
    headings: list[bool]  # of each block: whether in an <h1>
    parents: list[int]  # of each element; 0, the root, is its own
    depths: list[int]  # of each element
    tags: list[int]  # of each element: a number of _TAGS, or 0
    names: list[str]  # of each element: its class and id


def blocks_of(root: HtmlElement) -> Blocks:
    """The blocks that a reader sees, without those that an element itself says are hidden.

    How a word is read (`<ruby>`) is printed above its line and is no part of any block, unless the
    page has brackets for it.
    A page that hides about as much as it shows, or more, has a script that will show it.
    """
    found, hidden = _walk(root)
    if hidden:
        held = sum(_prose(_walk(element, whole=True)[0]) for element in hidden)
        if held > _REVEALED * _prose(found):
            return _walk(root, whole=True)[0]
    return found


def _prose(blocks: Blocks) -> int:
    return sum(length for length in map(len, blocks.texts) if length >= _PROSE)


def _is_hidden(state: str | None, style: str | None) -> bool:
    """By the attributes `hidden` and `style`. What a search of the page would show is no secret."""
    if state is not None and state.lower() != "until-found":
        return True
    return style is not None and _DISPLAY_NONE.search(style) is not None


def _is_above(reading: HtmlElement) -> bool:
    """Whether how a word is read stands above it alone: no brackets (<rp>) put it into the line.

    An element that was left open may hold the next word.
    """
    ruby = reading.getparent()
    beside = ruby is not None and ruby.find("rp") is not None
    return not beside and reading.find("rb") is None


def _walk(root: HtmlElement, whole: bool = False) -> tuple[Blocks, list[HtmlElement]]:
    """The blocks, and the elements passed over because they are hidden: none of the `whole`.

    The walk is without recursion: its events open and close blocks.
    """
    hidden: list[HtmlElement] = []
    found = Blocks([], [], [], [], [], [0], [0], [0], [""])
    parents, depths, tags, names = found.parents, found.depths, found.tags, found.names
    run: list[str] = []
    linked = links = begins = 0
    begun = False
    opened = {"figcaption": 0, "h1": 0}

    def end_block() -> None:
        nonlocal linked, begun
        if begun and (text := one_line("".join(run))):
            found.texts.append(text)
            found.element.append(begins)
            found.linked.append(linked)
            found.captions.append(opened["figcaption"] > 0)
            found.headings.append(opened["h1"] > 0)
        if begun:
            run.clear()
        linked, begun = 0, False

    # An element to open, or the end of one: its tag, the element around it and the text that
    # follows. What is read of an element is read once, for every look into lxml's tree costs.
    todo: list[HtmlElement | tuple[str, int, str | None]] = [root]
    around = 0
    while todo:
        one = todo.pop()
        if isinstance(one, tuple):
            tag, around, text = one
            if tag in BLOCKS:
                end_block()
                if tag in opened:
                    opened[tag] -= 1
            links -= tag == "a"
        else:
            tag, tail = one.tag, one.tail if one is not root else None
            if not isinstance(tag, str) or tag in _INVISIBLE or (tag == "rt" and _is_above(one)):
                todo.append(("", around, tail))
                continue
            if not whole and _is_hidden(one.get("hidden"), one.get("style")):
                hidden.append(one)
                todo.append(("", around, tail))
                continue
            if tag in BLOCKS:
                end_block()
                if tag in opened:
                    opened[tag] += 1
            todo.append((tag, around, tail))
            parents.append(around)
            depths.append(depths[around] + 1)
            tags.append(_TAGS.get(tag, 0))
            name, key = one.get("class"), one.get("id")
            names.append(f"{name} {key}" if name and key else name or key or "")
            around = len(parents) - 1
            links += tag == "a"
            text = one.text
            todo.extend(reversed(one))
        if text:
            if not begun and not text.isspace():
                begun, begins = True, around
            if begun:
                run.append(text)
            if links:
                linked += len(text)
    end_block()
    return found, hidden


def markup_look(rows: Rows, blocks: Blocks, words: Ints, lookup: Lookup) -> None:
    """Add features of each block; `words` of each, `lookup` for the terms of `name_terms`."""
    lines = len(blocks.texts)
    element = np.array(blocks.element)
    parents, depths = np.array(blocks.parents), np.array(blocks.depths)
    tags = np.array(blocks.tags)
    parent = parents[element]
    levels = [(level, parents[level]) for level in _levels(depths)]
    length = np.fromiter(map(len, blocks.texts), np.int64, lines)
    rows["linked"] = np.minimum(np.array(blocks.linked) / length, 1)
    rows["depth"] = depths[element]
    room = rows.add(_TAG_NAMES).reshape(len(_OWN), 2, lines)
    room[:, 0], room[:, 1] = tags[element] == _OWN_NUMBERS, tags[parent] == _OWN_NUMBERS
    names = _Names.of(blocks, lookup)
    inside = _spread_down(np.bitwise_or, _AROUND_BITS[tags], parents, len(levels))
    rows.add(_WITHIN_NAMES)[:] = (inside[element] & _BITS) != 0
    _add_names(rows, names, element, parents, levels)
    prose = np.where((words >= 8) & (rows["linked"] < 0.5), words, 0)
    count = len(parents)
    own = np.bincount(element, prose, count)
    held = own.copy()
    for level, above in reversed(levels):
        np.add.at(held, above, held[level])
    total = max(1.0, float(prose.sum()))
    siblings = np.bincount(parents, own, count)  # prose of its children, as of <p> in a <div>
    main = int(np.argmax(siblings))
    rows["prose of siblings"] = siblings[parent] / total
    rows["prose of cousins"] = siblings[parents[parent]] / total
    at = parent
    for up in (1, 2, 3, 4):
        rows[f"prose held {up} up"] = held[at] / total
        at = parents[at]
    rows["beside main"] = (parent == main) | (element == main)
    beyond = np.flatnonzero(depths[main + 1 :] <= depths[main])
    end = main + 1 + int(beyond[0]) if len(beyond) else count  # of what is inside it
    rows["under main"] = (element >= main) & (element < end)
    same = np.zeros(lines + 1, np.bool_)
    same[1:-1] = parent[1:] == parent[:-1]
    rows["beside above"], rows["beside below"] = same[:-1], same[1:]
    sums = Windows(np.stack([rows["linked"] * words, words.astype(np.float32)]), 10)
    for reach in (3, 10):
        around = sums(-reach, reach)
        rows[f"linked within {reach}"] = around[0] / np.maximum(around[1], 1)


def name_terms(blocks: Blocks) -> tuple[Hashes, Ints]:
    """Hashes of the words in the names of elements, and the element of each, in order."""
    page, own = _words_in_names(blocks)
    named = np.flatnonzero(own)
    if not len(named):
        return np.zeros(0, np.uint64), _NONE
    counts = page.counts[own[named]]
    shift = page.first[own[named]] - (np.cumsum(counts) - counts)
    term = np.arange(counts.sum()) + np.repeat(shift, counts)
    return mix(page.hash ^ _SALT)[term], np.repeat(named, counts)


def _words_in_names(blocks: Blocks) -> tuple[Words, Ints]:
    """The words of each name once, as a page's whose first line is none; each element's line."""
    each = dict.fromkeys(blocks.names)  # most elements share theirs
    each.pop("", None)
    number = {name: at for at, name in enumerate(each, start=1)}
    page = words_of(["-", *(" ".join(name.split()) or "-" for name in each)])
    return page, np.array([number.get(name, 0) for name in blocks.names])


class _Names(NamedTuple):
    """What the words in an element's name say: log odds that what it holds is body."""

    least: NDArray[np.float32]  # of its words; 0 where none is below
    most: NDArray[np.float32]  # likewise
    whole: NDArray[np.float32]  # the sum

    @classmethod
    def of(cls, blocks: Blocks, lookup: Lookup) -> Self:
        page, own = _words_in_names(blocks)
        found = cls(*(np.zeros(len(page.start), np.float32) for _ in range(3)))
        if len(page.hash):
            weights = lookup(mix(page.hash ^ _SALT))[:, 0]
            np.minimum.at(found.least, page.line, weights)
            np.maximum.at(found.most, page.line, weights)
            np.add.at(found.whole, page.line, weights)
        return cls(*(values[own] for values in found))


def _add_names(
    rows: Rows, names: _Names, element: Ints, parents: Ints, levels: Sequence[tuple[Ints, Ints]]
) -> None:
    """Add what the names of the elements around say."""
    own = np.where(-names.least > names.most, names.least, names.most)
    rows["own name"], rows["parent's name"] = own[element], own[parents[element]]
    rows["grandparent's name"] = own[parents[parents[element]]]
    rows["least name"] = _spread_down(np.minimum, names.least, parents, len(levels))[element]
    rows["most name"] = _spread_down(np.maximum, names.most, parents, len(levels))[element]
    whole = names.whole
    for level, above in levels:
        whole[level] += whole[above]
    rows["all names"] = whole[element]


def _levels(depths: Ints) -> list[Ints]:
    """Elements of each depth from 1 on."""
    order = np.argsort(depths, kind="stable")
    bounds = np.searchsorted(depths[order], np.arange(1, int(depths.max()) + 2))
    return [order[a:b] for a, b in pairwise(bounds)]


def _spread_down(join: np.ufunc, values: NDArray[Any], parents: Ints, depth: int) -> NDArray[Any]:
    """The `values` of each element and of all those around it, joined.

    Each step doubles how far up is looked. The root is looked at again and again, so `join` must
    give the same for one value twice.
    """
    above = parents
    for _ in range(depth.bit_length()):
        values = join(values, values[above])
        above = above[above]
    return values
