"""Which engine tags which language: a choice, and the engines by their names.

To add a backend, write a module with a function that checks whether it can be had and one that
loads it as a Tagger, and give both a line in BACKENDS.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from service.stages.tag.fast import check_fast, load_fast
from service.stages.tag.gazetteer_backend import check_gazetteer, load_gazetteer_tagger
from service.stages.tag.gliner_backend import check_gliner, load_gliner
from service.stages.tag.spacy_backend import check_spacy, load_spacy
from service.stages.tag.tagger import BackendUnavailable, Tagger
from service.stages.tag.transformers_backend import check_transformers, load_transformers

ANY = "*"  # every language that has no backend of its own

# By its name: what raises BackendUnavailable if it cannot be had, and what loads it.
BACKENDS: Mapping[str, tuple[Callable[[str | None], None], Callable[[str | None], Tagger]]] = {
    "fast": (check_fast, load_fast),
    "spacy": (check_spacy, load_spacy),
    "gazetteer": (check_gazetteer, load_gazetteer_tagger),
    "gliner": (check_gliner, load_gliner),
    "transformers": (check_transformers, load_transformers),
}

_CHOICE = re.compile(r"(?P<language>[a-z]{2,3}|\*)=(?P<name>[a-z]+)(?::(?P<model>.+))?")


@dataclass(frozen=True, slots=True)
class Backend:
    """An engine by its name, and its model by name or path; None: the engine's own."""

    name: str
    model: str | None = None

    def check(self) -> None:
        """Raise BackendUnavailable where it cannot be had, as far as that shows unloaded."""
        if self.name not in BACKENDS:
            known = ", ".join(sorted(BACKENDS))
            raise BackendUnavailable(f"no tagger {self.name!r}; there are {known}")
        BACKENDS[self.name][0](self.model)

    def load(self) -> Tagger:
        """The engine with its model. Takes seconds."""
        return BACKENDS[self.name][1](self.model)


@dataclass(frozen=True, slots=True)
class TaggerChoice:
    """The backend for the languages that it knows itself, and those for others, by language."""

    default: Backend = Backend("fast")
    languages: tuple[tuple[str, Backend], ...] = ()

    @classmethod
    def of(
        cls, name: str, model: str | None = None, languages: tuple[str, ...] = ()
    ) -> "TaggerChoice":
        """From words: the default's name and model, and "language=name:model" of the others.

        Raises ValueError for words that are none.
        """
        chosen = []
        for choice in languages:
            found = _CHOICE.fullmatch(choice)
            if found is None:
                raise ValueError(f"{choice!r} is not language=backend or language=backend:model")
            chosen.append((found["language"], Backend(found["name"], found["model"])))
        return cls(Backend(name, model), tuple(chosen))

    def check(self) -> None:
        """Raise BackendUnavailable where one of them cannot be had."""
        for backend in (self.default, *(backend for _, backend in self.languages)):
            backend.check()


DEFAULT = TaggerChoice()


def load_tagger(choice: TaggerChoice = DEFAULT) -> Tagger:
    """The tagger for the languages that have none of their own. Takes a second or two."""
    return choice.default.load()


def load_by_language(choice: TaggerChoice) -> dict[str, Tagger]:
    """The taggers of the languages that have one of their own; ANY for the rest."""
    loaded = {backend: backend.load() for backend in {b: None for _, b in choice.languages}}
    return {language: loaded[backend] for language, backend in choice.languages}
