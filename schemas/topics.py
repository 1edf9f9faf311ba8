"""The topics, and the event that each carries."""

from dataclasses import dataclass
from datetime import timedelta

from schemas.article import CleanedArticle, EnrichedArticle, RawArticle, TaggedArticle
from schemas.deadletter import DeadLetter
from schemas.event import SCHEMA_VERSION, Event

MIB = 1024 * 1024
DEFAULT_PREFIX = "articles"


@dataclass(frozen=True, slots=True)
class Topic:
    """A named, versioned Kafka topic.

    `max_message_bytes` has room for what the topic may have to carry: a dead letter holds the
    largest raw message in base64, which is a third longer.
    """

    name: str
    event: type[Event]
    retention: timedelta
    max_message_bytes: int
    version: int = SCHEMA_VERSION

    def full_name(self, prefix: str = DEFAULT_PREFIX) -> str:
        """The name on the broker, as in `articles.raw.v1`."""
        return f"{prefix}.{self.name}.v{self.version}"

    def config(self) -> dict[str, str]:
        """The topic's settings on the broker, by their Kafka names."""
        return {
            "cleanup.policy": "delete",
            "retention.ms": str(int(self.retention.total_seconds() * 1000)),
            "max.message.bytes": str(self.max_message_bytes),
        }


RAW = Topic("raw", RawArticle, timedelta(days=7), 8 * MIB)
CLEANED = Topic("cleaned", CleanedArticle, timedelta(days=7), 8 * MIB)
TAGGED = Topic("tagged", TaggedArticle, timedelta(days=7), 8 * MIB)
ENRICHED = Topic("enriched", EnrichedArticle, timedelta(days=30), 8 * MIB)
DEAD_LETTERS = Topic("dead-letters", DeadLetter, timedelta(days=30), 12 * MIB)

TOPICS = (RAW, CLEANED, TAGGED, ENRICHED, DEAD_LETTERS)
