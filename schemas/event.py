"""What all events share."""

from typing import Any, ClassVar, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

SCHEMA_VERSION: Final = 1  # major version of every event; the topics carry it in their names

MAX_ID_LENGTH = 512  # code points; an id is also a Kafka key, which should stay small

State = Literal["ok", "empty", "skipped", "failed"]
Precision = Literal["year", "month", "day", "minute", "second"]  # of a moment


class Model(BaseModel):
    """A frozen value. Unknown fields are ignored, so that old readers accept new events."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


class Event(Model):
    """A value that travels on one topic.

    `type` names the event to the outside world: it is the CloudEvents type of each message.
    """

    type: ClassVar[str]

    schema_version: Literal[1] = SCHEMA_VERSION


class FieldStatus(Model):
    """What became of one enrichment field.

    "No entities found" (`empty`) and "the tagger did not run" (`skipped`) are not the same
    thing; `reason` says in words why a field is skipped or failed.
    """

    state: State
    reason: str | None = None


class Provenance(Model):
    """One stage's signature: which code, at which version, on which engine, made its fields."""

    stage: str
    version: str
    engine: str | None = Field(default=None, description="library or model and its version")


Metadata = dict[str, Any]  # opaque to copydesk, carried through
