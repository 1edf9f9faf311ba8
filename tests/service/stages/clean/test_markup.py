import numpy as np

from service.stages.clean.characters import words_of
from service.stages.clean.features import first_look
from service.stages.clean.html import parse
from service.stages.clean.lexicon import terms_of
from service.stages.clean.markup import Blocks, blocks_of, markup_look, name_terms
from service.stages.clean.model import load
from tests.service.stages.clean.pages import html_page


def blocks(content: str) -> Blocks:
    root = parse(content)
    assert root is not None
    return blocks_of(root)


def test_a_block_is_a_line_as_a_browser_shows_it() -> None:
    found = blocks("<p>One <b>bold</b>\n word<br>two</p>three<script>x</script><h1>Four</h1>")
    assert found.texts == ["One bold word", "two", "three", "Four"]
    assert found.headings == [False, False, False, True]


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
