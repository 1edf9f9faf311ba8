import numpy as np
import pytest

from service.explain.page import judged
from service.explain.reasons import (
    OTHER,
    STRONGEST,
    WEAK,
    Reason,
    added,
    group_of,
    mixed,
    strongest,
)
from service.stages.clean.forest import Forest
from service.stages.clean.html import parse
from service.stages.clean.markup import blocks_of
from service.stages.clean.model import load
from tests.service.stages.clean.pages import FLAT, PARAGRAPHS, html_page


def test_every_feature_of_the_classifier_belongs_to_a_reason() -> None:
    root = parse(html_page())
    assert root is not None
    names = load().see_blocks(blocks_of(root)).names
    assert [name for name in names if group_of(name) == OTHER] == []
    assert set(load().see(FLAT.split("\n")).names) < set(names)
    assert group_of("phase of the moon") == OTHER  # control


@pytest.mark.parametrize(
    ("feature", "reason"),
    [
        ("size", "length"),
        ("size -1", "lines around"),
        ("stops", "how it ends"),
        ("word mean", "wording"),
        ("word mean +2", "words around"),
        ("word length", "length of words"),
        ("least after", "cues above"),
        ("score +1", "neighbours"),
        ("linked within 3", "share of links"),
        ("within nav", "kind of element"),
        ("prose of siblings", "element beside the article"),
        ("prose of page", "lines around"),
        ("repeats", "repeated on the page"),
        ("place", "position on the page"),
    ],
)
def test_a_feature_belongs_to_the_reason_that_a_person_would_name(
    feature: str, reason: str
) -> None:
    assert group_of(feature) == reason


def test_reasons_are_the_strongest_first_and_few() -> None:
    model = load()
    lines = FLAT.split("\n")
    rows = model.see(lines)
    found = strongest(added(rows.names, rows.matrix(), model.first, model.second))
    assert len(found) == len(lines)
    for reasons in found:
        weights = [abs(reason.weight) for reason in reasons]
        assert weights == sorted(weights, reverse=True)
        assert len(weights) <= STRONGEST
        assert all(weight >= WEAK for weight in weights)
    assert all(reason.weight > 0 for reason in found[lines.index(PARAGRAPHS[1])])
    assert any(reason.weight < 0 for reason in found[lines.index("Subscribe")])


def test_the_first_judgement_is_put_down_to_its_own_reasons() -> None:
    names = ("length", "stops", "score")
    features = np.array([[1, 0], [0, 1], [1, -1]], np.float32)
    first = stump(feature=0, below=-1, above=1)
    second = stump(feature=2, below=-2, above=2)
    assert strongest(added(names, features, first, second)) == [
        (Reason("length", 2.0),),
        (Reason("length", -2.0),),
    ]
    contrary = stump(feature=0, below=1, above=-1)
    assert strongest(added(names, features, contrary, second))[0] == (
        Reason("first judgement", 2.0),
    )


def test_reasons_of_html_add_up_to_the_odds_that_decide() -> None:
    root = parse(html_page())
    assert root is not None
    blocks, model = blocks_of(root), load()
    odds, judgement = judged(blocks.texts, blocks)
    beside = odds - odds.mean()
    assert sum(judgement.values()) == pytest.approx(beside, abs=1e-3)
    assert odds.tolist() == model.judge_blocks(blocks).tolist()
    rows = model.see_blocks(blocks)
    by_markup = added(rows.names, rows.matrix(), model.html_first, model.html_second)
    assert sum(by_markup.values()) != pytest.approx(beside, abs=0.1)  # control


def test_judgements_are_mixed_by_their_shares() -> None:
    markup, text = (
        {"a": np.array([1.0, -1.0])},
        {"a": np.array([3.0, 1.0]), "b": np.array([2.0, 0])},
    )
    mixture = mixed([(0.75, markup), (0.25, text)])
    assert {group: row.tolist() for group, row in mixture.items()} == {
        "a": [1.5, -0.5],
        "b": [0.5, 0.0],
    }
    assert strongest(mixture)[0] == (Reason("a", 1.5), Reason("b", 0.5))


def stump(feature: int, below: float, above: float) -> Forest:
    return Forest(
        feature=np.array([[feature]], np.int16),
        border=np.array([[0.5]], np.float32) if feature < 2 else np.array([[0.0]], np.float32),
        leaf=np.array([[below, above]], np.float32),
        bias=0.0,
    )
