"""The exported JSON Schemas are those of the models, and valid."""

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import schemas
from schemas.topics import CLEANED, RAW, TOPICS, Topic
from service.generate.json_schemas import file_name, files, json_schema

EXPORTED = Path(next(iter(schemas.__path__))) / "json"

each_topic = pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: str(topic.name))


@each_topic
def test_a_schema_is_a_valid_schema_with_a_name(topic: Topic) -> None:
    schema = json_schema(topic)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"{topic.event.type}.v1.json"
    assert schema["title"] == topic.event.__name__
    assert schema["description"]


def test_each_schema_has_a_name_of_its_own() -> None:
    assert len({file_name(topic) for topic in TOPICS}) == len(TOPICS)


def test_the_folder_holds_these_schemas_and_no_others() -> None:
    assert {path.name: path.read_text() for path in EXPORTED.iterdir()} == {
        Path(name).name: text for name, text in files().items()
    }


def test_producers_get_a_strict_schema_and_consumers_an_open_one() -> None:
    raw, cleaned = (Draft202012Validator(json_schema(topic)) for topic in (RAW, CLEANED))
    assert not raw.is_valid({"content": "text", "contnet_type": "text/html"})
    assert raw.is_valid({"content": "text", "metadata": {"anything": [1]}})
    assert cleaned.is_valid({"id": "a", "body": "text", "field_of_tomorrow": 1})


def test_bare_articles_are_valid() -> None:
    assert Draft202012Validator(json_schema(RAW)).is_valid({"id": "a", "content": "text"})
    assert Draft202012Validator(json_schema(CLEANED)).is_valid({"id": "a", "body": "text"})
    assert not Draft202012Validator(json_schema(CLEANED)).is_valid({"body": "text"})
