"""Tagging by any token classifier of the package transformers (the extra `transformers`)."""

from collections.abc import Sequence
from typing import Any

from service.stages.tag.labels import type_of
from service.stages.tag.pieces import pieces
from service.stages.tag.tagger import BackendUnavailable, Span, check_model, is_installed
from service.stages.tag.trimming import trimmed

WINDOWS_AT_ONCE = 8  # of the tokens that the model reads at a time
OVERLAP = 0.25  # of two windows, so that no name is cut


class TransformersTagger:
    """A token classification pipeline as a Tagger.

    It takes English, and whatever language it is set for.
    """

    languages = frozenset({"en"})

    def __init__(self, classify: Any, engine: str) -> None:
        self._classify = classify
        self.engine = engine

    def find(self, texts: Sequence[str]) -> list[list[Span]]:
        found: list[list[Span]] = [[] for _ in texts]
        places = [
            (n, start, piece) for n, text in enumerate(texts) for start, piece in pieces(text)
        ]
        if not places:
            return found
        read = self._classify([piece for _, _, piece in places], batch_size=WINDOWS_AT_ONCE)
        for (number, start, _), names in zip(places, read, strict=True):
            end = 0
            for name in sorted(names, key=lambda name: int(name["start"])):
                kind = type_of(name["entity_group"])
                if kind is None:
                    continue
                first, last = start + int(name["start"]), start + int(name["end"])
                bounds = trimmed(texts[number], first, last, kind)
                if bounds and bounds[0] >= end:
                    found[number].append(Span(*bounds, kind, min(1.0, float(name["score"]))))
                    end = bounds[1]
        return found


def check_transformers(model: str | None) -> None:
    """Raise BackendUnavailable where the packages are not installed, or no model can be there."""
    if not (is_installed("transformers") and is_installed("torch")):
        raise BackendUnavailable(
            "tagger transformers needs the extra `transformers`, as in copydesk[transformers]"
        )
    check_model("transformers", model, "config.json")


def load_transformers(model: str | None) -> TransformersTagger:
    """The tagger with a model in a folder, or one of the Hugging Face hub by its name."""
    import transformers

    tokenizer = transformers.AutoTokenizer.from_pretrained(model)
    classifier = transformers.AutoModelForTokenClassification.from_pretrained(model)
    # Some tokenizers do not say how much their model reads at a time.
    positions = getattr(classifier.config, "max_position_embeddings", None) or 512
    tokenizer.model_max_length = min(tokenizer.model_max_length, positions)
    classify = transformers.pipeline(
        "token-classification",
        model=classifier,
        tokenizer=tokenizer,
        aggregation_strategy="first",
        stride=int(tokenizer.model_max_length * OVERLAP),
    )
    return TransformersTagger(classify, f"transformers {transformers.__version__} {model}")
