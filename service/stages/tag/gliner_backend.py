"""Tagging by a GLiNER model, which is told the types in words (the extra `gliner`)."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from schemas.entity import EntityType
from service.stages.tag.pieces import pieces
from service.stages.tag.tagger import BackendUnavailable, Span, check_model, is_installed
from service.stages.tag.trimming import trimmed

# What the model is asked for.
LABELS = {
    "person": EntityType.PERSON,
    "organization": EntityType.ORG,
    "location": EntityType.PLACE,
    "nationality, religious or political group": EntityType.NORP,
    "event": EntityType.EVENT,
    "work of art or law": EntityType.WORK,
    "product": EntityType.PRODUCT,
}
THRESHOLD = 0.5  # probability of a name
WINDOWS_AT_ONCE = 8

_TOKEN = re.compile(r"\w+(?:[-_]\w+)*|\S")  # no fewer than the model's own words


class GlinerTagger:
    """A GLiNER model as a Tagger. It takes English, and whatever language it is set for."""

    languages = frozenset({"en"})

    def __init__(self, model: Any, engine: str, threshold: float = THRESHOLD) -> None:
        self._model = model
        self._threshold = threshold
        self.engine = engine

    def find(self, texts: Sequence[str]) -> list[list[Span]]:
        found: list[list[Span]] = [[] for _ in texts]
        windows = [
            (number, start + offset, window)
            for number, text in enumerate(texts)
            for start, piece in pieces(text)
            for offset, window in _windows(piece, int(self._model.config.max_len))
        ]
        if not windows:
            return found
        read = self._model.inference(
            [window for _, _, window in windows],
            list(LABELS),
            threshold=self._threshold,
            batch_size=WINDOWS_AT_ONCE,
        )
        for (number, start, _), names in zip(windows, read, strict=True):
            end = 0
            for name in sorted(names, key=lambda name: int(name["start"])):
                kind = LABELS[name["label"]]
                bounds = trimmed(texts[number], start + name["start"], start + name["end"], kind)
                if bounds and bounds[0] >= end:
                    found[number].append(Span(*bounds, kind, min(1.0, float(name["score"]))))
                    end = bounds[1]
        return found


def _windows(text: str, tokens: int) -> Iterator[tuple[int, str]]:
    """Runs of at most so many tokens: what is beyond them the model would leave unread."""
    starts = [token.start() for token in _TOKEN.finditer(text)]
    for first in range(0, len(starts), tokens):
        end = starts[first + tokens] if first + tokens < len(starts) else len(text)
        yield starts[first], text[starts[first] : end]


def check_gliner(model: str | None) -> None:
    """Raise BackendUnavailable where the package is not installed, or no model can be there."""
    if not is_installed("gliner"):
        raise BackendUnavailable("tagger gliner needs the extra `gliner`, as in copydesk[gliner]")
    check_model("gliner", model, "gliner_config.json")


def load_gliner(model: str | None) -> GlinerTagger:
    """The tagger with a model in a folder, or one of the Hugging Face hub by its name."""
    from importlib.metadata import version

    from gliner import GLiNER

    assert model is not None
    local = Path(model).is_dir()
    loaded = GLiNER.from_pretrained(model, local_files_only=local)
    return GlinerTagger(loaded, f"gliner {version('gliner')} {model}")
