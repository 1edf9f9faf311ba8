"""The line of a page that is its headline, where nobody says which it is."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from urllib.parse import unquote, urlsplit

from service.stages.clean.byline import is_byline
from service.stages.clean.header import INTO_BODY, is_date_line
from service.stages.clean.lines import LONG, Line
from service.stages.clean.page import DENSE, squash

ABOVE = 40  # lines above the body in which the headline is looked for
_SHORT = 4  # words; a shorter line is most often a section, a desk or a button
_MANY = 6  # words shared with the body, from which more say no more
_HEADED = 6  # lines below a headline in which byline or date mostly follow
_TRAIL = 6  # lines above it in which a trail of sections may end with it
_WHOLE = 12  # letters and digits by which a line is known again
_SLUG = 3  # words of an address that tell a headline

# Four letters and more; vowel signs are letters here, which \w leaves out.
_WORD = re.compile(
    rf"[^\s!-/:-@\[-`{{-~\xa1-\xbf\u2010-\u206f\u3000-\u303f\uff00-\uff0f{DENSE}]{{4,}}"
)
_PAIR = re.compile(rf"(?=([{DENSE}]{{2}}))")  # where there are no spaces between words
_BLANKED = bytes(code if code > 127 or chr(code).isalnum() else 32 for code in range(256))
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_SIGN = re.compile(r"[>›»|]| / [^/]+ / ")  # of a trail of sections: "Home / Cities / ..."


def printed(lines: Sequence[Line], first: int, title: str) -> int | None:
    """The position, nearest to the top of the body, where the page prints this title.

    Else where it prints it with something more, such as the site's name.
    """
    above = range(min(first + INTO_BODY, len(lines)) - 1, -1, -1)
    whole = squash(title)
    near = [at for at in above if len(lines[at].text) <= 2 * len(title)]
    for at in near:
        if lines[at].text == title:
            return at
    return next((at for at in near if whole and whole in squash(lines[at].text)), None)


def find_headline(
    lines: Sequence[Line],
    first: int,
    kept: Collection[int],
    others: Collection[int],
    url: str | None = None,
) -> int | None:
    """The position of the line that reads most like the headline of the body from `first` on.

    It says what the body and the page's address say, byline or date follow, a trail of sections
    ends with it, and it stands above its standfirst. `kept` are the lines of the body, whose
    first may be it, too, where prose follows; at `others` stand captions and teasers. None where
    nothing speaks for any line.
    """
    start = max(0, first - ABOVE)
    prose = min((at for at in kept if lines[at].is_prose), default=first)
    near = lines[start : min(prose, first + INTO_BODY)]
    marks = [line.words > 1 and (is_byline(line.text) or is_date_line(line)) for line in near]
    may_be = [
        not mark and at not in others and _may_be(line)
        for at, (line, mark) in enumerate(zip(near, marks, strict=True), start)
    ]
    words = [_words(line.text) if it else set() for line, it in zip(near, may_be, strict=True)]
    told = _told(set().union(*words), "\n".join([lines[at].text for at in kept]))
    shared = [len(own & told) for own in words]
    squashed = [squash(line.text) for line in near]
    slug = _slug(url)
    best, found = 0.0, None
    headed = len(near) + _HEADED  # where the nearest byline or date below is
    for at in reversed(range(len(near))):
        line, own = near[at], squashed[at]
        if marks[at]:
            headed = at
        if not may_be[at]:
            continue
        # The weights are those of a conditional logit, rounded: docs/cleaning.md.
        score = 1 + 0.4 * min(shared[at], _MANY) + 2 * shared[at] / max(1, len(words[at]))
        if slug:
            score += 4.5 * len(slug & _folded(line.text)) / len(slug)
        if headed <= at + _HEADED:
            score += 2
        if _ends_trail(own, squashed[max(0, at - _TRAIL) : at]):
            score += 1.5
        if _SIGN.search(line.text) or _is_trail(own, squashed[at + 1 : at + _TRAIL]):
            score -= 1.5
        if line.words < _SHORT:
            score -= 2.5
        if at and near[at - 1].words > _SHORT and shared[at - 1] > 1:
            score -= 2  # it may be the standfirst of the line above
        if start + at >= first:
            score -= 2.5
        score -= (first - start - at) / 20
        if score > best:
            best, found = score, start + at
    return found


def _may_be(line: Line) -> bool:
    """Whether the wording of a line is that of a headline."""
    if line.furniture is not None or line.cut or not 2 <= line.words < LONG:
        return False
    if line.text.endswith((":", "：")) or (line.stops and line.text.endswith((".", "。"))):
        return False
    return not line.is_caption


def _ends_trail(headline: str, trails: Sequence[str]) -> bool:
    """Whether one of the `trails` of sections ends with what may be a headline."""
    return len(headline) >= _WHOLE and any(
        len(trail) > len(headline) and trail.endswith(headline) for trail in trails
    )


def _is_trail(trail: str, headlines: Sequence[str]) -> bool:
    """Whether a line is a trail of sections that ends with one of the `headlines`."""
    return len(trail) > _WHOLE and any(
        len(trail) > len(headline) >= _WHOLE and trail.endswith(headline) for headline in headlines
    )


def _words(text: str) -> set[str]:
    lowered = text.casefold()
    words = set(_WORD.findall(lowered))
    return words if lowered.isascii() else words.union(_PAIR.findall(lowered))


def _told(words: set[str], text: str) -> set[str]:
    """Those of the `words` that a long text has, too.

    Most of its words are plain letters between ASCII marks, which takes no expression to see.
    """
    plain = text.encode("utf-8", "surrogatepass").lower().translate(_BLANKED)
    each = plain.decode("utf-8", "surrogatepass").split()
    odd = [word for word in each if not word.isascii()]
    return words.intersection(each).union(words & _words(" ".join(odd)))


def _slug(url: str | None) -> set[str]:
    """The words of that part of an address that has most, if they are enough for a headline."""
    try:
        parts = unquote(urlsplit(url or "").path).split("/")
    except ValueError:
        return set()
    words = max((_folded(part) for part in parts), key=len)
    return words if len(words) >= _SLUG else set()


def _folded(text: str) -> set[str]:
    """Words as addresses have them: without case and accents."""
    lowered = text.casefold()
    if not lowered.isascii():
        lowered = "".join(
            sign
            for sign in unicodedata.normalize("NFKD", lowered)
            if not unicodedata.combining(sign)
        )
    return set(_LETTERS.findall(lowered))
