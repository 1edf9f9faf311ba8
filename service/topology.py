"""The pipeline, whole: which stage stands between which topics."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, get_type_hints

from schemas.event import Event
from schemas.topics import CLEANED, ENRICHED, RAW, TAGGED, Topic
from service.knowledge import load_knowledge
from service.stages.clean import clean, load_detector
from service.stages.enrich import enrich
from service.stages.tag import DEFAULT, TaggerChoice, load_by_language, load_tagger, tag


class Miswired(TypeError):
    """A step whose stage does not fit between its topics."""


@dataclass(frozen=True, slots=True)
class Step:
    """A stage between two topics.

    `resources` names what the stage needs beside the event (a model, a knowledge base): each
    is loaded once per process and handed over as a keyword argument.
    """

    name: str
    stage: Callable[..., Event]
    source: Topic
    target: Topic
    resources: Mapping[str, Callable[[], Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        hints = get_type_hints(self.stage)
        result = hints.pop("return", None)
        taken = next(iter(hints.values()), None)
        if taken is not self.source.event or result is not self.target.event:
            raise Miswired(
                f"step {self.name}: {self.stage.__name__} turns {taken} into {result}, but "
                f"{self.source.name} carries {self.source.event.__name__} and "
                f"{self.target.name} carries {self.target.event.__name__}"
            )

    def load(self) -> Callable[[Any], Event]:
        """The stage with its resources in hand; this is what takes seconds at start."""
        return partial(self.stage, **{name: load() for name, load in self.resources.items()})


def pipeline(taggers: TaggerChoice = DEFAULT, knowledge: Path | None = None) -> tuple[Step, ...]:
    """All steps, with taggers and a knowledge base of one's choice; None is copydesk's own.

    What loads them is a value to be pickled.
    """
    return (
        Step("clean", clean, RAW, CLEANED, {"detector": load_detector}),
        Step(
            "tag",
            tag,
            CLEANED,
            TAGGED,
            {
                "tagger": partial(load_tagger, taggers),
                "by_language": partial(load_by_language, taggers),
            },
        ),
        Step("enrich", enrich, TAGGED, ENRICHED, {"knowledge": partial(load_knowledge, knowledge)}),
    )


PIPELINE = pipeline()

STEPS: Mapping[str, Step] = {step.name: step for step in PIPELINE}
