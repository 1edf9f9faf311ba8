"""What the delivery knows of traces: each record may have a span. See otel.py for real ones."""

import re
from typing import Protocol

from service.processing.outcome import Outcome
from service.processing.record import Headers, Record

TRACEPARENT = re.compile(rb"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")


class Span(Protocol):
    """One record in one stage, from the moment it is taken."""

    def carried_on(self, headers: Headers) -> Headers:
        """The headers for what the record becomes, so that its spans follow this one."""

    def end(self, outcome: Outcome | None) -> None:
        """It is delivered as this; None for a tombstone."""

    def abandon(self) -> None:
        """It was given up; another attempt has a span of its own."""


class Tracing(Protocol):
    """Where spans come from."""

    def begin(self, stage: str, record: Record) -> Span:
        """The span of this record in this stage; it follows what the record's headers say."""

    def close(self) -> None:
        """Send what has not been sent; may take long."""


class NoSpan:
    """The span of a service that does not trace: headers are carried on as they are."""

    def carried_on(self, headers: Headers) -> Headers:
        """The same headers."""
        return headers

    def end(self, outcome: Outcome | None) -> None:
        """Nothing to do."""

    def abandon(self) -> None:
        """Nothing to do."""


class NoTracing:
    """For COPYDESK_TRACING=false."""

    def begin(self, stage: str, record: Record) -> Span:
        """A span that does nothing."""
        return NO_SPAN

    def close(self) -> None:
        """Nothing to do."""


NO_SPAN = NoSpan()


def trace_id(headers: Headers) -> str | None:
    """The trace that a message belongs to, in hexadecimal; None without a W3C `traceparent`."""
    for key, value in headers:
        if key == "traceparent" and value and (found := TRACEPARENT.fullmatch(value)):
            return found[1].decode()
    return None
