import gzip
from pathlib import Path

import numpy as np
import orjson
import pytest

from service.stages.tag.fast.model import load_weights
from service.stages.tag.fast.tokens import tokenize
from service.training.names import LABELS
from service.training.silver import (
    NEWS,
    WIKINEWS,
    Heard,
    Teacher,
    digest_of,
    hints,
    unmarked_texts,
)

TEXT = "Angela Merkel flew to Berlin. Zqx Frblk was there."
HEARD = Heard([(0, 13, "PERSON"), (22, 28, "GPE")], [(0, "NNP"), (7, "NNP"), (14, "VBD")])


def own_features(heard: Heard) -> list[set[int]]:
    tokens = tokenize([TEXT])
    own: list[set[int]] = [set() for _ in tokens.words]
    for places, ids in hints(tokens, heard):
        rows = range(len(tokens)) if places is None else places.tolist()
        for place, one in zip(rows, ids.tolist(), strict=True):
            own[place].add(one)
    return own


def test_hints_tell_what_was_heard_of_a_word_and_beside_it() -> None:
    with_names, without = own_features(HEARD), own_features(Heard([], HEARD.tags))
    changed = [a != b for a, b in zip(with_names, without, strict=True)]
    # "Angela Merkel" and "Berlin", and each of their neighbours
    assert changed == [True, True, True, True, True, True, False, False, False, False, False]


def test_a_text_of_which_nothing_was_heard_has_hints_of_nothing() -> None:
    assert all(own_features(Heard([], [])))


@pytest.fixture(scope="module")
def teacher() -> Teacher:
    return Teacher(load_weights(), {TEXT: HEARD})


def test_the_teacher_allows_one_label_where_it_is_sure(teacher: Teacher) -> None:
    document = teacher.mark(TEXT, "made: CC BY 4.0")
    assert document.credit == "made: CC BY 4.0"
    allowed = dict(zip(document.tokens.words, document.allowed, strict=True))
    for word, label in (("Angela", "B-PERSON"), ("Merkel", "I-PERSON"), ("Berlin", "B-PLACE")):
        assert [LABELS[one] for one in np.flatnonzero(allowed[word])] == [label]
    assert {(0, 13, "PERSON"), (22, 28, "PLACE")} <= document.names


def test_every_word_has_a_label_that_may_be(teacher: Teacher) -> None:
    assert teacher.mark(TEXT, "").allowed.any(axis=1).all()


def test_texts_are_those_under_open_licences(tmp_path: Path) -> None:
    for path, made in (
        (tmp_path / WIKINEWS, [{"text": "one", "source": "a", "licence": "CC BY 2.5"}]),
        (
            tmp_path / NEWS,
            [
                {"gold_body": "two", "source": "b", "licence": "Apache-2.0 (repo)"},
                {"gold_body": "three", "source": "c", "licence": "GPL-3.0 (repo)"},
            ],
        ),
    ):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(gzip.compress(b"\n".join(map(orjson.dumps, made))))
    texts = unmarked_texts(tmp_path, tmp_path)
    assert texts == {"one": "a: CC BY 2.5", "two": "b: Apache-2.0 (repo)"}
    assert digest_of(texts) != digest_of(["one"])
