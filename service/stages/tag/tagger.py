"""What tags: the interface that every engine offers."""

import re
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple, Protocol

from schemas.entity import EntityType
from schemas.event import Precision

_HUB_NAME = re.compile(r"\w[\w.-]*(?:/\w[\w.-]*)?")


class BackendUnavailable(Exception):
    """A tagger that is asked for cannot be had; the message says why, in one line."""


class ModelUnavailable(BackendUnavailable):
    """The engine is there, but not the model that is asked for, or none is and it needs one."""


def is_installed(package: str) -> bool:
    """Whether a package can be imported, without importing it."""
    return find_spec(package) is not None


def check_model(engine: str, model: str | None, config: str) -> None:
    """Raise ModelUnavailable for what is neither a folder with `config` in it nor a hub's name.

    Whether the Hugging Face hub has a model of that name, only loading it tells.
    """
    if not model:
        raise ModelUnavailable(f"tagger {engine} needs a model, by name or path")
    if Path(model).is_dir():
        if not (Path(model) / config).is_file():
            raise ModelUnavailable(f"tagger {engine}: no model in {model!r}, for no {config}")
    elif not _HUB_NAME.fullmatch(model):
        raise ModelUnavailable(f"tagger {engine}: no folder {model!r}, nor is it a hub's name")


class Span(NamedTuple):
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
