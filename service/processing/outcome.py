"""What one record becomes: an event for the next topic, or the failure that it is.

Every way in which a record can fail is in the one table below.

| raised                            | becomes                                        |
|-----------------------------------|------------------------------------------------|
| Undecodable, Invalid              | `undecodable`, `invalid` (with a JSON pointer) |
| Rejected(reason)                  | that reason                                    |
| nothing, but in or output is large | `too_large`                                   |
| MemoryError                       | `crashed`                                      |
| any other exception in a stage    | `bug`                                          |

`too_slow` and `crashed` are found by the pool, which sees what this code cannot.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from schemas.article import Article
from schemas.codec import Invalid, Undecodable, encode, load, parse
from schemas.deadletter import Reason
from schemas.event import Event
from service.stages import Rejected

MAX_MESSAGE_LENGTH = 1000  # code points of an error message that travel with a dead letter


@dataclass(frozen=True, slots=True)
class Passed:
    """The next event, encoded. `key` is the article id; the times are those spent on it."""

    key: str
    value: bytes
    language: str | None
    seconds: float
    cpu_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Failed:
    """Why the record cannot pass, and at which stage. The times are those spent on it."""

    stage: str
    reason: Reason
    message: str
    exception: str | None = None
    pointer: str | None = None
    article_id: str | None = None
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    attempts: int = 1


Outcome = Passed | Failed


def process(
    name: str,
    value: bytes,
    source: type[Event],
    stage: Callable[[Any], Event],
    *,
    max_input_bytes: int,
    max_output_bytes: int,
) -> Outcome:
    """Decode, run the stage, encode. Never raises an Exception, whatever the bytes."""
    started, cpu_started = time.perf_counter(), time.process_time()
    article_id: str | None = None

    def failed(reason: Reason, error: Exception | None = None, message: str = "") -> Failed:
        return Failed(
            stage=name,
            reason=reason,
            message=_printable(message or str(error)),
            exception=type(error).__name__ if error else None,
            pointer=error.pointer if isinstance(error, Invalid) else None,
            article_id=article_id,
            seconds=time.perf_counter() - started,
            cpu_seconds=time.process_time() - cpu_started,
        )

    if len(value) > max_input_bytes:
        return failed(Reason.TOO_LARGE, message=f"{len(value)} bytes, limit {max_input_bytes}")
    try:
        fields = load(value)
        article_id = _id_in(fields)
        event = stage(parse(fields, source))
        assert isinstance(event, Article)
        article_id = event.id
        output = encode(event)
    except Undecodable as error:
        return failed(Reason.UNDECODABLE, error)
    except Invalid as error:
        return failed(Reason.INVALID, error)
    except Rejected as error:
        return failed(error.reason, error)
    except MemoryError as error:
        return failed(Reason.CRASHED, error, "out of memory")
    except Exception as error:
        return failed(Reason.BUG, error)
    if len(output) > max_output_bytes:
        message = f"output of {len(output)} bytes, limit {max_output_bytes}"
        return failed(Reason.TOO_LARGE, message=message)
    return Passed(
        key=event.id,
        value=output,
        language=getattr(event, "language", None),
        seconds=time.perf_counter() - started,
        cpu_seconds=time.process_time() - cpu_started,
    )


def _id_in(fields: Any) -> str | None:
    """The article id that a record claims, for its dead letter."""
    claimed = fields.get("id") if isinstance(fields, dict) else None
    return claimed if isinstance(claimed, str) and claimed else None


def _printable(text: str) -> str:
    """`text` cut short, and without the lone surrogates that no JSON can carry."""
    return text[:MAX_MESSAGE_LENGTH].encode("utf-8", "replace").decode()
