import gzip
from pathlib import Path

import numpy as np
import orjson

from service.training.names import LABELS, NUMBER, Document, Source, documents

TEXT = "Ana Silva saw the French fleet off Porto."
ENTITIES = [
    {"start": 0, "end": 9, "type": "PER"},
    {"start": 18, "end": 24, "type": "MISC"},
    {"start": 35, "end": 40, "type": "LOC"},
]
KINDS = {
    "PER": frozenset({"PERSON"}),
    "LOC": frozenset({"PLACE"}),
    "MISC": frozenset({"NORP", "EVENT", "OTHER"}),
}


def read(folder: Path, source: Source, **row: object) -> list[Document]:
    made = {"id": "1", "source": "made", "text": TEXT, "entities": ENTITIES, **row}
    with gzip.open(folder / source.file, "wb") as file:
        file.write(orjson.dumps(made))
    return list(documents(folder, [source]))


def allowed(document: Document, word: str) -> set[str]:
    (at,) = [place for place, one in enumerate(document.tokens.words) if one == word]
    return {LABELS[number] for number in np.flatnonzero(document.allowed[at])}


def test_marked_names_have_their_labels_and_other_words_none(tmp_path: Path) -> None:
    source = Source("a.gz", KINDS, frozenset(LABEL[2:] for LABEL in LABELS[1:]))
    (document,) = read(tmp_path, source, licence="CC BY 4.0")
    assert allowed(document, "Ana") == {"B-PERSON"}
    assert allowed(document, "Silva") == {"I-PERSON"}
    assert allowed(document, "French") == {"B-NORP"}
    assert allowed(document, "Porto") == {"B-PLACE"}
    assert allowed(document, "saw") == {"O"}
    assert document.names == {(0, 9, "PERSON"), (18, 24, "NORP"), (35, 40, "PLACE")}


def test_a_set_says_nothing_of_types_that_it_does_not_mark(tmp_path: Path) -> None:
    (document,) = read(tmp_path, Source("a.gz", {}), licence="OGL 3.0", entities=[])
    assert allowed(document, "saw") == {"O"}
    assert {"O", "B-NORP", "B-EVENT"} <= allowed(document, "French")
    assert not allowed(document, "French") & {"B-PERSON", "B-ORG", "B-PLACE"}


def test_only_rows_under_an_open_licence_are_learned_from(tmp_path: Path) -> None:
    source = Source("a.gz", KINDS)
    assert read(tmp_path, source, licence="CC BY-SA 3.0")
    for licence in ("CC BY-NC 4.0", "no licence file", "public domain/mixed; CC BY 4.0", ""):
        assert read(tmp_path, source, licence=licence) == []


def test_of_names_within_names_the_outermost_counts(tmp_path: Path) -> None:
    inner = {"start": 4, "end": 9, "type": "LOC"}
    (document,) = read(
        tmp_path, Source("a.gz", KINDS), licence="CC BY", entities=[ENTITIES[0], inner]
    )
    assert document.names == {(0, 9, "PERSON")}
    assert NUMBER["B-PERSON"] == 1
