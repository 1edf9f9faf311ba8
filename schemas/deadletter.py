"""What cannot pass, kept whole."""

import base64
import binascii
from enum import StrEnum
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema

from schemas.event import Event, Model


def _bytes(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return base64.b64decode(value, validate=True)
        except binascii.Error as error:
            raise ValueError(f"not base64: {error}") from error
    return value


# bytes in Python, base64 in JSON
Bytes = Annotated[
    bytes,
    BeforeValidator(_bytes),
    PlainSerializer(lambda value: base64.b64encode(value).decode(), str, when_used="json"),
    WithJsonSchema({"type": "string", "contentEncoding": "base64"}),
]


class Reason(StrEnum):
    """Why a record became a dead letter."""

    UNDECODABLE = "undecodable"  # not UTF-8, not JSON
    INVALID = "invalid"  # JSON of the wrong shape
    NOTHING_TO_READ = "nothing_to_read"  # a page without an article
    TOO_LARGE = "too_large"  # it, or what it became, is over a limit of size
    TOO_SLOW = "too_slow"  # over the time limit of one record
    CRASHED = "crashed"  # it killed the process that worked on it
    BUG = "bug"  # an exception that no stage should raise

    @property
    def is_ours(self) -> bool:
        """Whether copydesk is to blame rather than the record; these open the breaker."""
        return self in _OURS


_OURS = frozenset({Reason.TOO_SLOW, Reason.CRASHED, Reason.BUG})


class Header(Model):
    """A Kafka message header."""

    key: str
    value: Bytes | None = None


class DeadLetter(Event):
    """A record that could not pass a stage, with its original bytes and where it stood.

    Bytes are in base64. Times are milliseconds since the epoch.
    """

    type: ClassVar[str] = "copydesk.dead-letter"

    id: str = Field(description="topic/partition/offset of the original record")
    article_id: str | None = Field(default=None, description="where it could be made out")
    stage: str
    reason: Reason
    message: str
    exception: str | None = Field(default=None, description="class name")
    pointer: str | None = Field(default=None, description="JSON pointer to what is invalid")
    topic: str
    partition: int = Field(ge=0)
    offset: int = Field(ge=0)
    timestamp: int | None = Field(default=None, description="of the original record")
    key: Bytes | None = None
    value: Bytes | None = Field(
        default=None,
        description="original bytes; null only if the dead-letter topic refuses their size: then "
        "they are where topic, partition and offset point, for as long as that topic keeps them",
    )
    headers: tuple[Header, ...] = ()
    attempts: int = Field(default=1, ge=1)
    first_failed_at: int = Field(ge=0)
    last_failed_at: int = Field(ge=0)
