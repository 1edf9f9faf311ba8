"""A long text in pieces that an engine can read in bounded memory and time."""

import re
from collections.abc import Iterator

MAX_PIECE = 10_000  # code points; most articles are one piece
MAX_WORD = 100  # code points; a longer run without a space is data, and holds no names

_UNREADABLE = re.compile(rf"(?<!\S)\S{{{MAX_WORD + 1},}}")
_PARAGRAPH_BREAK = re.compile(r"\n\s*\n")
_SPACE = re.compile(r"\s")


def pieces(text: str) -> Iterator[tuple[int, str]]:
    """Runs of `text` with their offsets, none over MAX_PIECE code points, in order.

    They are cut between paragraphs, else between words. Blank stretches and words over
    MAX_WORD are left out: tokenizers take quadratic time for those.
    """
    start = 0
    if max(map(len, text.split()), default=0) > MAX_WORD:  # nearly never, and soon told
        for word in _UNREADABLE.finditer(text):
            yield from _readable(text, start, word.start())
            start = word.end()
    yield from _readable(text, start, len(text))


def _readable(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    while start < end:
        cut = end if end - start <= MAX_PIECE else _cut(text, start, start + MAX_PIECE)
        piece = text[start:cut]
        if not piece.isspace():
            yield start, piece
        start = cut


def _cut(text: str, start: int, end: int) -> int:
    """The best place in (start, end] to cut: no word is longer than MAX_WORD."""
    paragraph = _last(_PARAGRAPH_BREAK.finditer(text, start + 1, end))
    space = _last(_SPACE.finditer(text, max(start, end - MAX_WORD - 1), end))
    best = paragraph or space
    return best.end() if best else end


def _last(matches: Iterator[re.Match[str]]) -> re.Match[str] | None:
    return max(matches, key=re.Match.end, default=None)
