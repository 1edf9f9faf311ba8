"""What is printed around the headline: who wrote the article, and when."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cache

from service.stages.clean.byline import (
    byline_in,
    is_bare_name,
    is_byline,
    name_before_date,
    opens_byline,
    unplaced,
)
from service.stages.clean.dates import find_date, find_day
from service.stages.clean.lines import Line
from service.stages.clean.page import GLUED, squash

ABOVE = 4  # lines above the headline that may hold the date
FURTHER = 8  # lines of the body among which a date that says what it is of may stand
BELOW = 8  # lines below the body that may hold the byline
INTO_BODY = 3  # lines of the body among which byline and date may still stand
DATE_LINE = 16  # words for each date; a longer line is about something else, too
_DAY = len("2025-03-04")
_BESIDE = 2  # lines between a bare name and the date that vouches for it

# Blanks between elements are lost: "UpdatedJanuary 20, 2025", "May 3, 2025May 1, 2025"
_END = rf"(?:\b|{GLUED})"
_GLUED_DATE = re.compile(r"(?<=(?:19|20)\d\d)(?=[A-Z])")
_UPDATED = re.compile(
    r"\b(?:updated?|modified|reviewed|aktualisiert|zuletzt|actualizado|mis à jour|modifié"
    r"|aggiornato|bijgewerkt|обновлено|zaktualizowano|aktualizacja|ενημέρωση|güncelle\w+)"
    rf"{_END}|更新|수정",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"\b(?:published|posted|created|veröffentlicht|erschienen|publicado|publié|pubblicato"
    r"|gepubliceerd|опубликовано|opublikowano|dodano|δημοσίευση|first published)"
    rf"{_END}|发布|發布|입력",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Header:
    """Lines as printed, and where they stood."""

    bylines: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)  # of publication, the likeliest first
    updates: list[str] = field(default_factory=list)  # of a later version
    lines: set[int] = field(default_factory=set)  # positions of all of these


def read_header(lines: Sequence[Line], top: int, first: int, kept: Collection[int]) -> Header:
    """Read the lines between the headline at `top` and the body from `first` on.

    A date may also stand above the headline, and a byline below the body. A bare name counts only
    where nothing above the headline is called the same, and right below the headline or with a
    date beside it, or before the date in the same line: else it may be a section's.
    """
    found = Header()
    until = min(max(first, top) + INTO_BODY, len(lines))
    dated = [at for at in range(top, until) if is_date_line(lines[at])]
    further = range(until, min(until + FURTHER, len(lines)))
    dated += [at for at in further if is_date_line(lines[at]) and _is_marked(lines[at].text)]
    for at in range(top, until):
        text = lines[at].text
        if is_byline(text):
            found.bylines.append(text)
            found.lines.add(at)
        elif at + 1 < until and (byline := _in_two(text, lines[at + 1].text)):
            found.bylines.append(byline)
            found.lines |= {at, at + 1}
    for at in dated:
        if byline := byline_in(lines[at].text):
            found.bylines.append(byline)
    if not found.bylines:
        _unlabelled(found, lines, range(top, until), dated, kept)
    if not found.bylines:
        _byline_within(found, lines, further)
    if not found.bylines and kept:
        _byline_below(found, lines, max(kept) + 1)
    _sort_dates(found, lines, dated)
    above = [at for at in range(max(0, top - ABOVE), top) if is_date_line(lines[at])]
    if not found.dates:
        _sort_dates(found, lines, list(reversed(above)))
    return found


def is_date_line(line: Line) -> bool:
    """A short line with a date in it, or with two that say what they are of."""
    if line.stops or line.words > 2 * DATE_LINE or find_date(line.text) is None:
        return False
    return line.words <= DATE_LINE or all(
        part is not None and find_date(part) and part.count(" ") < DATE_LINE
        for part in _parted(line.text)
    )


def _parted(text: str) -> tuple[str | None, str | None]:
    """What a line says of the publication and what of an update, as far as it says either.

    "Mar 4, 2025 Updated Mar 5, 2025" has both, and so has what is marked as published. Of two days
    that are glued together the earlier is that of the publication.
    """
    updated, published = _UPDATED.search(text), _PUBLISHED.search(text)
    if updated is None:
        return _glued(text) or (text, None)
    before = text[: updated.start()]
    if published is not None and published.start() > updated.start():
        return text[published.start() :], text
    if published is not None or (find_day(before) and find_day(text[updated.start() :])):
        return before, text[updated.start() :]
    return None, text


def _glued(text: str) -> tuple[str, str] | None:
    """The texts of two days without a blank between them, the earlier first."""
    if (glue := _GLUED_DATE.search(text)) is None:
        return None
    days = [
        (day.iso, half)
        for half in (text[: glue.end()], text[glue.end() :])
        if (day := find_day(half))
    ]
    if len(days) < 2 or days[0][0][:_DAY] == days[1][0][:_DAY]:
        return None
    (_, first), (_, last) = sorted(days)
    return first, last


def _is_marked(text: str) -> bool:
    return bool(_PUBLISHED.search(text) or _UPDATED.search(text))


def _unlabelled(
    found: Header, lines: Sequence[Line], where: range, dated: list[int], kept: Collection[int]
) -> None:
    """Add the names that lines with a date begin with, else a bare name."""

    @cache
    def sections() -> set[str]:  # called like people, some
        return {squash(line.text) for line in lines[: where.start]}

    named = (name_before_date(lines[at].text) for at in dated if at in where[1:])
    found.bylines.extend(
        name for name in named if name and squash(name) not in sections() and not _is_marked(name)
    )
    for at in where[1:] if not found.bylines else ():
        text = lines[at].text
        beside = any(abs(at - date) <= _BESIDE for date in dated)
        names = unplaced(text) if beside else text
        if not is_bare_name(names) or squash(text) in sections():
            continue
        below = at == where.start + 1 and at not in kept and len(text.split()) <= 3
        if beside or below:
            found.bylines.append(names)
            found.lines.add(at)
            return


def _in_two(label: str, names: str) -> str | None:
    """The byline whose label and names stand in a line each."""
    if not opens_byline(label):
        return None
    byline = f"{label.rstrip(':| ')}: {names}"
    return byline if is_byline(byline) else None


def _byline_within(found: Header, lines: Sequence[Line], where: range) -> None:
    for at in where[:-1]:
        if byline := _in_two(lines[at].text, lines[at + 1].text):
            found.bylines.append(byline)
            found.lines |= {at, at + 1}
            return


def _byline_below(found: Header, lines: Sequence[Line], start: int) -> None:
    for at in range(start, min(start + BELOW, len(lines))):
        text = lines[at].text
        if opens_byline(text) and at + 1 < len(lines) and is_bare_name(lines[at + 1].text):
            found.bylines.append(lines[at + 1].text)
        elif is_byline(text) or (len(text) < 100 and byline_in(text) and not lines[at].stops):
            found.bylines.append(byline_in(text) or text)
        if found.bylines:
            return


def _sort_dates(found: Header, lines: Sequence[Line], dated: list[int]) -> None:
    for at in dated:
        published, updated = _parted(lines[at].text)
        if published is not None:
            found.dates.append(published)
        if updated is not None:
            found.updates.append(updated)
        found.lines.add(at)
