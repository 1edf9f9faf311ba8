"""Message headers: CloudEvents (binary mode), trace context, Kafka Connect's dead letters.

Everything here is a function of the record alone, so that a redelivered record gets the same
headers again. What we set replaces what came in; all else (`traceparent` too) is carried on.
"""

import hashlib
from datetime import UTC, datetime

from schemas.deadletter import DeadLetter
from schemas.event import SCHEMA_VERSION, Event
from service.processing.record import Headers, Record

CONNECT_ERRORS = "__connect.errors."


def event_headers(record: Record, stage: str, event: type[Event], value: bytes) -> Headers:
    """The headers of what `record` became: an event with this encoding."""
    ours: dict[str, str] = {
        "ce_specversion": "1.0",
        "ce_id": hashlib.blake2b(value, digest_size=16).hexdigest(),
        "ce_type": f"{event.type}.v{SCHEMA_VERSION}",
        "ce_source": f"/copydesk/{stage}",
        "ce_time": _time(record),
        "ce_dataschema": f"{event.type}.v{SCHEMA_VERSION}.json",
        "content-type": "application/json",
    }
    return _carried(record, set(ours)) + [(key, text.encode()) for key, text in ours.items()]


def dead_letter_headers(record: Record, letter: DeadLetter, value: bytes) -> Headers:
    """The headers of a dead letter; tools made for Kafka Connect read its part of them."""
    ours: dict[str, str] = {
        "topic": letter.topic,
        "partition": str(letter.partition),
        "offset": str(letter.offset),
        "stage": letter.stage,
        "class.name": f"copydesk.{letter.stage}",
        "exception.class.name": letter.exception or letter.reason.value,
        "exception.message": letter.message,
    }
    return event_headers(record, letter.stage, DeadLetter, value) + [
        (f"{CONNECT_ERRORS}{key}", text.encode()) for key, text in ours.items()
    ]


def _carried(record: Record, replaced: set[str]) -> Headers:
    return [
        (key, value)
        for key, value in record.headers
        if key not in replaced and not key.startswith(CONNECT_ERRORS)
    ]


def _time(record: Record) -> str:
    """When the article entered the pipeline: set at the first hop, carried from there."""
    for key, value in record.headers:
        if key == "ce_time" and value:
            return value.decode("utf-8", "replace")
    try:
        return datetime.fromtimestamp((record.timestamp or 0) / 1000, UTC).isoformat()
    except (ValueError, OverflowError, OSError):  # a producer that counts in microseconds, say
        return datetime.fromtimestamp(0, UTC).isoformat()
