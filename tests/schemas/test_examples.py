"""Every golden example is what the schemas and the models say."""

from pathlib import Path
from typing import Any

import orjson
import pytest
from jsonschema import Draft202012Validator

from schemas.codec import Invalid, decode, encode
from schemas.topics import ENRICHED, RAW, TOPICS, Topic
from service.generate.json_schemas import json_schema
from tests.schemas.examples import ALL, NAMES, compact, values

each_example = pytest.mark.parametrize(("topic", "path"), ALL, ids=NAMES)


def errors(topic: Topic, value: Any) -> list[str]:
    return [error.message for error in Draft202012Validator(json_schema(topic)).iter_errors(value)]


def test_every_event_has_at_least_two_examples() -> None:
    assert {topic.name for topic in TOPICS if len(values(topic)) < 2} == set()


@each_example
def test_an_example_meets_its_json_schema(topic: Topic, path: Path) -> None:
    assert errors(topic, orjson.loads(path.read_bytes())) == []


@each_example
def test_an_example_decodes_and_its_encoding_is_stable(topic: Topic, path: Path) -> None:
    event = decode(compact(path), topic.event)
    once = encode(event)
    assert decode(once, topic.event) == event
    assert encode(decode(once, topic.event)) == once


@each_example
def test_what_we_encode_meets_the_json_schema_too(topic: Topic, path: Path) -> None:
    assert errors(topic, orjson.loads(encode(decode(compact(path), topic.event)))) == []


@each_example
def test_nothing_in_an_example_is_unknown_to_the_model(topic: Topic, path: Path) -> None:
    written = orjson.loads(path.read_bytes())
    assert subset(written, orjson.loads(encode(decode(compact(path), topic.event))))


def test_control_a_broken_example_meets_neither_schema_nor_model() -> None:
    broken = {"id": "a", "body": "text", "places": [{"entity": "e1"}]}
    assert errors(ENRICHED, broken) == ["'name' is a required property"]
    with pytest.raises(Invalid) as caught:
        decode(orjson.dumps(broken), ENRICHED.event)
    assert caught.value.pointer == "/places/0/name"


def test_control_an_unknown_field_shows() -> None:
    assert errors(RAW, {"content": "text", "contentType": "text/html"}) == [
        "Additional properties are not allowed ('contentType' was unexpected)"
    ]
    assert not subset({"body": {"text": "a"}}, {"body": {}})


def subset(some: Any, all_: Any) -> bool:
    """Whether all that is in `some` is in `all_`, at every depth."""
    if isinstance(some, dict):
        return isinstance(all_, dict) and all(
            key in all_ and subset(value, all_[key]) for key, value in some.items()
        )
    if isinstance(some, list):
        return len(some) == len(all_) and all(map(subset, some, all_))
    return bool(some == all_)
