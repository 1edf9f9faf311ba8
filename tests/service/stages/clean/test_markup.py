import numpy as np
import pytest

from service.stages.clean.characters import words_of
from service.stages.clean.features import first_look
from service.stages.clean.html import parse
from service.stages.clean.lexicon import terms_of
from service.stages.clean.markup import Blocks, blocks_of, markup_look, name_terms
from service.stages.clean.model import load
from tests.service.stages.clean.pages import PARAGRAPHS, html_page


def blocks(content: str) -> Blocks:
    root = parse(content)
    assert root is not None
    return blocks_of(root)


def test_a_block_is_a_line_as_a_browser_shows_it() -> None:
    found = blocks("<p>One <b>bold</b>\n word<br>two</p>three<script>x</script><h1>Four</h1>")
    assert found.texts == ["One bold word", "two", "three", "Four"]
    assert found.headings == [False, False, False, True]


@pytest.mark.parametrize(
    ("hidden", "texts"),
    [
        ("<p hidden>Secret</p>", ["Shown", "Below"]),
        ("<p HIDDEN=''>Secret</p>", ["Shown", "Below"]),
        ('<div style="color:red; Display : NONE"><p>Secret</p></div>', ["Shown", "Below"]),
        ("<span style='display:none !important'>Secret</span>", ["Shown", "Below"]),
        ("<figcaption hidden>Secret</figcaption>", ["Shown", "Below"]),
        ("<p hidden='until-found'>Found</p>", ["Shown", "Found", "Below"]),
        ("<p style='display:nonesuch'>Odd</p>", ["Shown", "Odd", "Below"]),
        ("<p style='text-display:none'>Odd</p>", ["Shown", "Odd", "Below"]),
    ],
)
def test_what_an_element_hides_is_no_block(hidden: str, texts: list[str]) -> None:
    found = blocks(f"<p>Shown</p>{hidden}<p>Below</p>")
    assert found.texts == texts
    assert found.captions == [False] * len(texts)


@pytest.mark.parametrize(
    ("ruby", "text"),
    [
        ("<ruby>大谷<rt>おおたに</rt></ruby>選手", "大谷選手"),
        ("<ruby>大谷<rt>おお<b>たに</b></ruby>選手", "大谷選手"),
        ("<ruby>大<rt>おお</rt>谷<rt>たに</rt></ruby>選手", "大谷選手"),
        ("<ruby><rb>大</rb><rt>おお<rb>谷</rb></ruby>選手", "大おお谷選手"),
        ("<ruby>大谷<rp>（</rp><rt>おおたに</rt><rp>）</rp></ruby>選手", "大谷（おおたに）選手"),
        ("大谷（おおたに）選手", "大谷（おおたに）選手"),
    ],
)
def test_how_a_word_is_read_is_no_part_of_its_line_but_in_brackets(ruby: str, text: str) -> None:
    assert blocks(f"<p>{ruby}</p>").texts == [text]


def test_a_word_hidden_inside_a_line_leaves_the_rest_of_it() -> None:
    assert blocks("<p>The ferry<span hidden> Secret</span> sails</p>").texts == ["The ferry sails"]


def test_a_page_that_hides_most_of_its_text_will_show_it() -> None:
    story = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    for state in ("hidden id='S:0'", "style='display:none'"):
        found = blocks(f"<p>{PARAGRAPHS[0]}</p><div {state}>{story}</div>")
        assert found.texts == [PARAGRAPHS[0], *PARAGRAPHS]
        assert blocks(f"{story}<div {state}><p>{PARAGRAPHS[0]}</p></div>").texts == [*PARAGRAPHS]


def test_a_caption_and_linked_text_are_told_apart() -> None:
    found = blocks("<figure><figcaption>A bell</figcaption></figure><p>To <a>the quay</a></p>")
    assert found.captions == [True, False]
    assert found.linked == [0, len("the quay")]


def test_names_of_elements_are_known_by_their_words() -> None:
    found = blocks('<div class="Related-Links" id="x">a</div><div class="related">b</div>')
    terms, elements = name_terms(found)
    assert len(terms) == len(elements) == 4
    assert terms[0] == terms[3]


def test_an_element_knows_what_stands_around_it() -> None:
    found = blocks(html_page())
    page = words_of(found.texts)
    rows = first_look(page, terms_of(page), load().lexicon)
    markup_look(rows, found, page.counts, load().lexicon)
    inside = dict(zip(found.texts, rows["within article"].tolist(), strict=True))
    assert {text: bool(value) for text, value in inside.items()} == {
        text: at in range(2, 7) for at, text in enumerate(found.texts)
    }
    assert rows["within nav"][:2].tolist() == [1, 1]
    assert rows["under main"][3:7].tolist() == [1, 1, 1, 1]
    assert np.isfinite(rows.matrix()).all()


def test_depth_is_no_matter_of_recursion() -> None:
    found = blocks("<div>" * 200 + "deep" + "</div>" * 200)
    assert found.texts == ["deep"]
    assert np.isfinite(load().judge_blocks(found)).all()
