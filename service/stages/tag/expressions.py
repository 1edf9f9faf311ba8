"""Dates, times, amounts of money, percentages and quantities in English, by rule.

A scan over the words stops at those with which an expression may begin, and there a few patterns
are tried. None of them repeats anything without a bound, so that the time is linear in the
length of the text, whatever it is.
"""

import re
from collections.abc import Callable, Iterator
from operator import itemgetter

from schemas.entity import EntityType
from service.stages.tag import moments, patterns
from service.stages.tag.clocks import with_days
from service.stages.tag.days import STEPS, day_meant, is_ahead, month_number, weekday_number
from service.stages.tag.moments import Moment, Reference
from service.stages.tag.tagger import Span
from service.stages.tag.tense import tense_around
from service.stages.tag.units import (
    ABBREVIATED_MONTHS,
    CURRENCY_CODES,
    DOLLARS,
    HOLIDAYS,
    MONTHS,
    NUMBERS,
    SMALL_NUMBERS,
    WEEKDAYS,
)

SURE, LIKELY = 0.95, 0.8  # where nothing else can be meant; where the words around suggest it

Find = Callable[[str, int, Reference | None], Span | None]


def expressions(text: str, published_at: str | None = None) -> list[Span]:
    """The expressions of an English text, in order and apart, resolved where that is possible.

    `published_at` is the article's date, ISO 8601 of any precision.
    """
    return with_days(text, list(_scan(text, moments.reference_of(published_at))))


def _scan(text: str, seen: Reference | None) -> Iterator[Span]:
    end = 0
    for at, find in _beginnings(text):
        if at >= end and (span := find(text, at, seen)) is not None:
            end = span.end
            yield span


def _beginnings(text: str) -> list[tuple[int, Find]]:
    """Where an expression may begin, in order, and what to try there."""
    found: list[tuple[int, Find]] = [
        (sign.start(), _money) for sign in patterns.SYMBOL.finditer(text)
    ]
    # To cut bytes, one for each code point, takes half the time of a pattern for words.
    plain = b" %b " % text.encode("latin-1", "replace").translate(_PLAIN)
    at = 0
    for word in plain.split():
        find = _FINDERS.get(word)
        if find is None:
            if word[0] not in _DIGITS:
                continue
            find = _number
        at = plain.index(b" %b " % word, at)
        end = at + len(word)
        # Latin-1 does not have every letter.
        if not (text[at - 1 : at].isalnum() or text[end : end + 1].isalnum()):
            found.append((at, find))
        at = end
    return sorted(found, key=_PLACE)


def _number(text: str, at: int, seen: Reference | None) -> Span | None:
    if at > 1 and text[at - 1] in ".,/:–-" and text[at - 2].isdecimal():
        return None  # the rest of something that was not understood
    if found := patterns.SLASHED.match(text, at):
        first, second, year = (int(part) for part in found.groups())
        moment = None  # 3/4 is the 3rd of April or the 4th of March
        if first > 12 or second > 12 or first == second:
            moment = moments.written(year, *sorted((first, second)))
        return _span(found, EntityType.DATE, moment)
    if found := patterns.ISO.match(text, at):
        year, month, day = (int(part) for part in found.groups()[:3])
        moment = moments.written(year, month, day) if year else None
        if found[4] is None:
            return _span(found, EntityType.DATE, moment)
        moment = moments.at(moment, int(found[4]), int(found[5]), utc=bool(found[6]))
        return _span(found, EntityType.TIME, moment)
    if (found := patterns.DAY_FIRST.match(text, at)) and 1 <= int(found["day"]) <= 31:
        return _span(found, EntityType.DATE, day_meant(text, found, None, seen))
    for pattern, kind in _AMOUNTS:
        if found := pattern.match(text, at):
            return _span(found, kind)
    return _clock(text, at) or _length(text, at, seen) or _year(text, at)


def _money(text: str, at: int, seen: Reference | None) -> Span | None:
    """From a currency's sign or code on."""
    found = patterns.MONEY.match(text, at)
    if found is None:
        return None
    before = next((d for d in DOLLARS if text[at] == "$" and text.endswith(d, 0, at)), "")
    start = at - len(before)
    if before and start and text[start - 1].isalnum():
        start = at
    return Span(start, found.end(), EntityType.MONEY, SURE)


def _clock(text: str, at: int) -> Span | None:
    found = patterns.CLOCK.match(text, at)
    if found is None:
        return None
    if not (found["half"] or found["clock"] or (found["minute"] and found["zone"])):
        beside = patterns.BEFORE_CLOCK.search(text, max(0, at - 10), at)
        if found["colon"] != ":" or not beside:
            return None  # a score, or a ratio
    hour = int(found["hour"])
    if hour > 24 or (found["half"] and not 1 <= hour <= 12):
        return None
    return _span(found, EntityType.TIME)


def _length(text: str, at: int, seen: Reference | None) -> Span | None:
    """A length of time, or a time that is so long ago."""
    found = patterns.LENGTH.match(text, at)
    if found is None or (found["amount"].casefold() in ("a", "an", "one") and not found["ago"]):
        return None
    unit = found["unit"]
    kind = EntityType.TIME if unit in ("second", "minute", "hour") else EntityType.DATE
    amount = found["amount"].casefold()
    count = 1 if amount in ("a", "an") else None
    if amount.isdecimal() and amount.isascii() and len(amount) < 5:
        count = int(amount)
    elif amount in SMALL_NUMBERS:
        count = SMALL_NUMBERS.index(amount)
    moment = None
    if found["ago"] and count is not None and unit in _AWAY:
        moment = _AWAY[unit](-count, seen)
    elif found["ago"] and count is not None and unit == "week":
        moment = moments.weeks_ago(count, seen)
    return _span(found, kind, moment)


def _year(text: str, at: int) -> Span | None:
    if found := patterns.AGE.match(text, at):
        return _span(found, EntityType.DATE)
    found = patterns.YEAR_ALONE.match(text, at)
    if found is None or patterns.NOT_A_YEAR.match(text, found.end()):
        return None
    if not found["to"] and not patterns.BEFORE_YEAR.search(text, max(0, at - 12), at):
        return None
    moment = None if found["to"] else moments.written(int(found[1]))
    return _span(found, EntityType.DATE, moment, LIKELY)


def _month(text: str, at: int, seen: Reference | None) -> Span | None:
    found = patterns.MONTH_FIRST.match(text, at)
    if found is None or (found["day"] and not 1 <= int(found["day"]) <= 31):
        return None
    if found["day"] or found["year"] or found["which"]:
        return _span(found, EntityType.DATE, day_meant(text, found, None, seen))
    if found["month"].capitalize() not in MONTHS:
        return None  # "Mar" and "Jan" alone are names
    certain = patterns.BEFORE_MONTH.search(text, max(0, at - 16), at)
    if not certain and found["month"].capitalize() in ("March", "May", "April", "June", "August"):
        return None  # a verb, or a name
    month = month_number(found["month"])
    moment = moments.month_without_year(month, "", is_ahead(text, found), seen)
    return _span(found, EntityType.DATE, moment, SURE if certain else LIKELY)


def _weekday(text: str, at: int, seen: Reference | None) -> Span | None:
    found = patterns.DAY_OF_WEEK.match(text, at)
    if found is None:
        return None
    number = weekday_number(found["weekday"])
    comma = 2 if text.startswith(", ", found.end()) else 1
    for pattern in (patterns.MONTH_FIRST, patterns.DAY_FIRST):
        day = pattern.match(text, found.end() + comma)
        if day and day["day"] and 1 <= int(day["day"]) <= 31:
            moment = day_meant(text, day, number, seen)
            return _made(at, day.end(), EntityType.DATE, moment)
    if found["week"]:
        moment = moments.day_of_week(number, STEPS[found["week"]], seen)
    elif patterns.EVERY.search(text, max(0, at - 6), at):
        moment = None
    else:
        moment = moments.weekday(number, "", is_ahead(text, found), seen)
    return _span(found, EntityType.TIME if found["time"] else EntityType.DATE, moment)


def _relative(text: str, at: int, seen: Reference | None) -> Span | None:
    """From "last", "next", "this", "past" or "coming" on."""
    found = patterns.RELATIVE.match(text, at)
    if found is None:
        return None
    which, unit, moment = found["which"].casefold(), found["unit"], None
    which = {"past": "last", "coming": "next"}.get(which, which)
    step = STEPS[which]
    if found["weekday"]:
        moment = moments.weekday(weekday_number(found["weekday"]), which, False, seen)
    elif found["month"]:
        month = month_number(found["month"])
        moment = moments.month_without_year(month, which, False, seen)
    elif found["daytime"]:
        moment = moments.days_away(step, seen)
    elif unit in ("year", "month"):
        moment = _AWAY[unit](step, seen)
    clock = found["time"] or found["daytime"]
    return _span(found, EntityType.TIME if clock else EntityType.DATE, moment)


def _day_word(text: str, at: int, seen: Reference | None) -> Span | None:
    word = patterns.WORD.match(text, at)
    assert word is not None
    name = word[0].casefold()
    time = patterns.TIME_OF_DAY.match(text, word.end())
    kind = EntityType.TIME if time or name in ("tonight", "noon", "midnight") else EntityType.DATE
    moment = moments.days_away(_DAYS[name], seen) if name in _DAYS else None
    return _made(at, (time or word).end(), kind, moment)


def _holiday(text: str, at: int, seen: Reference | None) -> Span | None:
    found = patterns.HOLIDAY.match(text, at)
    if found is None:
        return None
    day = HOLIDAYS[found["holiday"].replace("'", "’")]
    moment = None
    if found["year"]:
        moment = moments.written(int(found["year"]), *(day or ()))
    elif day:
        moment = moments.day_without_year(*day, None, tense_around(text, *found.span()), seen)
    return _span(found, EntityType.DATE, moment)


def _weekend(text: str, at: int, seen: Reference | None) -> Span | None:
    """ "the weekend"; which one it is, is not told."""
    start = at - len("the ")
    if text[max(0, start) : at].casefold() != "the ":
        return None
    return _made(start, at + len("weekend"), EntityType.DATE, None)


def _span(
    found: re.Match[str], kind: EntityType, moment: Moment | None = None, confidence: float = SURE
) -> Span:
    return _made(found.start(), found.end(), kind, moment, confidence)


def _made(
    start: int, end: int, kind: EntityType, moment: Moment | None, confidence: float = SURE
) -> Span:
    if moment is None:
        return Span(start, end, kind, confidence)
    return Span(start, end, kind, confidence, moment.text, moment.precision)


_AMOUNTS = (
    (patterns.PERCENT, EntityType.PERCENT),
    (patterns.MONEY_IN_WORDS, EntityType.MONEY),
    (patterns.QUANTITY, EntityType.QUANTITY),
)
_AWAY = {"day": moments.days_away, "month": moments.months_away, "year": moments.years_away}
_DAYS = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}


def _finders() -> dict[bytes, Find]:
    """What to try at each word with which an expression may begin."""
    table: tuple[tuple[Find, tuple[str, ...]], ...] = (
        (_number, NUMBERS),
        (_length, ("a", "an")),
        (_month, (*MONTHS, *ABBREVIATED_MONTHS)),
        (_weekday, tuple(WEEKDAYS)),
        (_relative, ("last", "next", "this", "past", "coming")),
        (_day_word, (*_DAYS, "noon", "midnight")),
        (_weekend, ("weekend",)),
    )
    finders: dict[str, Find] = {
        form: find
        for find, words in table
        for word in words
        for form in (word, word.capitalize(), word.upper())  # months have no small letter
    }
    holidays = {name.partition(" ")[0].partition("’")[0] for name in HOLIDAYS}
    finders |= dict.fromkeys(holidays, _holiday) | dict.fromkeys((*CURRENCY_CODES, "Rs"), _money)
    return {form.encode("ascii"): find for form, find in finders.items()}


_FINDERS = _finders()
_DIGITS = frozenset(b"0123456789")  # with which a number begins
# Bytes of Latin-1, with a space for what is in no word.
_PLAIN = bytes(byte if re.match(r"\w", chr(byte)) else ord(" ") for byte in range(256))
_PLACE = itemgetter(0)
