"""Dates as publishers write them, no more precise than they are written."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache

from schemas.event import Precision
from service.stages.clean.clock import clock_beside
from service.stages.clean.page import GLUED

# In the case that dates take; a row is a month.
_MONTHS = (
    "january jan januar januari jänner enero ene janvier janv gennaio gen janeiro stycznia sty "
    "января янв січня ιανουαρίου ιαν ledna ocak जनवरी يناير",
    "february feb februar februari febrero février févr febbraio fevereiro fev lutego lut "
    "февраля фев лютого φεβρουαρίου φεβ února şubat फरवरी فبراير",
    "march mar märz mrz marzo mars março maart mrt marca марта мар березня μαρτίου μαρ března mart "
    "मार्च مارس",
    "april apr abril abr avril avr aprile kwietnia kwi апреля апр квітня απριλίου απρ dubna nisan "
    "अप्रैल أبريل",
    "may mai mayo maggio mag maio mei maja maj мая май травня μαΐου μαϊ května mayıs मई مايو",
    "june jun juni junio juin giugno giu junho czerwca cze июня июн червня ιουνίου ιουν června "
    "haziran जून يونيو",
    "july jul juli julio juillet juil luglio lug julho lipca lip июля июл липня ιουλίου ιουλ "
    "července temmuz जुलाई يوليو",
    "august aug augusti agosto ago août augustus sierpnia sie августа авг серпня αυγούστου αυγ "
    "srpna ağustos अगस्त أغسطس",
    "september sep sept septiembre septembre settembre set setembro września wrz сентября сен сент "
    "вересня σεπτεμβρίου σεπ září eylül सितंबर سبتمبر",
    "october oct oktober okt octubre octobre ottobre ott outubro out października paź октября окт "
    "жовтня οκτωβρίου οκτ října ekim अक्टूबर أكتوبر",
    "november nov noviembre novembre novembro listopada lis ноября ноя νοεμβρίου νοε listopadu "
    "kasım नवंबर نوفمبر",
    "december dec dezember dez desember diciembre dic décembre déc dicembre dezembro grudnia gru "
    "декабря дек грудня δεκεμβρίου δεκ prosince aralık दिसंबर ديسمبر",
)
_MONTH = {name: n for n, names in enumerate(_MONTHS, start=1) for name in names.split()}


def _any_of(names: Iterable[str]) -> str:
    return "|".join(sorted(names, key=lambda name: (-len(name), name)))


_NAMES = _any_of(_MONTH)
_WRITTEN_OUT = _any_of(name for name in _MONTH if len(name) > 3 or name in ("may", "mai"))
_ANY_YEAR = re.compile(r"(?:19|20)\d\d")
# Blanks between elements are lost: "UpdatedSept. 18, 20249:12 AM", "01/20/2025January 20, 2025"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?:(?!\d)|(?=\d{1,2}:\d\d))"
_START = rf"(?:(?<![^\W\d_])|{GLUED})"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|°|\.)?"
_DATES = (
    re.compile(r"\b(?P<year>(?:19|20)\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)(?!\d)"),
    re.compile(r"\b(?P<year>(?:19|20)\d\d)[-/](?P<month>\d\d?)[-/](?P<day>\d\d?)(?!\d)"),
    re.compile(r"\b(?P<year>(?:19|20)\d\d)\. ?(?P<month>\d\d?)\. ?(?P<day>\d\d?)(?!\d)"),
    re.compile(r"\b(?P<year>(?:19|20)\d\d)[-/](?P<month>[01]\d)(?![\d/-])"),
    re.compile(rf"\b{_DAY}[ -](?:de )?(?P<name>{_NAMES})\b\.?,?[ -](?:de )?{_YEAR}", re.I),
    re.compile(rf"{_START}(?P<name>{_NAMES})\b\.? {_DAY},? {_YEAR}", re.I),
    re.compile(
        r"(?P<year>(?:19|20)\d\d) ?[年년] ?(?P<month>\d{1,2}) ?[月월] ?(?P<day>\d{1,2}) ?[日일]"
    ),
    re.compile(rf"{_START}(?P<name>{_WRITTEN_OUT}),? {_YEAR}", re.I),
)
_DOTTED = re.compile(rf"\b(?P<first>\d{{1,2}})\. ?(?P<second>\d{{1,2}})\. ?{_YEAR}")
_SLASHED = re.compile(rf"\b(?P<first>\d{{1,2}})[/-](?P<second>\d{{1,2}})[/-]{_YEAR}")
_INSTANT = re.compile(r"(?P<seconds>1\d{9})(?:\d{3})?(?:\.\d{1,9})?")
_LONGEST = 200  # code points of a text that are looked at


@dataclass(frozen=True, slots=True)
class Found:
    """A date in ISO 8601, cut to its precision, with a zone only if one was written."""

    iso: str
    precision: Precision


def find_date(text: str) -> Found | None:
    """The first date in `text`; never one that is not on the calendar.

    03/04/2025 may be in March or in April, so only its year is told.
    """
    text = text[:_LONGEST]
    return _find_date(text) if _ANY_YEAR.search(text) else None  # as in most lines


@lru_cache(64)  # of the same few lines of a page it is asked where they stand, and for its fields
def _find_date(text: str) -> Found | None:
    matches = [match for pattern in _DATES if (match := pattern.search(text))]
    dotted = _DOTTED.search(text)
    for match in sorted([*matches, *filter(None, [dotted])], key=lambda match: match.start()):
        found = _from_dotted(match) if match is dotted else _from_parts(match)
        if found:
            return found
    slashed = _SLASHED.search(text)
    return _from_slashed(slashed) if slashed else None


def find_day(text: str) -> Found | None:
    """The same, if it tells the day at least."""
    found = find_date(text)
    return found if found and found.precision not in ("year", "month") else None


def find_instant(text: str) -> Found | None:
    """The moment, in UTC, that `text` tells in seconds or milliseconds since 1970; of these times
    those from 2001 to 2033, whose numbers are like no date."""
    match = _INSTANT.fullmatch(text.strip())
    if match is None:
        return None
    moment = datetime.fromtimestamp(int(match["seconds"]), UTC)
    return Found(moment.isoformat(timespec="seconds"), "second")


def _from_parts(match: re.Match[str]) -> Found | None:
    parts = match.groupdict()
    month = _MONTH.get((parts.get("name") or "").lower()) or int(parts.get("month") or 0)
    return _dated(int(parts["year"]), month, parts.get("day"), match)


def _from_dotted(match: re.Match[str]) -> Found | None:
    """Dots: day first, unless no month has that number."""
    first, second, year = (int(match[name]) for name in ("first", "second", "year"))
    month, day = (first, second) if second > 12 else (second, first)
    return _dated(year, month, str(day), match)


def _from_slashed(match: re.Match[str]) -> Found | None:
    first, second, year = (int(match[name]) for name in ("first", "second", "year"))
    if first > 12:
        return _dated(year, second, str(first), match)
    if second > 12 or first == second:
        return _dated(year, first, str(second), match)
    return Found(str(year), "year")


def _dated(year: int, month: int, day: str | None, match: re.Match[str]) -> Found | None:
    try:
        written = date(year, month, int(day or 1))
    except ValueError:
        return None
    if day is None:
        return Found(written.isoformat()[:7], "month")
    clock = clock_beside(match)
    if clock is None:
        return Found(written.isoformat(), "day")
    return Found(f"{written.isoformat()}T{clock.iso}", clock.precision)
