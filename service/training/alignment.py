"""Which lines of a page are in a body that somebody marked by hand.

The body and the page agree word for word but not line for line, so lines are aligned with it by
four-word shingles, in the order of both (a heaviest increasing run). What stands twice, as a
teaser of the article itself does, counts where it keeps the order.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from service.stages.clean.page import DENSE

Shingle = tuple[str, ...]

_WORD = re.compile(f"[{DENSE}]|[^\\W{DENSE}]+")
_SIZE = 4  # words of a shingle
_NEAR = 12  # lines from the nearest long line of the body for a short one to be in it
_MOSTLY = 0.8  # share of a line's shingles for it to be said elsewhere
_BACK = 400  # candidates looked back at; more are in no real article


@dataclass(frozen=True, slots=True)
class Label:
    """Whether a line is body, and how far to believe it (0 to 1)."""

    body: bool
    weight: float


def tokens(text: str) -> list[str]:
    """Words; a character of a script without spaces is one."""
    return _WORD.findall(text)


def shingles(words: Sequence[str]) -> list[Shingle]:
    """Every four words in a row; a shorter text is one shingle."""
    return [tuple(words[at : at + _SIZE]) for at in range(max(1, len(words) - _SIZE + 1))]


def align(lines: Sequence[str], body: str, neutral: Sequence[str]) -> list[Label]:
    """A label for each line. `neutral` texts, such as captions, hardly count either way."""
    gold = tokens(body)
    words = [tokens(line) for line in lines]
    aside = {shingle for text in neutral for shingle in shingles(tokens(text))}
    where: dict[Shingle, list[int]] = defaultdict(list)
    for at in range(len(gold) - _SIZE + 1):
        where[tuple(gold[at : at + _SIZE])].append(at)
    placed, share = _place(words, where)
    told = {shingle for line in placed for shingle in shingles(words[line])}
    labels: list[Label] = []
    anchors = sorted(line for line in placed if share[line] >= 0.5)
    whole = {" ".join(tokens(line)) for line in body.split("\n")}
    for line, own in enumerate(words):
        if len(own) < _SIZE:
            label = _short(line, own, words, placed, anchors, gold)
            if not label.body and " ".join(own) in whole:
                label = Label(False, 0.2)
        else:
            label = _long(line in placed, shingles(own), share[line], told)
        if own and _covered(shingles(own), aside) >= _MOSTLY:
            label = Label(label.body, 0.5 if label.body else 0.15)
        labels.append(label)
    return labels


def said_in(lines: Sequence[str], texts: Sequence[str]) -> list[bool]:
    """Which lines are, by most of their shingles, in one of the `texts`, such as captions."""
    known = {shingle for text in texts for shingle in shingles(tokens(text))}
    words = [tokens(line) for line in lines] if known else [[] for _ in lines]
    return [bool(own) and _covered(shingles(own), known) >= _MOSTLY for own in words]


def _place(
    words: Sequence[list[str]], where: dict[Shingle, list[int]]
) -> tuple[dict[int, int], list[float]]:
    """Where in the body each line stands that keeps its order, and every line's share in it."""
    share = [0.0] * len(words)
    found: list[tuple[int, float, float, int, int]] = []  # line, middle, total, before, start
    for line, own in enumerate(words):
        if len(own) < _SIZE:
            continue
        parts = shingles(own)
        hits = [(at, where[part]) for at, part in enumerate(parts) if part in where]
        share[line] = len(hits) / len(parts)
        if share[line] < 0.3:
            continue
        starts = Counter(place - at for at, places in hits for place in places[:8])
        likely = starts.most_common(4)
        looked_at = range(max(0, len(found) - _BACK), len(found))
        for start, votes in likely:
            if votes < 0.4 * likely[0][1]:
                continue
            best, before = 0.0, -1
            for candidate in looked_at:
                other, middle, total, _, _ = found[candidate]
                if other < line and middle <= start and total > best:
                    best, before = total, candidate
            found.append((line, start + len(own) / 2, best + votes, before, start))
    placed: dict[int, int] = {}
    at = max(range(len(found)), key=lambda at: found[at][2], default=-1)
    while at >= 0:
        placed[found[at][0]] = found[at][4]
        at = found[at][3]
    return placed, share


def _long(placed: bool, parts: list[Shingle], share: float, told: set[Shingle]) -> Label:
    if share < 0.5:
        return Label(False, 0.4 if share > 0.2 else 1.0)
    if not placed:
        return Label(False, 0.15) if _covered(parts, told) > 0.7 else Label(True, 0.5)
    return Label(True, 0.4 if share < 0.8 else 1.0)


def _short(
    line: int,
    own: list[str],
    words: Sequence[list[str]],
    placed: dict[int, int],
    anchors: list[int],
    gold: list[str],
) -> Label:
    """A line too short for shingles is body if the body has it between the lines around it."""
    at = bisect_left(anchors, line)
    above = anchors[at - 1] if at > 0 else None
    below = anchors[at] if at < len(anchors) else None
    if not own:
        inside = above is not None and below is not None and below - above <= 6
        return Label(inside, 0.1)
    if not anchors:
        return Label(False, 0.3)
    stop = len(gold) if below is None else placed[below] + 2
    start = 0 if above is None else max(0, placed[above] + len(words[above]) - 2)
    if above is None:
        start = max(0, stop - 12)
    if below is None:
        stop = min(len(gold), start + 12)
    near = (above is not None and line - above <= _NEAR) or (
        below is not None and below - line <= _NEAR
    )
    part = gold[start:stop]
    inside = any(part[i : i + len(own)] == own for i in range(max(0, len(part) - len(own) + 1)))
    return Label(near and inside, 0.5)


def _covered(parts: list[Shingle], pool: set[Shingle]) -> float:
    return sum(part in pool for part in parts) / len(parts)
