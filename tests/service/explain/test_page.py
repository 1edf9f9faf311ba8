"""What is shown as kept is what the stage keeps, on any page."""

from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.article import RawArticle, Removal
from service.explain.page import (
    BODY,
    CAPTION,
    CLASSES,
    KEPT,
    REJECTED,
    TITLE,
    Explained,
    class_of,
    explain,
)
from service.stages.clean import html
from service.stages.clean.limits import MOST_LINES
from service.stages.clean.model import load
from service.stages.clean.page import printable, squash, visible_lines
from service.stages.clean.repair import repaired
from tests.service.stages.clean.pages import CAPTION as PRINTED_CAPTION
from tests.service.stages.clean.pages import FLAT, PARAGRAPHS, html_page
from tests.service.stages.clean.pages import TITLE as HEADLINE
from tests.service.stages.clean.test_properties import LINES, PAGES, SAMPLES, TAGS, cleaned_or_none


def kinds(page: Explained) -> dict[str, str]:
    return {line.text: line.kind for line in page.lines}


def account_agrees(article: RawArticle) -> None:
    page, event = explain(article), cleaned_or_none(article)
    assert page.event == event
    assert (page.rejected is None) == (event is not None)
    if event is None:
        assert {line.kind for line in page.lines} <= {REJECTED}
        return
    body = "".join(line.text for line in page.lines if line.kind == BODY)
    assert squash(body) == squash(event.body)
    removed = [(line.number, line.text, line.kind) for line in page.lines if not line.is_kept]
    assert removed == [(block.line, block.text, class_of(block.reason)) for block in event.removed]


@given(PAGES)
@settings(deadline=None, max_examples=25)
def test_what_is_kept_of_any_text_is_what_clean_keeps(page: str) -> None:
    account_agrees(RawArticle(id="t", content=page, content_type="text/plain"))


# Without text that is mended when two of its lines come to stand together.
MARKUP = (
    st.lists(st.one_of(LINES, TAGS), max_size=40)
    .map("".join)
    .filter(lambda page: repaired(printable(page)) == printable(page))
)


@given(MARKUP)
@settings(deadline=None, max_examples=25)
def test_what_is_kept_of_any_markup_is_what_clean_keeps(page: str) -> None:
    account_agrees(RawArticle(id="t", content=page, content_type="text/html"))


@pytest.mark.parametrize("name", SAMPLES)
def test_what_is_kept_of_a_sample_is_what_clean_keeps(name: str) -> None:
    account_agrees(RawArticle(content=files("service.samples").joinpath(name).read_text("utf-8")))


def test_a_page_is_explained_line_by_line() -> None:
    page = explain(RawArticle(content=FLAT))
    assert [line.text for line in page.lines] == visible_lines(FLAT)
    found = kinds(page)
    assert found[HEADLINE] == TITLE
    assert found[PRINTED_CAPTION] == CAPTION
    assert {found[paragraph] for paragraph in PARAGRAPHS} == {BODY}
    assert found["By Kari Solberg and Jonas Ek"] == "metadata"
    assert found["Elephants Cross a Bridge in Pune"] == "teaser"
    odds = load()(visible_lines(FLAT)).tolist()
    assert [line.odds for line in page.lines] == odds
    assert all(0 <= line.probability <= 1 for line in page.lines)
    assert page.how == "The classifier judged the lines of the text."


def test_lines_of_html_have_the_odds_that_the_markup_gives_them() -> None:
    page = explain(RawArticle(content=html_page(), content_type="text/html"))
    assert page.how == "The classifier judged the lines and the markup around them."
    reasons = {reason.what for line in page.lines for reason in line.reasons}
    assert reasons & {"kind of element", "element beside the article", "share of links"}


def test_a_short_page_judged_by_rule_says_so() -> None:
    page = explain(RawArticle(content="The ferry will sail in May."))
    assert page.event is not None
    assert page.how == "A page of few lines, judged by rule: all that looks like prose was kept."


def test_a_gallery_without_text_says_so() -> None:
    lines = [f"The ferry in {year}. (NTP Photo/Arne Lie)" for year in range(1934, 1940)]
    page = explain(RawArticle(content="\n".join([HEADLINE, *lines])))
    assert page.how == "A gallery: no line was found to be its text, and its captions were kept."
    assert [line.kind for line in page.lines] == [TITLE, *[CAPTION] * 6]


def test_a_page_that_trafilatura_chose_for_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("service.stages.clean.reading", "service.explain.page"):
        name = "find_in_markup" if module.endswith("reading") else "by_odds"
        monkeypatch.setattr(f"{module}.{name}", lambda *_: ())
    monkeypatch.setattr(html, "article_text", lambda *_: "\n".join(PARAGRAPHS))
    page = explain(RawArticle(content=html_page(), content_type="text/html"))
    assert page.how.startswith(f"{html.ENGINE} chose the lines")
    assert [line.text for line in page.lines if line.kind == BODY] == list(PARAGRAPHS)


def test_a_huge_page_says_that_its_markup_was_left_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "MOST_ELEMENTS", 5)
    page = explain(RawArticle(content=html_page(), content_type="text/html"))
    assert page.how.startswith("The page is huge")


def test_a_rejected_page_shows_its_lines_and_the_reason() -> None:
    page = explain(RawArticle(content="Home\nNews\nSport"))
    assert page.rejected == "nothing_to_read: no article among the 3 visible lines of the page"
    assert [line.kind for line in page.lines] == [REJECTED] * 3
    assert all(line.reasons or abs(line.odds) > 0 for line in page.lines)


def test_a_line_that_a_rule_took_out_says_which() -> None:
    text = "\n".join([*PARAGRAPHS, PARAGRAPHS[0], *PARAGRAPHS[1:]])
    repeated = explain(RawArticle(content=text)).lines[len(PARAGRAPHS)]
    assert (repeated.kind, repeated.note) == ("duplicate", "the page has said it before")


def test_a_page_beyond_the_limits_has_no_lines_but_the_reason() -> None:
    page = explain(RawArticle(content="word\n" * (MOST_LINES + 1)))
    assert page.lines == ()
    assert page.rejected == "too_large: the page has more than 50,000 visible lines"
    assert page.how == "The page was not read."


def test_no_removed_line_has_the_class_of_a_kept_one() -> None:
    assert not {class_of(reason) for reason in Removal} & {*KEPT, REJECTED}
    assert len(set(CLASSES)) == len(CLASSES)


def test_a_page_with_nothing_on_it_is_explained_too() -> None:
    page = explain(RawArticle(content=" \n "))
    assert page.lines == ()
    assert page.rejected is not None
