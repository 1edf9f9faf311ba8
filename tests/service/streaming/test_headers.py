from dataclasses import replace

import pytest

from schemas.article import CleanedArticle
from schemas.codec import encode
from service.processing.record import Headers, dead_letter
from service.streaming.headers import dead_letter_headers, event_headers
from tests.service.streaming.fakes import failed, record


def test_an_event_says_in_its_headers_what_it_is() -> None:
    headers = dict(event_headers(record(), "clean", CleanedArticle, b"{}"))
    assert headers == {
        "ce_specversion": b"1.0",
        "ce_id": b"2afb9b83f9314e5d029766197f539792",
        "ce_type": b"copydesk.article.cleaned.v1",
        "ce_source": b"/copydesk/clean",
        "ce_time": b"2001-09-09T01:46:40+00:00",
        "ce_dataschema": b"copydesk.article.cleaned.v1.json",
        "content-type": b"application/json",
    }


def test_what_we_set_replaces_what_came_in_and_the_rest_is_carried_on() -> None:
    incoming: Headers = [
        ("traceparent", b"00-1-2-01"),
        ("ce_id", b"old"),
        ("ce_time", b"1999-01-01T00:00:00Z"),
        ("house", b"1"),
        ("house", b"2"),
        ("__connect.errors.topic", b"old"),
    ]
    headers = event_headers(replace(record(), headers=incoming), "tag", CleanedArticle, b"{}")
    assert [h for h in headers if h[0] in ("traceparent", "house")] == [
        ("traceparent", b"00-1-2-01"),
        ("house", b"1"),
        ("house", b"2"),
    ]
    assert [key for key, _ in headers].count("ce_id") == 1
    assert ("ce_id", b"old") not in headers
    assert ("ce_time", b"1999-01-01T00:00:00Z") in headers, "the first hop's time is kept"
    assert "__connect.errors.topic" not in dict(headers)


def test_a_dead_letter_carries_the_headers_that_kafka_connect_would_set() -> None:
    letter = dead_letter(record(offset=7), failed(exception="KeyError"), 1, 2)
    headers = dict(dead_letter_headers(record(offset=7), letter, encode(letter)))
    assert headers["ce_type"] == b"copydesk.dead-letter.v1"
    assert {
        k.removeprefix("__connect.errors."): v for k, v in headers.items() if "errors" in k
    } == {
        "topic": b"articles.raw.v1",
        "partition": b"3",
        "offset": b"7",
        "stage": b"clean",
        "class.name": b"copydesk.clean",
        "exception.class.name": b"KeyError",
        "exception.message": b"broken",
    }


@pytest.mark.parametrize("timestamp", [2**63 - 1, 1_700_000_000_000_000_000, -62135596800001])
def test_a_timestamp_outside_the_calendar_is_no_reason_to_fail(timestamp: int) -> None:
    odd = replace(record(), timestamp=timestamp)
    headers = dict(event_headers(odd, "clean", CleanedArticle, b"{}"))
    assert headers["ce_time"] == b"1970-01-01T00:00:00+00:00"
