"""Expressions are found by rule, and resolved from the day of the article: a Tuesday in May."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.stages.tag.expressions import expressions
from tests.service.stages.tag.dated import TUESDAY, found


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("He spoke yesterday.", "2025-05-12"),
        ("He spoke on Tuesday.", "2025-05-13"),
        ("He spoke on Wednesday.", "2025-05-07"),
        ("He will speak on Wednesday.", "2025-05-14"),
        ("He will resign, she said Monday.", "2025-05-12"),
        ("It will be announced on Friday.", "2025-05-16"),
        ("By Friday the road is closed.", "2025-05-16"),
        ("They called a vote for July 4.", "2025-07-04"),
        ("The deadline of June 30 nears.", "2025-06-30"),
        ("It was agreed that it ends last Tuesday.", "2025-05-06"),
        ("They meet next Monday.", "2025-05-19"),
        ("They meet this Friday.", "2025-05-16"),
        ("They arrived on May 17.", "2025-05-17"),
        ("They arrived on June 17.", "2024-06-17"),
        ("They will arrive on June 17.", "2025-06-17"),
        ("It opens on Wednesday, June 17.", "2026-06-17"),
        ("It happened on 17 May 2024.", "2024-05-17"),
        ("It happened on the 3rd of May.", "2025-05-03"),
        ("It happened on Sept. 11, 2001.", "2001-09-11"),
        ("It happened on 2024-05-17.", "2024-05-17"),
        ("It happened on 13/4/2024.", "2024-04-13"),
        ("It happened two days ago.", "2025-05-11"),
        ("It happened a week ago.", "2025-05-06"),
        ("He stabbed her on 4 June last year.", "2024-06-04"),
        ("He stabbed her on June 4 of last year.", "2024-06-04"),
        ("It opens on 4 May next year.", "2026-05-04"),
        ("It opened on May 4 this year.", "2025-05-04"),
        ("They spoke on Friday last week.", "2025-05-09"),
        ("They speak on Monday of next week.", "2025-05-19"),
    ],
)
def test_a_day_is_resolved_from_the_day_of_the_article(text: str, day: str) -> None:
    (span,) = expressions(text, TUESDAY)
    assert (span.date, span.date_precision) == (day, "day")


@pytest.mark.parametrize(
    ("text", "expression", "day"),
    [
        ("after the Easter truce", "Easter", None),
        ("over the weekend, they", "the weekend", None),
        ("since Good Friday.", "Good Friday", None),
        ("at Christmas 2023", "Christmas 2023", "2023"),
        ("on Christmas Eve", "Christmas Eve", "2024-12-24"),
        ("on New Year's Day 2019", "New Year's Day 2019", "2019-01-01"),
    ],
)
def test_holidays_and_weekends_are_dates(text: str, expression: str, day: str | None) -> None:
    assert found(text) == [(expression, "DATE", day)]


@pytest.mark.parametrize("text", ["on Easter Island", "the Good Friday Agreement", "weekend fun"])
def test_what_is_called_after_a_holiday_is_no_date(text: str) -> None:
    assert [span for span in found(text) if span[0] != "Friday"] == []


@pytest.mark.parametrize(
    ("text", "month_or_year", "precision"),
    [
        ("in May", "2025-05", "month"),
        ("in June", "2024-06", "month"),
        ("It will begin in June", "2025-06", "month"),
        ("He said that they were unlikely to begin before June", "2025-06", "month"),
        ("They had hoped to begin before June", "2025-06", "month"),
        ("It was closed until June", "2024-06", "month"),
        ("last month", "2025-04", "month"),
        ("last May", "2024-05", "month"),
        ("next January", "2026-01", "month"),
        ("in May 2019", "2019-05", "month"),
        ("three months ago", "2025-02", "month"),
        ("in 2023", "2023", "year"),
        ("next year", "2026", "year"),
        ("a year ago", "2024", "year"),
        ("in June last year", "2024-06", "month"),
        ("in June of next year", "2026-06", "month"),
        ("in May of 2019", "2019-05", "month"),
        ("three weeks ago", "2025-04", "month"),
    ],
)
def test_a_month_or_a_year_has_no_day(text: str, month_or_year: str, precision: str) -> None:
    (span,) = expressions(text, TUESDAY)
    assert (span.date, span.date_precision) == (month_or_year, precision)


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("in the 1990s", "1990s"),
        ("the 19th century", "19th century"),
        ("for three years", "three years"),
        ("over the past few months", "past few months"),
        ("this week", "this week"),
        ("two weeks ago", "two weeks ago"),
        ("in 2019-20", "2019-20"),
        ("on 3/4/2024", "3/4/2024"),
        ("on February 30", "February 30"),
        ("May 3-5", "May 3-5"),
        ("on May 4 that year", "May 4 that year"),
        ("on May 4 of the same year", "May 4 of the same year"),
        ("on June 1 every year", "June 1 every year"),
        ("every Friday", "Friday"),
        ("the Sept. 11 attacks", "Sept. 11"),
        ("After the Jan. 6 Capitol riot", "Jan. 6"),
        ("during its Oct. 7 cross-border attack", "Oct. 7"),
    ],
)
def test_what_has_no_one_day_month_or_year_is_a_date_without_one(
    text: str, expression: str
) -> None:
    assert found(text) == [(expression, "DATE", None)]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("from 28 August to 3 September 2023", ["2023-08-28", "2023-09-03"]),
        ("Aug. 28 – Sept. 3, 2023", ["2023-08-28", "2023-09-03"]),
        ("on August 28 and on September 3, 2023", ["2025-08-28", "2023-09-03"]),
        ("from May 6 to May 5, 2027", ["2025-05-06", "2027-05-05"]),
    ],
)
def test_of_two_days_of_a_year_the_last_alone_may_name_it(text: str, days: list[str]) -> None:
    assert [date for _, _, date in found(text)] == days


def test_the_month_of_some_weeks_ago_is_told_only_where_it_is_sure() -> None:
    assert [date for _, _, date in found("two weeks ago", "2025-05-20")] == ["2025-05"]
    assert [date for _, _, date in found("two weeks ago", "2025-05-15")] == [None]
    assert [date for _, _, date in found("two weeks ago", None)] == [None]


def test_nothing_is_invented_without_the_day_of_the_article() -> None:
    text = "yesterday, last Monday, on Tuesday or May 17, in May, next year, a year ago"
    assert {date for _, _, date in found(text, None)} == {None}
    assert len(found(text, None)) == 7
    assert {date for _, _, date in found(text, "a Tuesday")} == {None}
    assert found("May 17, 2024", None) == [("May 17, 2024", "DATE", "2024-05-17")]


def test_the_precision_of_the_articles_own_date_bounds_what_is_resolved() -> None:
    text = "yesterday, last month, last year"
    assert [date for _, _, date in found(text, "2025-05-13T10:00:00+02:00")] == [
        "2025-05-12",
        "2025-04",
        "2024",
    ]
    assert [date for _, _, date in found(text, "2025-05")] == [None, "2025-04", "2024"]
    assert [date for _, _, date in found(text, "2025")] == [None, None, "2024"]


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        (
            "MONEY",
            "$3.5 million|€2bn|40 million euros|£5|US$5 billion|$1,200.50|Rs 500|CHF 3 million"
            "|forty-five dollars|$1.2-1.5 billion|5 million pounds|2 million Swiss francs|30 cents"
            "|Rs 2 crore|5 lakh rupees|40 Singapore dollars|9 million CFA francs|2 000 000 euros"
            "|£1million|£1.5million|$2billion",
        ),
        (
            "PERCENT",
            "30%|3.5 percent|3-5 per cent|two percentage points|3 to 5 percent|25 basis points",
        ),
        (
            "QUANTITY",
            "12 kilometers|45,000 tonnes|3 degrees|25°C|10km|20 pounds|30 mph|40 square miles"
            "|twenty miles|300 MW|2 million barrels|90 km/h|6-foot|10 000 km|5 km2"
            "|12\u202f500 tonnes",
        ),
    ],
)
def test_amounts_are_whole(kind: str, texts: str) -> None:
    for text in texts.split("|"):
        assert found(f"It is {text}, they said.") == [(text, kind, None)]


@pytest.mark.parametrize(
    "text",
    [
        "It may be that they march on.",
        "May he come? March on!",
        "a 45-year-old man",
        "2000 people came",
        "Call 555-1234 or 1.2.3.4",
        "B52 and the 3rd of them, at once",
        "Prime Minister Theresa May left.",
        "Jan Smit and Mar Roxas",
        "$ and % and °",
    ],
)
def test_what_is_no_expression_is_left_alone(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "unit",
    ["1", "1,", "$", "1 to ", "May ", "one-", "at 1:", "Tuesday, ", "last Monday ", "x", "٣"],
)
def test_a_megabyte_of_almost_an_expression_is_read_and_done_with(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    assert all(span.end <= len(text) for span in expressions(text, TUESDAY))


PARTS = "3 p.m.|Tuesday|, |May|17|2024|$|million|%| |ago|two|days|-|:30|km|last |\n|9999-12-31"


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(PARTS.split("|")) | st.text(max_size=5)).map("".join),
    st.sampled_from([TUESDAY, "2024-02-29", "0001-01-01", "9999-12-31T23:59", "2025", None]),
)
def test_expressions_are_in_the_text_in_order_and_apart(
    text: str, published_at: str | None
) -> None:
    end = 0
    for span in expressions(text, published_at):
        assert end <= span.start < span.end <= len(text)
        assert (span.date is None) == (span.date_precision is None)
        end = span.end


def test_letters_of_any_script_are_part_of_their_word() -> None:
    assert found("Жtoday") == found("todayЖ") == []
    today = ("today", "DATE", TUESDAY)
    assert found("Ж today") == [today]
    assert found("Ёлка, 日本: €5 today") == [("€5", "MONEY", None), today]
