"""What the model judges, and what is in no doubt."""

import numpy as np
import pytest

from service.stages.tag.fast import FastTagger, load_fast
from service.stages.tag.fast.model import Model, load_weights
from service.stages.tag.fast.tokens import tokenize

TEXT = (
    "The old ferry will carry passengers again from May, the harbour board of Oslo decided after a "
    "campaign that lasted four years. Sigrid Moen of the Ministry of Trade found its bell. "
    "nobody else had looked for it anywhere near the water."
)


def test_small_words_between_small_words_are_in_no_doubt() -> None:
    tokens = tokenize([TEXT])
    rows, scores, _ = Model(load_weights()).judge(tokens)
    doubted = [tokens.words[row] for row in rows.tolist()]
    assert len(rows) == len(scores) < 0.6 * len(tokens)
    assert {"Oslo", "of", "decided", "Sigrid", "Moen", "Ministry"} <= {*doubted}
    assert not {"passengers", "lasted", "looked", "anywhere"} & {*doubted}


def test_a_text_of_small_words_alone_has_nothing_to_judge() -> None:
    rows, scores, phrases = Model(load_weights()).judge(tokenize(["they had looked for it"]))
    assert (len(rows), len(scores), phrases) == (0, 0, [])


def test_names_are_those_of_a_model_that_doubts_every_word(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = load_fast().find([TEXT])
    monkeypatch.setattr(Model, "_doubted", lambda _self, types, _first: np.ones(len(types), bool))
    whole = FastTagger(load_weights()).find([TEXT])
    assert [(s.start, s.end, s.type) for s in quick[0]] == [
        (s.start, s.end, s.type) for s in whole[0]
    ]
    assert len(quick[0]) >= 3


def test_spellings_are_forgotten_when_they_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    model, tokens = Model(load_weights()), tokenize([TEXT])
    known = len(set(tokens.words))
    before = model.judge(tokens)
    model.judge(tokenize(["Zorblax Quendrith visited Fnordington."]))
    assert len(model._table.number) > known, "as long as they are few, they are kept"
    monkeypatch.setattr("service.stages.tag.fast.model.MOST_SPELLINGS", known)
    rows, scores, phrases = model.judge(tokens)
    assert len(model._table.number) == known
    np.testing.assert_array_equal(rows, before[0])
    np.testing.assert_array_equal(scores, before[1])
    assert phrases == before[2]
