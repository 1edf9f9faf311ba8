"""When an article was published and when it was last changed, as far as that can be believed.

The stage has no clock. What it knows of the present is when the page was fetched, if the producer
says so, and else what other dates and years the page has.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from schemas.article import RawArticle
from service.stages.clean.dates import Found, find_date, find_day, find_instant
from service.stages.clean.layout import Page

AHEAD = timedelta(days=1)  # of the day of fetching: zones differ, and clocks are fast
FAR = 10  # years beyond the other dates of its page; such a date is a placeholder
_ZERO_DAYS = ("1900-01-01", "1970-01-01")  # of clocks and columns that nobody has set


def published(article: RawArticle, page: Page) -> Found | None:
    """What the producer says, else the markup, else a date printed near the headline.

    Raises ValueError where the producer says what is no date, and the page has none.
    """
    written = article.published_at
    if written and (said := find_date(written) or find_instant(written)):
        return said
    told = [found for found in map(find_date, page.dates) if found]
    days = [found for text in page.dates if (found := find_day(text))]
    if found := _first_believed([*days, *told], article, page):
        return found
    if written:
        raise ValueError(f"not a date: {written[:100]}")
    return None


def modified(article: RawArticle, page: Page) -> Found | None:
    """What the markup says, else what is printed as the time of an update."""
    written = (*page.said.modified, *page.header.updates)
    return _first_believed(filter(None, map(find_date, written)), article, page)


def _first_believed(dates: Iterable[Found], article: RawArticle, page: Page) -> Found | None:
    latest = _latest(article)
    for found in dates:
        if found.iso[:10] in _ZERO_DAYS or (latest and found.iso[:10] > latest):
            continue
        if latest or not _is_placeholder(int(found.iso[:4]), page):
            return found
    return None


def _latest(article: RawArticle) -> str | None:
    """The last day that a page can tell of itself, if it is known when it was fetched."""
    written = article.fetched_at or ""
    fetched = find_day(written) or find_instant(written)
    return (date.fromisoformat(fetched.iso[:10]) + AHEAD).isoformat() if fetched else None


def _is_placeholder(year: int, page: Page) -> bool:
    """Whether a year is far beyond those of the page's other dates and none of its lines has it."""
    dates = (*page.dates, *page.said.modified, *page.header.updates)
    others = {int(found.iso[:4]) for text in dates if (found := find_date(text))} - {year}
    if not others or year <= max(others) + FAR:
        return False
    lines = (*page.paragraphs, *page.captions, *(removed.text for removed in page.removed))
    return not any(str(year) in line for line in lines)
