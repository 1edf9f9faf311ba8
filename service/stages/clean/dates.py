"""Dates as publishers write them, no more precise than they are written."""

import re
from dataclasses import dataclass
from datetime import date, time

from schemas.article import Precision

_MONTHS = (
    "january jan januar enero janvier gennaio janeiro januari stycznia января",
    "february feb februar febrero février febbraio fevereiro februari lutego февраля",
    "march mar märz marzo mars março maart marca марта",
    "april apr abril avril aprile kwietnia апреля",
    "may mai mayo maggio maio mei maja мая",
    "june jun juni junio juin giugno junho czerwca июня",
    "july jul juli julio juillet luglio julho lipca июля",
    "august aug agosto août augustus sierpnia августа",
    "september sep sept septiembre septembre settembre setembro września сентября",
    "october oct oktober okt octubre octobre ottobre outubro października октября",
    "november nov noviembre novembre novembro listopada ноября",
    "december dec dezember dez diciembre décembre dicembre dezembro grudnia декабря",
)
_MONTH = {name: n for n, names in enumerate(_MONTHS, start=1) for name in names.split()}
_NAMES = "|".join(sorted(_MONTH, key=lambda name: (-len(name), name)))
_YEAR = r"(?P<year>(?:19|20)\d\d)\b"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|º|\.)?"
_DATES = (
    re.compile(r"\b(?P<year>(?:19|20)\d\d)[-/](?P<month>\d\d)(?:[-/](?P<day>\d\d))?(?!\d)"),
    re.compile(rf"\b{_DAY}[ -](?:de )?(?P<name>{_NAMES})\.?,?[ -](?:de )?{_YEAR}", re.I),
    re.compile(rf"\b(?P<name>{_NAMES})\.? {_DAY},? {_YEAR}", re.I),
    re.compile(rf"\b(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.{_YEAR}"),  # dots: day first
    re.compile(r"(?P<year>(?:19|20)\d\d) ?年 ?(?P<month>\d{1,2}) ?月 ?(?P<day>\d{1,2}) ?日"),
    re.compile(rf"\b(?P<name>{_NAMES}),? {_YEAR}", re.I),
)
_SLASHED = re.compile(rf"\b(?P<first>\d{{1,2}})/(?P<second>\d{{1,2}})/{_YEAR}")
_TIME = re.compile(
    r"[T ,|–—-]{0,3}(?:at |um |à )?(?P<hour>\d{1,2})[:.h](?P<minute>\d\d)(?::(?P<second>\d\d))?"
    r"(?:[.,]\d{1,9})? ?(?P<half>[ap]\.?m\b\.?)? ?"
    r"(?P<zone>Z\b|(?:GMT|UTC)?[+-]\d\d:?\d\d\b|GMT\b|UTC\b|E[SD]T\b|P[SD]T\b|CES?T\b)?",
    re.IGNORECASE,
)
_ZONES = {"Z": "+00:00", "GMT": "+00:00", "UTC": "+00:00", "EST": "-05:00", "EDT": "-04:00"}
_ZONES |= {"PST": "-08:00", "PDT": "-07:00", "CET": "+01:00", "CEST": "+02:00"}
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
    matches = [match for pattern in _DATES if (match := pattern.search(text))]
    for match in sorted(matches, key=lambda match: match.start()):
        parts = match.groupdict()
        month = _MONTH[parts["name"].lower()] if parts.get("name") else int(parts["month"])
        found = _dated(int(parts["year"]), month, parts.get("day"), text, match.end())
        if found:
            return found
    slashed = _SLASHED.search(text)
    return _from_slashed(slashed, text) if slashed else None


def _from_slashed(match: re.Match[str], text: str) -> Found | None:
    first, second, year = (int(match[name]) for name in ("first", "second", "year"))
    if first > 12:
        return _dated(year, second, str(first), text, match.end())
    if second > 12 or first == second:
        return _dated(year, first, str(second), text, match.end())
    return Found(str(year), "year")


def _dated(year: int, month: int, day: str | None, text: str, end: int) -> Found | None:
    try:
        written = date(year, month, int(day or 1))
    except ValueError:
        return None
    if day is None:
        return Found(written.isoformat()[:7], "month")
    clock = _clock(text, end)
    if clock is None:
        return Found(written.isoformat(), "day")
    return Found(f"{written.isoformat()}T{clock.iso}", clock.precision)


def _clock(text: str, end: int) -> Found | None:
    match = _TIME.match(text, end)
    if match is None:
        return None
    hour, half = int(match["hour"]), (match["half"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    try:
        clock = time(hour, int(match["minute"]), int(match["second"] or 0))
    except ValueError:
        return None
    precision: Precision = "second" if match["second"] else "minute"
    return Found(clock.isoformat(precision + "s") + _zone(match["zone"]), precision)


def _zone(written: str | None) -> str:
    """The zone as an offset; nothing for one that is nowhere on Earth."""
    zone = (written or "").upper()
    if zone in _ZONES:
        return _ZONES[zone]
    digits = zone.removeprefix("GMT").removeprefix("UTC").replace(":", "")
    if not digits or int(digits[1:3]) > 14 or int(digits[3:]) > 59:
        return ""
    return f"{digits[:3]}:{digits[3:]}"
