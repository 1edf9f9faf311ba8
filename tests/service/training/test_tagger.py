"""The trainer of the tagger on six sentences."""

import io

import pytest

from service.stages.tag.fast import FastTagger
from service.stages.tag.fast.model import Weights, load_weights
from service.training import tagger
from service.training.names import LABELS, Document, Source
from tests.service.training.test_names import KINDS, read

PEOPLE = ("Ana Silva", "Karl Berg", "Mia Lund", "Ida Moen", "Tom Reid", "Eva Holm")
PLACES = ("Porto", "Lisbon", "Oslo", "Bergen", "Paris", "Madrid")
ALL_TYPES = frozenset(label[2:] for label in LABELS[1:])


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> list[Document]:
    """Six sentences, each with a person and a place."""
    found = []
    for person, place in zip(PEOPLE, PLACES, strict=True):
        text = f"The board said that {person} lives in {place} and works there."
        entities = [
            {"start": text.index(name), "end": text.index(name) + len(name), "type": kind}
            for name, kind in ((person, "PER"), (place, "LOC"))
        ]
        found += read(
            tmp_path_factory.mktemp("made"),
            Source("a.gz", KINDS, ALL_TYPES),
            text=text,
            entities=entities,
            licence="CC BY 4.0",
        )
    return found


def learned(documents: list[Document]) -> Weights:
    shipped = load_weights()
    made: Weights = tagger.learn(
        documents, shipped.lexicon, shipped.phrases, {"data": "made"}, rounds=20
    )
    return made


def saved(weights: Weights) -> bytes:
    file = io.BytesIO()
    weights.save(file)
    return file.getvalue()


def test_training_again_gives_the_same_bytes(marked: list[Document]) -> None:
    first = saved(learned(marked))
    assert saved(learned(marked)) == first
    assert saved(learned(marked[1:])) != first


def test_what_was_learned_finds_names_that_were_not_there(marked: list[Document]) -> None:
    text = "The board said that Jon Dahl lives in Vienna and works there."
    (spans,) = FastTagger(learned(marked)).find([text])
    assert [(text[s.start : s.end], s.type.value) for s in spans] == [
        ("Jon Dahl", "PERSON"),
        ("Vienna", "PLACE"),
    ]
