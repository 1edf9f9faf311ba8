"""The golden examples: one JSON file each, in a folder named after the topic."""

from pathlib import Path

import orjson

import schemas
from schemas.topics import TOPICS, Topic

FOLDER = Path(next(iter(schemas.__path__))) / "examples"

ALL = [(topic, path) for topic in TOPICS for path in sorted((FOLDER / topic.name).glob("*.json"))]
NAMES = [f"{topic.name}/{path.stem}" for topic, path in ALL]


def values(topic: Topic) -> list[bytes]:
    """The examples of a topic's event, as they would be in Kafka."""
    return [compact(path) for example_topic, path in ALL if example_topic is topic]


def compact(path: Path) -> bytes:
    return orjson.dumps(orjson.loads(path.read_bytes()))
