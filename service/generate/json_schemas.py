"""A JSON Schema (2020-12) for each event, from the models.

The raw article's schema is for producers and strict: an unknown field is a mistake, most likely
a misspelt one. copydesk itself ignores unknown fields, so that a new producer may come before a
new worker. The other schemas are for consumers and open: a later version may add fields.
"""

import json
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from schemas.topics import RAW, TOPICS, Topic

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _WithoutTitles(GenerateJsonSchema):
    """Without a title on each field, which would only repeat its name."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def file_name(topic: Topic) -> str:
    """Also the schema's `$id`, and the `ce_dataschema` header of each message."""
    return f"{topic.event.type}.v{topic.version}.json"


def json_schema(topic: Topic) -> dict[str, Any]:
    """The schema of the event that `topic` carries."""
    schema = topic.event.model_json_schema(schema_generator=_WithoutTitles)
    if topic is RAW:
        schema["additionalProperties"] = False
    return {"$schema": DIALECT, "$id": file_name(topic), **schema}


def files() -> dict[str, str]:
    """All schemas, as files of the project."""
    return {
        f"schemas/json/{file_name(topic)}": json.dumps(
            json_schema(topic), indent=2, ensure_ascii=False
        )
        + "\n"
        for topic in TOPICS
    }
