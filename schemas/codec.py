"""Events to bytes and back: the only place that knows the wire format (JSON, UTF-8)."""

from typing import Any, TypeVar

import orjson
from pydantic import ValidationError

from schemas.event import Event

E = TypeVar("E", bound=Event)


class Undecodable(ValueError):
    """The bytes are not JSON in UTF-8."""


class Invalid(ValueError):
    """JSON, but not this event. `pointer` is the JSON pointer of the first offence."""

    def __init__(self, message: str, pointer: str) -> None:
        super().__init__(message)
        self.pointer = pointer


def encode(event: Event) -> bytes:
    """The event as compact JSON; the same event always gives the same bytes."""
    return orjson.dumps(event.model_dump(mode="json"))


def decode(data: bytes, event_type: type[E]) -> E:
    """The event in `data`.

    Raises Undecodable or Invalid.
    """
    return parse(load(data), event_type)


def load(data: bytes) -> Any:
    """The JSON value in `data`. Raises Undecodable."""
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise Undecodable(str(error)) from error


def parse(value: Any, event_type: type[E]) -> E:
    """The event in a JSON value. Raises Invalid."""
    if not isinstance(value, dict):
        raise Invalid("not a JSON object", "")
    try:
        return event_type.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        raise Invalid(first["msg"], _pointer(first["loc"])) from error


def _pointer(location: tuple[int | str, ...]) -> str:
    """RFC 6901."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in location)
