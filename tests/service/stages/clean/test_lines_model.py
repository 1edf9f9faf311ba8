"""The parts of the line classifier, and floors under what it does with pages of our own."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.stages.clean import characters as ch
from service.stages.clean.characters import words_of
from service.stages.clean.features import Windows, first_look, second_look
from service.stages.clean.forest import Forest
from service.stages.clean.lexicon import Lexicon, place, terms_of
from service.stages.clean.model import BELOW_END, PART, ended, load, runs
from tests.service.stages.clean.pages import FLAT, PARAGRAPHS

LINE = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=60
).filter(str.strip)


def test_words_know_their_line_their_length_and_how_they_begin() -> None:
    page = words_of(["Two Words!", "…", "港务局 a1"])
    assert page.counts.tolist() == [2, 0, 4]
    assert page.line.tolist() == [0, 0, 2, 2, 2, 2]
    assert page.length.tolist() == [3, 5, 1, 1, 1, 2]
    assert [bool(opening & ch.UPPER) for opening in page.opening[:2]] == [True, True]
    assert [bool(opening & ch.DENSE) for opening in page.opening[2:]] == [True, True, True, False]


def test_a_hash_knows_no_case_no_place_and_no_digit_from_another() -> None:
    page = words_of(["Share 12", "a share, 34 SHARE"])
    share, number = page.hash[:2]
    assert [h == share for h in page.hash] == [True, False, False, True, False, True]
    assert page.hash[4] == number
    assert words_of(["12 SHARES"]).line_hash == words_of(["47 shares"]).line_hash
    assert words_of(["12 shares"]).line_hash != words_of(["shares 12"]).line_hash


@given(st.lists(LINE, min_size=1, max_size=8))
def test_lines_and_words_tile_the_page(lines: list[str]) -> None:
    page = words_of(lines)
    assert (page.stop - page.start).tolist() == [len(line) for line in lines]
    assert page.counts.sum() == len(page.hash) == len(page.line)


@given(st.lists(LINE, min_size=1, max_size=12), st.integers(0, 9))
def test_every_feature_of_any_page_is_a_number(lines: list[str], seed: int) -> None:
    page = words_of(lines)
    rows = first_look(page, terms_of(page), load().lexicon)
    odds = np.random.default_rng(seed).normal(size=len(lines)).astype(np.float32)
    second_look(page, rows, odds)
    assert np.isfinite(rows.matrix()).all()
    assert rows.matrix().shape == (len(rows.names), len(lines))


def test_a_lexicon_finds_what_was_put_in_and_nothing_else() -> None:
    known, unknown = words_of(["alpha beta"]).hash
    lexicon = Lexicon(0.5)
    slot, check = place(np.array([known]))
    lexicon.check[slot], lexicon.weights[slot] = check, [4, -2, 0]
    assert lexicon(np.array([known, unknown])).tolist() == [[2, -1, 0], [0, 0, 0]]


def test_a_forest_adds_the_leaves_that_its_answers_lead_to() -> None:
    forest = Forest(
        feature=np.array([[0, 1], [1, 1]], np.int16),
        border=np.array([[0.5, 0.5], [0.0, np.inf]], np.float32),
        leaf=np.array([[1, 2, 4, 8], [16, 32, 64, 128]], np.float32),
        bias=0.25,
    )
    features = np.array([[0, 1, 0, 1], [-1, -1, 1, 1]], np.float32)
    assert forest(features).tolist() == [17.25, 18.25, 36.25, 40.25]
    many = np.tile(features, 2000)
    assert forest(many).tolist() == [17.25, 18.25, 36.25, 40.25] * 2000


def test_windows_stop_at_the_ends_of_the_page() -> None:
    sums = Windows(np.array([[1, 2, 3, 4]], np.float32), 5)
    assert sums(-1, 1).tolist() == [[3, 6, 9, 7]]
    assert sums(1, 5).tolist() == [[9, 7, 4, 0]]
    assert sums(-5, -1).tolist() == [[0, 1, 3, 6]]


def test_a_change_must_be_worth_its_cost() -> None:
    odds = np.array([3, 3, -0.5, 3, -3, -3, 0.5, -3], np.float32)
    kept = [True, True, True, True, False, False, False, False]
    assert runs(odds, 1.0).tolist() == kept
    assert runs(odds, 0.0).tolist() == [
        *kept[:2],
        False,
        True,
        False,
        False,
        True,
        False,
    ]  # control
    assert runs(np.zeros(0, np.float32), 1.0).tolist() == []


def test_below_the_likeliest_end_of_the_article_a_line_is_less_likely_body() -> None:
    odds = np.array([2, 2, 2, 2, 2], np.float32)
    below = np.array([-3, -1, 0.5, -1, 4], np.float32)
    assert (odds - ended(odds, below)).tolist() == [0, 0, 0, 0, BELOW_END]
    assert ended(odds, np.full(5, -1, np.float32)).tolist() == odds.tolist()


def test_the_classifier_gives_the_same_odds_again_and_page_by_page() -> None:
    lines = FLAT.split("\n")
    assert load()(lines).tolist() == load()(lines).tolist()
    assert len(load()([])) == 0
    assert len(load()(["word"] * (PART + 1))) == PART + 1


@pytest.mark.parametrize("paragraph", PARAGRAPHS)
def test_prose_has_better_odds_than_any_furniture_of_its_page(paragraph: str) -> None:
    lines = FLAT.split("\n")
    odds = dict(zip(lines, load()(lines), strict=True))
    assert odds[paragraph] > max(odds[line] for line in lines if len(line) < 40)


def test_the_weights_say_what_they_were_made_from_and_how_good_they_are() -> None:
    about = load().about
    assert len(about["data"]) == 64
    assert about["scores"]["en_news full"]["f1"] > 0.9
