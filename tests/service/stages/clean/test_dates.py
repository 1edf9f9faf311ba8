import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.stages.clean.dates import Found, find_date


@pytest.mark.parametrize(
    ("text", "iso", "precision"),
    [
        ("2025-04-02T06:30:00+03:00", "2025-04-02T06:30:00+03:00", "second"),
        ("2025-04-02T06:30:15.123456Z", "2025-04-02T06:30:15+00:00", "second"),
        ("2025-04-02T06:30", "2025-04-02T06:30", "minute"),
        ("2025-04-02T06:30+99:00", "2025-04-02T06:30", "minute"),
        ("2025-04-02", "2025-04-02", "day"),
        ("2025-04", "2025-04", "month"),
        ("Mon, 12 May 2025 10:15:00 GMT", "2025-05-12T10:15:00+00:00", "second"),
        ("Published: May 9, 2025, 8:15 pm", "2025-05-09T20:15", "minute"),
        ("May 9th, 2025 at 12:00 am", "2025-05-09T00:00", "minute"),
        ("Stand: 22.05.2025 18:30 Uhr", "2025-05-22T18:30", "minute"),
        ("12 de mayo de 2025", "2025-05-12", "day"),
        ("1. März 2025", "2025-03-01", "day"),
        ("2025年3月5日 10:30", "2025-03-05T10:30", "minute"),
        ("April 2025", "2025-04", "month"),
        ("25/12/2024", "2024-12-25", "day"),
        ("12/25/2024", "2024-12-25", "day"),
        ("03/04/2025", "2025", "year"),
        ("12.16.2025", "2025-12-16", "day"),
        ("2021-1-29 13:18", "2021-01-29T13:18", "minute"),
        ("20250402T063000Z", "2025-04-02", "day"),
        ("04-ago-2021 5:11:10", "2021-08-04T05:11:10", "second"),
        ("6 Ιανουαρίου 2012", "2012-01-06", "day"),
        ("5 stycznia 2012, 14:20", "2012-01-05T14:20", "minute"),
        ("12 янв 2012", "2012-01-12", "day"),
        ("2012년 3월 4일", "2012-03-04", "day"),
        ("3 Sept 2024 | Originally published", "2024-09-03", "day"),
        ("1er mars 2024", "2024-03-01", "day"),
        ("March 5, 2024 AT 7:52PM", "2024-03-05T19:52", "minute"),
        ("5 March 2024 10.25 Uhr", "2024-03-05T10:25", "minute"),
        ("5 марта 2024 г., 08:30", "2024-03-05T08:30", "minute"),
        ("5 марта 2024 года в 08:30", "2024-03-05T08:30", "minute"),
        ("2024年3月5日 8时30分", "2024-03-05T08:30", "minute"),
        ("2024年3月5日 下午3:30", "2024-03-05T15:30", "minute"),
        ("2024년 3월 5일 오전 12시 30분", "2024-03-05T00:30", "minute"),
        ("08:30, 5 March 2024", "2024-03-05T08:30", "minute"),
        ("Updated 8:30 PM EST, Tue March 5, 2024", "2024-03-05T20:30-05:00", "minute"),
        ("8:30 (UTC+5:30) on 5 March 2024", "2024-03-05T08:30+05:30", "minute"),
        ("Published 14:03 BST 12 May 2025", "2025-05-12T14:03+01:00", "minute"),
        ("9:15 AM ET • May 12, 2025", "2025-05-12T09:15", "minute"),
        ("Sept 18, 20249:12 AM GMT+1Updated 2 hours ago", "2024-09-18T09:12+01:00", "minute"),
        ("01/20/2025January 20, 2025", "2025-01-20", "day"),
        ("UpdatedJanuary 20, 2025", "2025-01-20", "day"),
        ("12 May 2025Share", "2025-05-12", "day"),
    ],
)
def test_a_date_is_as_precise_as_it_is_written(text: str, iso: str, precision: str) -> None:
    found = find_date(text)
    assert found is not None
    assert (found.iso, found.precision) == (iso, precision)


@pytest.mark.parametrize(
    ("time", "iso"),
    [
        ("08:30 GMT+2", "08:30+02:00"),
        ("08:30 UTC-03:30", "08:30-03:30"),
        ("08:30 (GMT +0100)", "08:30+01:00"),
        ("08:30 GMT", "08:30+00:00"),
        ("T08:30+01", "08:30+01:00"),
        ("T08:30-05:00", "08:30-05:00"),
        ("08:30:15 -0500", "08:30:15-05:00"),
        ("08:30 EST", "08:30-05:00"),
        ("08:30 BST", "08:30+01:00"),
        ("• 8:30 AM AEST", "08:30+10:00"),
        ("· 8:30 AM ET", "08:30"),
        ("| 08:30 IST", "08:30"),
        ("• 8 min read", None),
        ("8h30 est un jour", "08:30"),
        ("10:30-12:00", "10:30"),
        ("08:30 -10 degrees", "08:30"),
        ("08:30 +20 comments", "08:30"),
        ("08:30 UTC+99", "08:30"),
        ("10.25 percent of all ships", None),
        ("10.25% of all ships", None),
        ("10.255 ships", None),
    ],
)
def test_a_time_has_the_zone_that_was_written_with_it(time: str, iso: str | None) -> None:
    for date in ("5 March 2024 ", "2024-03-05 ") if time[0] != "T" else ("2024-03-05",):
        found = find_date(date + time)
        assert found is not None
        assert found.iso == "2024-03-05" + (f"T{iso}" if iso else "")


@pytest.mark.parametrize(
    "text",
    ["Open 08:30 Posted 5 March 2024", "Section 10.25, 5 March 2024", "1908:30, 5 March 2024"],
)
def test_a_time_that_is_of_something_else_is_left_alone(text: str) -> None:
    assert find_date(text) == Found("2024-03-05", "day")


@pytest.mark.parametrize(
    "text", ["", "soon", "2025", "2025-02-30", "2025-13-01", "Monday, 10:30", "1715508900", "May 9"]
)
def test_what_is_no_full_date_is_none(text: str) -> None:
    assert find_date(text) is None


@given(st.text(alphabet="0123456789/-.: TZ+apmMayJune年月日", max_size=60))
def test_no_text_can_make_the_search_for_a_date_raise(text: str) -> None:
    found = find_date(text)
    assert found is None or found.iso[:2] in ("19", "20")
