"""A record as it stands on a topic, and the dead letter that it becomes if it cannot pass."""

from dataclasses import dataclass

from schemas.deadletter import DeadLetter, Header
from service.processing.outcome import Failed

Headers = list[tuple[str, bytes | None]]  # Kafka allows a key more than once


@dataclass(frozen=True, slots=True)
class Record:
    """A record and its coordinates. A null value is a tombstone; the timestamp is in ms."""

    topic: str
    partition: int
    offset: int
    timestamp: int | None
    key: bytes | None
    value: bytes | None
    headers: Headers


def dead_letter(
    record: Record, failed: Failed, first_failed_at: int, last_failed_at: int
) -> DeadLetter:
    """The record, whole, with what is known of its failure. Times are ms since the epoch."""
    return DeadLetter(
        id=f"{record.topic}/{record.partition}/{record.offset}",
        article_id=failed.article_id,
        stage=failed.stage,
        reason=failed.reason,
        message=failed.message,
        exception=failed.exception,
        pointer=failed.pointer,
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        timestamp=record.timestamp,
        key=record.key,
        value=record.value,
        headers=tuple(Header(key=key, value=value) for key, value in record.headers),
        attempts=failed.attempts,
        first_failed_at=first_failed_at,
        last_failed_at=last_failed_at,
    )
