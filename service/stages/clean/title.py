"""The headline: as the page prints it, else as its markup has it, without the site's name."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from service.stages.clean.identity import host_of
from service.stages.clean.page import one_line, squash, unescaped

_SEPARATOR = re.compile(
    r"\s+[|–—•·»«/:-]{1,3}\s+|\s*\|\s*|(?<=[^\W\d_])»(?=[^\W\d_])|\s::+\s"
    r"|(?<!_)_++(?=[^\W\d_])|(?<!:):{2,}+\s"
)
_TAG = re.compile(r"</?[a-z][^<>]{0,100}>", re.IGNORECASE)
_COUNT = re.compile(r"[^\W\d_]+:? ?\d+|[^\W\d_]{3,9}\.? \d{1,2},? \d{4}|[\d./: -]{6,}")
_WORD = re.compile(r"\w+")
_PRINTED = 0.4  # of a title in the markup that a printed line must hold to be it
_LONGEST = 150  # code points that a heading may have, be the titles in the markup ever so short
_ALIKE = 0.3  # share of common words from which a heading is another wording of the title
_SHORTEST = 6  # letters and digits
_PART = 12  # letters and digits; the same of what may be a headline among others
# Beyond these there is no title to be found, and each is compared with each.
_MOST_TITLES, _MOST_HEADINGS, _MOST_NAMES = 10, 50, 20
_LONGEST_TITLE = 1_000  # code points


def headline(
    stated: Sequence[str], headings: Sequence[str], lines: Sequence[str], names: Iterable[str]
) -> str | None:
    """The article's title, or None.

    `stated` are titles in the markup, the most trustworthy first; `headings` the page's <h1>;
    `lines` all its visible lines; `names` what the site is called.
    """
    sites = _squashed(names)
    stated = [title for title in stated if len(title) <= _LONGEST_TITLE][:_MOST_TITLES]
    headings = [text for text in headings if len(text) <= _LONGEST_TITLE][:_MOST_HEADINGS]
    bare = [text for title in stated if (text := _bare(title))]
    sites |= {squash(name) for name in headings if any(f"{name}: {text}" in bare for text in bare)}
    titles = [title for text in bare if (title := without_site(text, sites))]
    titles = [title for title in titles if not _is_site(title, sites)] or titles
    whole = _joined(headings)
    named = [text for text in whole if not _is_site(text, sites) and not _is_crumb(text)]
    if titles:  # a paragraph in large print is none
        longest = max(_LONGEST, 2 * max(map(len, titles)))
        named = [text for text in named if len(text) <= longest]
    if not titles or (named and all(_is_site(title, sites) for title in titles)):
        return without_site(named[0], sites) if named else None
    found = _inside(titles, named, more=True)
    if found is None or _ends(titles, found):
        found = _segment(titles, lines) or found
    found = found or _alike(titles, named) or _inside(titles, lines)
    return _before_bar(_as_stated(titles, without_site(found, sites)) if found else titles[0])


def _joined(headings: Iterable[str]) -> list[str]:
    """The headings, where one that opens with a colon belongs to the one above."""
    found: list[str] = []
    for text in headings:
        if found and text.startswith(":"):
            found[-1] += text
        else:
            found.append(text)
    return found


def freed(title: str, lines: Sequence[str], names: Iterable[str]) -> str:
    """A title that is known beforehand, without the site's name, as the page may print it."""
    if len(title) > _LONGEST_TITLE:
        return title
    bare = without_site(_bare(title), _squashed(names))
    return _segment([bare], lines) or _before_bar(bare)


def _squashed(names: Iterable[str]) -> set[str]:
    return {squash(name) for name in islice(names, _MOST_NAMES)} - {""}


def _before_bar(title: str) -> str:
    """`title` without what a bar sets apart: a section, or words for search engines."""
    head = title.partition(" | ")[0].strip()
    return head if len(squash(head)) >= _PART else title


def site_names(url: str | None, said: Iterable[str | None]) -> list[str]:
    """What a site is called: what its markup says, and the parts of its address."""
    host = host_of(url).removeprefix("www.")
    parts = [host, host.rpartition(".")[0], *host.split(".")[-3:-1]] if host else []
    return [name for name in (*said, *parts) if name and len(squash(name)) > 2]


def without_site(title: str, sites: set[str]) -> str:
    """`title` without the site's name before or after it. `sites` are squashed names."""
    before, colon, after = title.partition(": ")
    if colon and squash(before) in sites and len(squash(after)) >= _SHORTEST:
        title = after
    while True:
        for head, tail in _splits(title):
            if len(squash(head)) >= _SHORTEST and _names_site(tail, sites):
                title = head
                break
            if len(squash(tail)) >= _SHORTEST and _names_site(head, sites):
                title = tail
                break
        else:
            return title


def _splits(title: str) -> Iterator[tuple[str, str]]:
    """Ways to cut a title in two at a separator, from the last."""
    for match in reversed(list(_SEPARATOR.finditer(title))):
        head, tail = title[: match.start()].strip(), title[match.end() :].strip()
        if head and tail:
            yield head, tail


def _is_site(text: str, sites: set[str]) -> bool:
    """Whether a title is the site's name and nothing else, but for an article."""
    bare = squash(text)
    return bool({bare, bare.removeprefix("the"), f"the{bare}"} & sites)


def _names_site(text: str, sites: set[str]) -> bool:
    """Whether a part of a title is the site's name, maybe with an article or a domain."""
    bare = squash(text)
    if _is_site(text, sites):
        return True
    return any(
        (
            bare.startswith(site)
            and (len(site) >= 8 or (len(site) >= 4 and len(bare) <= 2 * len(site)))
        )
        or (site.startswith(bare) and len(bare) >= 8)
        for site in sites
    )


def _bare(title: str) -> str:
    """A title without tags and entities that were written into it."""
    return one_line(_TAG.sub(" ", unescaped(title))) if "<" in title or "&" in title else title


def _inside(titles: Sequence[str], printed: Iterable[str], more: bool = False) -> str | None:
    """The longest printed line that is in a title and makes up most of it.

    With `more` also one that holds a title, and not much else.
    """
    wholes = [squash(title) for title in titles]
    longest = max(map(len, wholes))
    best, found = 0, None
    for line in printed:
        if len(line) > 2 * longest + 40:
            continue
        own = squash(line)
        if len(own) < min(_SHORTEST, longest) or len(own) <= best:
            continue
        if any(
            (own in whole and len(own) > _PRINTED * len(whole))
            or (more and whole in own and len(whole) > _PRINTED * len(own))
            for whole in wholes
        ):
            best, found = len(own), line
    return found


def _segment(titles: Sequence[str], lines: Sequence[str]) -> str | None:
    """The printed line that is a whole part of a title, set apart by bars or dashes.

    The longest, and none that is a word or two: those are sections and sites.
    """
    wholes = {squash(title) for title in titles}
    parts = {
        own
        for title in titles
        for head, tail in _splits(title)
        for part, rest in ((head, tail), (tail, head))
        if len(own := squash(part)) >= _PART and squash(rest) not in wholes
    }
    if not parts:
        return None
    longest = max(map(len, titles))
    found = [line for line in lines if len(line) <= longest and squash(line) in parts]
    return max(found, key=len, default=None)


def _ends(titles: Sequence[str], heading: str) -> bool:
    """Whether a heading is the last part of a title, where the site's name belongs."""
    own = squash(heading)
    return any(squash(tail) == own for title in titles for _, tail in _splits(title))


def _as_stated(titles: Sequence[str], heading: str) -> str:
    """`heading`, or the title in the markup that it only adds to, or writes in capitals."""
    own = squash(heading)
    for title in titles:
        before, inside, after = heading.casefold().partition(title.casefold())
        is_most = len(squash(title)) > max(_PART, _PRINTED * len(own))
        if inside and is_most and (before or after) and _is_extra(before) and _is_extra(after):
            return title
    for title in titles:
        if squash(title) == own:
            shouted = heading.isupper() and not title.isupper()
            unset = title.replace(": ", " ", 1) == heading != title
            return title if shouted or unset else heading
    parts = {squash(part) for split in _splits(heading) for part in split}
    for title in titles:
        if squash(title) in parts and len(squash(title)) > _PRINTED * len(own):
            return title
    return heading


def _is_extra(text: str) -> bool:
    """Whether what a heading adds to a title is no part of it: in brackets, a date, a count."""
    bare = text.strip()
    return not bare or bare.startswith(("(", "[", "|")) or bool(_COUNT.fullmatch(bare))


def _alike(titles: Sequence[str], headings: Sequence[str]) -> str | None:
    """The heading that shares most words with a title, if it shares many."""
    known = [_words(title) for title in titles]
    best, found = _ALIKE, None
    for heading in headings:
        own = _words(heading)
        shared = max(
            (
                len(own & words) / min(len(own), len(words))
                for words in known
                if len(own & words) > 1
            ),
            default=0,
        )
        if len(own) >= 3 and shared > best:
            best, found = shared, heading
    return found


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _is_crumb(text: str) -> bool:
    """A section's name or a button rather than a headline."""
    return len(squash(text)) < _SHORTEST // 2
