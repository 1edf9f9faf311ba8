"""What tags: the interface that every engine offers."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Protocol

from schemas.entity import EntityType
from schemas.event import Precision


class BackendUnavailable(Exception):
    """A tagger that is asked for cannot be had; the message says why, in one line."""


def is_installed(package: str) -> bool:
    """Whether a package can be imported, without importing it."""
    return find_spec(package) is not None


@dataclass(frozen=True, slots=True)
class Span:
    """A name in a text, half-open [start, end) in code points.

    `confidence` is a probability, None where the engine gives none. `date` is what a DATE or
    TIME means, ISO 8601 cut to `date_precision`, where that is known.
    """

    start: int
    end: int
    type: EntityType
    confidence: float | None = None
    date: str | None = None
    date_precision: Precision | None = None


class Tagger(Protocol):
    """An engine that finds names.

    `engine` says which model at which version, for the provenance; `languages` are the
    ISO 639-1 codes that it knows.
    """

    @property
    def engine(self) -> str: ...

    @property
    def languages(self) -> frozenset[str]: ...

    def find(self, texts: Sequence[str]) -> list[list[Span]]:
        """For each text its names, in order and without overlap.

        Any text is fine, of any length; what the engine cannot read has no names.
        """
        ...
