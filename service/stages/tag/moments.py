"""Which day, month or year an expression means, seen from the day of the article.

Nothing is invented: without that day only what is written out in full has a date. A result is
ISO 8601 cut to its precision, and has no zone unless one is written.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from schemas.event import Precision
from service.stages.tag.tense import Tense

NEAR_DAYS = 14  # "May 17" without a year: this near, it is meant, whatever the verb says

_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


@dataclass(frozen=True, slots=True)
class Moment:
    """A date as the events carry it: ISO 8601 cut to `precision`."""

    text: str
    precision: Precision


@dataclass(frozen=True, slots=True)
class Reference:
    """When the article was published, as far as that is known."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def date(self) -> date | None:
        """The day, if it is known."""
        if self.month is None or self.day is None:
            return None
        return date(self.year, self.month, self.day)


def reference_of(published_at: str | None) -> Reference | None:
    """The day, or at least the year, of an ISO 8601 date of whatever precision."""
    found = _ISO.match(published_at or "")
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    if not year:
        return None
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return Reference(year)
    return Reference(year, month, day)


def on_day(day: date | None) -> Moment | None:
    """The moment of a day."""
    return Moment(day.isoformat(), "day") if day else None


def written(year: int, month: int | None = None, day: int | None = None) -> Moment | None:
    """A date whose year is written out; None for a day that no calendar has."""
    try:
        whole = date(year, month or 1, day or 1)
    except ValueError:
        return None
    if day is not None:
        return on_day(whole)
    if month is not None:
        return Moment(whole.isoformat()[:7], "month")
    return Moment(whole.isoformat()[:4], "year")


def days_away(days: int, seen: Reference | None) -> Moment | None:
    """So many days after the article, or before it."""
    day = seen.date if seen else None
    try:
        return on_day(day + timedelta(days)) if day else None
    except OverflowError:
        return None


def weeks_ago(weeks: int, seen: Reference | None) -> Moment | None:
    """The day a week ago. Of more weeks nobody means the day, so it is the month at most.

    The month, too, is told only where the three days before and after that day are in it.
    """
    day = days_away(-7 * weeks, seen)
    if day is None or weeks == 1:
        return day
    middle = date.fromisoformat(day.text)
    edges = {(middle + timedelta(days)).isoformat()[:7] for days in (-3, 3)}
    return Moment(edges.pop(), "month") if len(edges) == 1 else None


def months_away(months: int, seen: Reference | None) -> Moment | None:
    """The month so many months after the article's, or before it."""
    if seen is None or seen.month is None:
        return None
    years, month = divmod(seen.year * 12 + seen.month - 1 + months, 12)
    return written(years, month + 1)


def years_away(years: int, seen: Reference | None) -> Moment | None:
    """The year so many years after the article's, or before it."""
    return written(seen.year + years) if seen else None


def day_of_week(number: int, weeks: int, seen: Reference | None) -> Moment | None:
    """A weekday (0: Monday) of the week so many weeks after the article's, or before it."""
    today = seen.date if seen else None
    return days_away(number - today.weekday() + 7 * weeks, seen) if today else None


def weekday(number: int, which: str, ahead: bool, seen: Reference | None) -> Moment | None:
    """The day of a weekday (0: Monday) that is called "last", "next", "this" or nothing.

    News speaks of the days around it: without a word and not `ahead`, it is the last such day,
    that of the article included.
    """
    today = seen.date if seen else None
    if today is None:
        return None
    since, until = (today.weekday() - number) % 7, (number - today.weekday()) % 7
    if which == "last":
        days = -(since or 7)
    elif which == "next":
        days = until or 7
    elif which == "this":
        return day_of_week(number, 0, seen)
    else:
        days = until if ahead else -since
    return days_away(days, seen)


def month_without_year(
    number: int, which: str, ahead: bool, seen: Reference | None
) -> Moment | None:
    """The month that is meant by its name: the last one, that of the article included."""
    if seen is None or seen.month is None:
        return None
    since, until = (seen.month - number) % 12, (number - seen.month) % 12
    if which == "last":
        months = -(since or 12)
    elif which == "next":
        months = until or 12
    elif which == "this":
        months = number - seen.month
    else:
        months = until if ahead else -since
    return months_away(months, seen)


def day_without_year(
    month: int, day: int, on: int | None, tense: Tense | None, seen: Reference | None
) -> Moment | None:
    """The day that is meant by "May 17", or by "Friday, May 17" (`on`, 0: Monday).

    The weekday tells the year. Without it: the nearest one if it is at most NEAR_DAYS away or the
    `tense` tells nothing, else the last one or the next one, as the tense says.
    """
    today = seen.date if seen else None
    if seen is None or today is None:
        return None
    days = []
    for year in (seen.year - 1, seen.year, seen.year + 1):
        try:
            days.append(date(year, month, day))
        except ValueError:  # a 29th of February, or the end of the calendar
            continue
    if on is not None:
        days = [found for found in days if found.weekday() == on] or days
    nearest = min(days, key=lambda found: abs(found - today), default=None)
    if on is not None or nearest is None or abs(nearest - today) <= timedelta(NEAR_DAYS):
        return on_day(nearest)
    last = max((found for found in days if found < today), default=nearest)
    coming = min((found for found in days if found > today), default=nearest)
    if tense == "past":
        return on_day(last)
    if tense == "future" and (coming.year == today.year or coming - today <= 2 * (today - last)):
        return on_day(coming)
    return on_day(nearest)


def at(day: Moment | None, hour: int, minute: int, utc: bool) -> Moment | None:
    """A time of a day; None without the day. Only UTC is a zone that is sure to be understood."""
    if day is None or day.precision != "day" or hour > 23 or minute > 59:
        return None
    return Moment(f"{day.text}T{hour:02}:{minute:02}{'+00:00' if utc else ''}", "minute")
