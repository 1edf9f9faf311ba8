"""The visible blocks of an HTML page, and what the markup around each says of it.

Elements are numbered in the order of the page, so that a parent comes before its children; sums
over ancestors and over what an element holds go level by level.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from lxml.html import HtmlElement
from numpy.typing import NDArray

from service.stages.clean.characters import Hashes, Ints, mix, words_of
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
            if not isinstance(tag, str) or tag in _INVISIBLE:
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
    levels = _levels(depths)
    length = np.array([len(text) for text in blocks.texts])
    rows["linked"] = np.minimum(np.array(blocks.linked) / length, 1)
    rows["depth"] = depths[element]
    parent = parents[element]
    for tag in _OWN:
        rows[f"is {tag}"] = tags[element] == _TAGS[tag]
        rows[f"in {tag}"] = tags[parent] == _TAGS[tag]
    inside = np.zeros(len(parents), np.int64)
    for bit, tag in enumerate(_AROUND):
        inside[tags == _TAGS[tag]] |= 1 << bit
    for level in levels:
        inside[level] |= inside[parents[level]]
    for bit, tag in enumerate(_AROUND):
        rows[f"within {tag}"] = (inside[element] >> bit) & 1
    _names(rows, blocks, element, parents, levels, lookup)
    prose = np.where((words >= 8) & (rows["linked"] < 0.5), words, 0)
    held = np.zeros(len(parents))
    np.add.at(held, element, prose)
    own = held.copy()
    for level in reversed(levels):
        np.add.at(held, parents[level], held[level])
    total = max(1.0, float(prose.sum()))
    siblings = np.zeros(len(parents))
    np.add.at(siblings, parents, own)  # prose of an element's children, as of <p> in a <div>
    main = int(np.argmax(siblings))
    rows["prose of siblings"] = siblings[parent] / total
    rows["prose of cousins"] = siblings[parents[parent]] / total
    at = parent
    for up in (1, 2, 3, 4):
        rows[f"prose held {up} up"] = held[at] / total
        at = parents[at]
    rows["beside main"] = (parent == main) | (element == main)
    rows["under main"] = _is_under(main, parents, levels)[element]
    same = np.zeros(lines, np.bool_)
    same[1:] = parent[1:] == parent[:-1]
    rows["beside above"], rows["beside below"] = same, np.append(same[1:], False)
    sums = Windows(np.stack([rows["linked"] * words, words.astype(np.float32)]), 10)
    for reach in (3, 10):
        around = sums(-reach, reach)
        rows[f"linked within {reach}"] = around[0] / np.maximum(around[1], 1)


def name_terms(blocks: Blocks) -> tuple[Hashes, Ints]:
    """Hashes of the words in the names of elements, and the element of each, in order."""
    named = [at for at, name in enumerate(blocks.names) if name]
    if not named:
        return np.zeros(0, np.uint64), _NONE
    each = dict.fromkeys(map(blocks.names.__getitem__, named))  # most elements share theirs
    page = words_of([" ".join(name.split()) or "-" for name in each])
    number = {name: at for at, name in enumerate(each)}
    own = np.array([number[blocks.names[at]] for at in named])
    counts = page.counts[own]
    shift = page.first[own] - (np.cumsum(counts) - counts)
    term = np.arange(counts.sum()) + np.repeat(shift, counts)
    return mix(page.hash ^ _SALT)[term], np.repeat(named, counts)


def _names(
    rows: Rows,
    blocks: Blocks,
    element: Ints,
    parents: Ints,
    levels: Sequence[Ints],
    lookup: Lookup,
) -> None:
    """What the names of the elements around say: odds that what they hold is body."""
    terms, where = name_terms(blocks)
    weights = lookup(terms)[:, 0] if len(terms) else np.zeros(0, np.float32)
    count = len(parents)
    least, most, whole = (np.zeros(count, np.float32) for _ in range(3))
    np.minimum.at(least, where, weights)
    np.maximum.at(most, where, weights)
    np.add.at(whole, where, weights)
    own = np.where(-least > most, least, most)
    rows["own name"], rows["parent's name"] = own[element], own[parents[element]]
    rows["grandparent's name"] = own[parents[parents[element]]]
    for level in levels:
        above = parents[level]
        least[level] = np.minimum(least[level], least[above])
        most[level] = np.maximum(most[level], most[above])
        whole[level] += whole[above]
    rows["least name"], rows["most name"] = least[element], most[element]
    rows["all names"] = whole[element]


def _levels(depths: Ints) -> list[Ints]:
    """Elements of each depth from 1 on."""
    order = np.argsort(depths, kind="stable")
    bounds = np.searchsorted(depths[order], np.arange(1, int(depths.max()) + 2))
    return [order[a:b] for a, b in pairwise(bounds)]


def _is_under(top: int, parents: Ints, levels: Sequence[Ints]) -> NDArray[np.bool_]:
    """Whether each element is `top` or inside it."""
    under = np.zeros(len(parents), np.bool_)
    under[top] = True
    for level in levels:
        under[level] |= under[parents[level]]
    return under
