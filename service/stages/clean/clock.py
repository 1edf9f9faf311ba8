"""The time of the day beside a date, with a zone only if one was written."""

import re
from datetime import time
from typing import NamedTuple

from schemas.event import Precision

_AT = r"(?i:at|um|à|as|às|a las|alle|ore|om|kl\.?|klo|godz\.?|в|о|saat) "
_OFFSET = r"[+-]\d\d?(?::?\d\d)?(?![\d:])"
_BARE_OFFSET = r"[+-]\d\d:?\d\d(?![\d:])|(?<=\d)[+-]\d\d(?![\d:])"  # none in "8:30 -10 degrees"
# Those that mean one place in all but rare use, with their hours from UTC.
_ABBREVIATED = {"EST": -5, "EDT": -4, "CDT": -5, "MDT": -6, "PST": -8, "PDT": -7, "BST": 1}
_ABBREVIATED |= {"CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "SAST": 2, "WAT": 1, "EAT": 3}
_ABBREVIATED |= {"PKT": 5, "SGT": 8, "HKT": 8, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11}
# India or Ireland, Chicago or China; and those of which the offset changes over the year.
_UNCERTAIN = ("IST", "CST", "MST", "ET", "CT", "MT", "PT")
_TIME = (
    r"(?:(?P<noon>上午|午前|오전|下午|午後|오후) ?)?"
    r"(?P<hour>\d{1,2})(?P<mark>[:.hH]|[时時点시] ?)(?P<minute>\d\d)(?!\d)"
    r"(?::(?P<second>\d\d)(?!\d))?(?:[.,]\d{1,9})?[分분]?"
    r"(?: ?(?P<half>(?i:[ap]\.?m\b\.?)))?(?: ?(?i:Uhr|hrs|h)\b)?"
    # In capitals: "est" is French, too.
    rf"(?: ?\(?(?P<zone>Z\b|(?:GMT|UTC)(?: ?{_OFFSET}|\b(?! ?[+-]\d))|{_BARE_OFFSET}"
    rf"|(?:{'|'.join([*_ABBREVIATED, *_UNCERTAIN])})\b))?"
)
_NUMBER = re.compile(r" ?%| [a-zß-ÿа-я]")  # after 10.25, which is no time then
_AFTER = re.compile(rf"(?: ?г(?:\.|ода)?)?(?P<iso>[Tt])?[ ,|•·–—-]{{0,3}}(?:{_AT})?{_TIME}")
_BEFORE = re.compile(
    rf"(?<![\d:.]){_TIME}\)?[ ,|•·–—-]{{1,3}}(?:(?:on )?(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? "
    r"|(?:on|am|le) )?\Z"
)
_LONGEST = 50  # code points before a date in which its time may stand


class Clock(NamedTuple):
    """A time in ISO 8601."""

    iso: str
    precision: Precision


def clock_beside(date: re.Match[str]) -> Clock | None:
    """The time that follows a date that was found, else the one before it."""
    text, start, end = date.string, date.start(), date.end()
    match = _AFTER.match(text, end)
    if match is not None and (match["mark"] != "." or not _is_number(match)):
        return _clock(match, is_iso=match["iso"] is not None)
    before = _BEFORE.search(text, max(0, start - _LONGEST), start)
    if before is None or (before["mark"] == "." and not before["half"]):
        return None
    return _clock(before, is_iso=False)


def _is_number(match: re.Match[str]) -> bool:
    """Whether what looks like 10.25 counts something."""
    is_bare = match[0].endswith(match["minute"])
    return is_bare and _NUMBER.match(match.string, match.end()) is not None


def _clock(match: re.Match[str], is_iso: bool) -> Clock | None:
    hour, half = int(match["hour"]), (match["half"] or "").lower()
    if half or match["noon"]:
        is_late = half.startswith("p") or match["noon"] in ("下午", "午後", "오후")
        hour = hour % 12 + (12 if is_late else 0)
    try:
        clock = time(hour, int(match["minute"]), int(match["second"] or 0))
    except ValueError:
        return None
    precision: Precision = "second" if match["second"] else "minute"
    zone = match["zone"] or ""
    if zone.startswith("-") and not (is_iso or match["second"] or len(zone) == 5):
        zone = ""  # 10:30-12:00 is how long something takes
    return Clock(clock.isoformat(precision + "s") + _zone(zone), precision)


def _zone(written: str) -> str:
    """The zone as an offset; nothing for one that is nowhere on Earth."""
    if written in ("Z", "GMT", "UTC"):
        return "+00:00"
    if written in _ABBREVIATED:
        return f"{_ABBREVIATED[written]:+03}:00"
    if written in _UNCERTAIN:
        return ""
    offset = written.removeprefix("GMT").removeprefix("UTC").replace(":", "").strip()
    sign, hours, minutes = offset[:1], offset[1:-2], offset[-2:]
    if len(offset) <= 3:
        hours, minutes = offset[1:], "00"
    if not hours or int(hours) > 14 or int(minutes) > 59:
        return ""
    return f"{sign}{int(hours):02}:{minutes}"
