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

MOST_SAID = 300  # characters of an engine's own complaint
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
        """The engine with its model. Takes seconds.

        Raises BackendUnavailable where it cannot be loaded.
        """
        try:
            return BACKENDS[self.name][1](self.model)
        except Exception as error:  # engines differ in what they say of a model that is none
            what = " ".join(f"{type(error).__name__}: {error}".split())[:MOST_SAID]
            model = "its model" if self.model is None else repr(self.model)
            raise BackendUnavailable(f"tagger {self.name}: cannot load {model}: {what}") from error


@dataclass(frozen=True, slots=True)
class TaggerChoice:
    """The backend for the languages that it knows itself, and those for others, by language."""

    default: Backend = Backend("fast")
    languages: tuple[tuple[str, Backend], ...] = ()

    @classmethod
    def of(
        cls,
        name: str,
        model: str | None = None,
        languages: tuple[str, ...] = (),
        knowledge: str | None = None,
    ) -> "TaggerChoice":
        """From words: the default's name and model, and "language=name:model" of the others.

        `knowledge` is the knowledge base of a gazetteer that names none. Raises ValueError for
        words that are no choice.
        """
        chosen: dict[str, Backend] = {}
        for choice in languages:
            found = _CHOICE.fullmatch(choice)
            if found is None:
                raise ValueError(f"{choice!r} is not language=backend or language=backend:model")
            if found["language"] in chosen:
                raise ValueError(f"{found['language']!r} has two backends")
            own = knowledge if found["name"] == "gazetteer" else None
            chosen[found["language"]] = Backend(found["name"], found["model"] or own)
        return cls(Backend(name, model), tuple(chosen.items()))


DEFAULT = TaggerChoice()


def load_tagger(choice: TaggerChoice = DEFAULT) -> Tagger:
    """The tagger for the languages that have none of their own. Takes a second or two."""
    return choice.default.load()


def load_by_language(choice: TaggerChoice) -> dict[str, Tagger]:
    """The taggers of the languages that have one of their own; ANY for the rest."""
    loaded = {backend: backend.load() for backend in dict.fromkeys(dict(choice.languages).values())}
    return {language: loaded[backend] for language, backend in choice.languages}
