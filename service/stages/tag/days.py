"""Which day or month a date in words means, by its words and those around it."""

import re

from service.stages.tag import moments, patterns
from service.stages.tag.moments import Moment, Reference
from service.stages.tag.tense import tense_around
from service.stages.tag.units import MONTHS, WEEKDAYS

STEPS = {"last": -1, "this": 0, "next": 1}


def day_meant(
    text: str, found: re.Match[str], weekday: int | None, seen: Reference | None
) -> Moment | None:
    """What "May 17", "4 May last year" or "May 2024" means, as DAY_FIRST or MONTH_FIRST found it.

    `weekday` (0: Monday) is the one before it, if there is one.
    """
    month = month_number(found["month"])
    day = int(found["day"]) if found["day"] else None
    if found.groupdict().get("to"):
        return None
    if found["year"]:
        return moments.written(int(found["year"]), month, day)
    if found["which"]:
        step = STEPS.get(found["which"].casefold())
        return moments.written(seen.year + step, month, day) if seen and step is not None else None
    assert day is not None
    if year := _year_of_the_last(text, found.end(), month, day):
        return moments.written(year, month, day)
    if _is_remembered(text, found):
        return None
    tense = tense_around(text, *found.span())
    return moments.day_without_year(month, day, weekday, tense, seen)


def month_number(name: str) -> int:
    """1 for January, Jan. and JAN."""
    short = name[:3].capitalize()
    return next(n for n, month in enumerate(MONTHS, 1) if month.startswith(short))


def weekday_number(name: str) -> int:
    """0 for Monday."""
    return WEEKDAYS.index(name.capitalize())


def is_ahead(text: str, found: re.Match[str]) -> bool:
    """Whether the sentence says that what was found is still to come."""
    return tense_around(text, *found.span()) == "future"


def _year_of_the_last(text: str, end: int, month: int, day: int) -> int | None:
    """The year of a day that only the last of two names: "28 May to 3 June 2024".

    Not of one that is later in the calendar: "from May 6 to May 5, 2027" may be many years.
    """
    joint = patterns.UNTIL_DAY.match(text, end)
    if joint is None:
        return None
    for pattern in (patterns.MONTH_FIRST, patterns.DAY_FIRST):
        last = pattern.match(text, joint.end())
        if last and last["day"] and last["year"]:
            before = (month, day) <= (month_number(last["month"]), int(last["day"]))
            return int(last["year"]) if before else None
    return None


def _is_remembered(text: str, found: re.Match[str]) -> bool:
    """Whether a day names what happened on it, whichever year that was: "the Sept. 11 attacks".

    Attacks and disasters are called by their day for years; a vote or a meeting is so only
    around that day.
    """
    if patterns.REMEMBERED.match(text, found.end()) is None:
        return False
    return patterns.ADVERBIAL.search(text, max(0, found.start() - 6), found.start()) is None
