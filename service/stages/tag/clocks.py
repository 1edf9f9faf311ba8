"""Times of day, and the days that stand beside them."""

import re
from collections.abc import Sequence

from schemas.entity import EntityType
from service.stages.tag import moments, patterns
from service.stages.tag.moments import Moment
from service.stages.tag.tagger import Span


def with_days(text: str, found: Sequence[Span]) -> list[Span]:
    """Times of day get the day that stands beside them: "on Tuesday at 3 p.m."."""
    resolved = list(found)
    for number, span in enumerate(found):
        clock = span.type is EntityType.TIME and patterns.CLOCK.match(text, span.start)
        if not clock or span.date or clock["clock"]:
            continue
        beside = [
            (found[number - 1], found[number - 1].end, span.start) if number else None,
            (found[number + 1], span.end, found[number + 1].start)
            if number + 1 < len(found)
            else None,
        ]
        # The nearer one: "he said tomorrow, at 3 p.m. on Thursday".
        for day, start, end in sorted(filter(None, beside), key=lambda one: one[2] - one[1]):
            if day.date_precision != "day" or end - start > 10:
                continue
            if not patterns.JOINT.match(text[start:end]):
                continue
            moment = _at(day, clock)
            if moment:
                resolved[number] = span._replace(date=moment.text, date_precision=moment.precision)
                break
    return resolved


def _at(day: Span, clock: re.Match[str]) -> Moment | None:
    assert day.date is not None
    hour = int(clock["hour"])
    if clock["half"]:
        hour = hour % 12 + (12 if clock["half"] in "pP" else 0)
    utc = clock["zone"] in ("GMT", "UTC")
    return moments.at(Moment(day.date, "day"), hour, int(clock["minute"] or 0), utc)
