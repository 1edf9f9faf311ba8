"""Paragraphs out of lines that a scraper broke or glued together.

Only blanks come and go; every other character stays, in its order.
"""

import re
from collections.abc import Iterator, Sequence

from service.stages.clean.lines import Line

# Kept lines of a page that was wrapped at a column are about as long as one another.
_WRAPPED_LINES = 6
_WIDEST = 120  # code points of a column
_FULL = 0.8  # of the column: a shorter line that stops is the last of its paragraph
_ENOUGH = 6  # words that one side of a joint must have: two short lines are a list
_FEW = 4  # words of a link or a name that stands alone in its line

_GOES_ON = re.compile(r"[,;:.!?)\]”’»%…、。，](?!\w)|['’](?:s|t|re|ve|ll|d)\b")
_ENDS_WITH = 12  # code points of a line that are looked at for what follows
_OPEN_MARK = re.compile(r"[,–—-]$")
_OPEN_END = re.compile(  # not even an item of a list ends like this
    r"(?:[(\[“«„]|(?<![\w-])(?:the|a|an|of|in|on|at|to|by|for|from|with|and|or|that|which|as|is|was"
    r"|are|were|said|der|die|das|und|von|mit|im|le|la|les|de|des|et|el|los|las|y|di|del|il|e))$"
)
# "... the end of one.Then the next ..."; web addresses and initials have no such words around.
# What it looks back at comes second, for a mark is soon found.
_GLUED = re.compile(
    r"[.!?](?<=[^\W\d_A-Z]{3}[.!?])(?!(?:Com|Org|Net|Js)\b)"
    r"(?=[“\"]?[A-ZÀ-ÖØ-ÞА-Я][a-zà-öø-ÿа-я]{1,15}[ ,])"
)


def paragraphs_of(runs: Sequence[Sequence[Line]]) -> list[str]:
    """The paragraphs of a text; each run is of lines with nothing of the page between them."""
    column = _column([line for run in runs for line in run])
    return [paragraph for run in runs for paragraph in _of_run(run, column)]


def _of_run(run: Sequence[Line], column: int) -> Iterator[str]:
    text, words = "", 0
    for at, line in enumerate(run):
        after = run[at + 1] if at + 1 < len(run) else None
        if text and _joins(run[at - 1], words, line, after, column):
            text += ("" if _GOES_ON.match(line.text) else " ") + line.text
            words += line.words
            continue
        if text:
            yield from _unglued(text)
        text, words = line.text, line.words
    if text:
        yield from _unglued(text)


def _unglued(text: str) -> Iterator[str]:
    start = 0
    for mark in _GLUED.finditer(text):
        yield text[start : mark.end()]
        start = mark.end()
    yield text[start:]


def _joins(before: Line, words: int, line: Line, after: Line | None, column: int) -> bool:
    """Whether `line` goes on where `before`, the last of so many `words`, broke off."""
    if column:
        return not before.stops or len(before.text) >= _FULL * column
    if before.stops:
        return False
    end = before.text[-_ENDS_WITH:]
    if _GOES_ON.match(line.text) or _OPEN_END.search(end):
        return True
    if max(words, line.words) < _ENOUGH:
        return False
    if line.text[0].islower() or _OPEN_MARK.search(end):
        return True
    goes_on = after is not None and (after.text[0].islower() or _GOES_ON.match(after.text))
    return bool(goes_on) and line.words <= _FEW and not line.stops and before.text[-1] != ":"


def _column(lines: Sequence[Line]) -> int:
    """The width at which the lines were wrapped; 0 for lines that were not."""
    if len(lines) < _WRAPPED_LINES:
        return 0
    widths = sorted(len(line.text) for line in lines)
    widest = widths[-1]
    near = sum(width >= 0.75 * widest for width in widths)
    open_ended = sum(not line.stops for line in lines)
    is_wrapped = 30 <= widest <= _WIDEST and 2 * near > len(lines) and 2 * open_ended > len(lines)
    return widest if is_wrapped else 0
