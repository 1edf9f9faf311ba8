"""Stages: pure, synchronous functions from one event to the next.

No Kafka, no event loop, no clock, no logging. The same input gives the same output.
"""

from schemas.deadletter import Reason


class Rejected(Exception):
    """This article can never pass: `reason` says why, the message says it to a person."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason
