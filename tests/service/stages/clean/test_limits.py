"""Pages beyond the limits, and those just within."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import HtmlElement

from schemas.article import RawArticle
from schemas.deadletter import Reason
from service.stages import Rejected
from service.stages.clean import clean, html, limits
from service.stages.clean.limits import MOST_ATTRIBUTES, check_content, check_tree
from tests.service.stages.clean.pages import FLAT, PARAGRAPHS, html_page

JSON = "<script type='application/ld+json'>{}</script>"


def refused(content: str, content_type: str | None = None) -> str:
    """The message of the rejection."""
    article = RawArticle.model_validate({"content": content, "content_type": content_type})
    with pytest.raises(Rejected) as found:
        clean(article)
    assert found.value.reason is Reason.TOO_LARGE
    return str(found.value)


def tree(content: str) -> HtmlElement:
    root = html.parse(content)
    assert root is not None
    return root


def attributes(count: int) -> str:
    return " ".join(f"a{number}" for number in range(count))


def test_a_page_may_have_so_many_lines_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = len(FLAT.splitlines())
    monkeypatch.setattr(limits, "MOST_LINES", lines)
    assert clean(RawArticle(content=FLAT)).body
    assert refused(FLAT + "\nmore") == f"the page has more than {lines} visible lines"
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS * 10)
    assert "visible lines" in refused(paragraphs, "text/html")


def test_a_page_may_have_so_many_elements_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    elements = sum(1 for _ in tree(html_page()).iter())
    monkeypatch.setattr(limits, "MOST_ELEMENTS", elements)
    assert clean(RawArticle(content=html_page(), content_type="text/html")).body
    content = html_page(above="<b>one</b>")
    assert refused(content, "text/html") == f"the page has more than {elements} elements"


@pytest.mark.parametrize(
    "tag",
    [
        "<p {}>",
        "<p/{}>",
        "<P\n{}/>",
        "<p x='>' {}>",
        '<p x=">" y=unquoted {}>',
        "<!-- a -- <b> --><script>a<b && c>d</script><p {}>",
        "<style>p > a {{}}</style>< p><!doctype html><p {}>",
    ],
)
def test_an_element_may_have_so_many_attributes_and_no_more(
    tag: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "_FEW", 0)
    before = tag.count("=")
    check_content(tag.format(attributes(MOST_ATTRIBUTES - before)) + "text")
    with pytest.raises(Rejected, match="more than 1,000 attributes"):
        check_content(tag.format(attributes(MOST_ATTRIBUTES + 1 - before)) + "text")


def test_what_only_looks_like_attributes_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_FEW", 0)
    many = attributes(2 * MOST_ATTRIBUTES)
    for content in (f"<!-- <p {many} -->", f"<script>a<b {many}</script>", f"<p x='{many}'>", many):
        check_content(content)


@given(
    st.lists(st.sampled_from([*"<>='\"/! -abp\n", "<!--", "-->", "<p ", "<script>"])).map("".join)
)
@settings(deadline=None)
def test_any_markup_of_a_few_elements_is_ordinary(content: str) -> None:
    match = limits._ORDINARY.match(content)
    assert match is not None
    assert match.end() == len(content)


def test_a_page_of_many_attributes_is_refused_before_it_is_parsed() -> None:
    content = f"<p {attributes(60_000)}>{PARAGRAPHS[0]}</p>"
    assert len(content) > limits._FEW
    assert refused(content, "text/html").startswith("an element of the page has more than")


def test_broken_json_is_left_unread_where_there_is_much_of_it() -> None:
    broken = '{"author": ' * 1000
    root = tree(JSON.format(broken) * 5 + JSON.format('{"headline": "fine"}') + "<p>text</p>")
    check_tree(root, 0)
    texts = [script.text or "" for script in root.xpath("//script")]
    assert "fine" in texts[-1]
    assert sum(len(text) for text in texts if "author" in text) <= limits.MOST_BROKEN_JSON
    little = tree(JSON.format(broken[:1000]) + "<p>text</p>")
    check_tree(little, 0)
    assert little.xpath("string(//script)") == broken[:1000]  # control


@pytest.mark.parametrize(
    ("json", "is_read"),
    [
        ('{"a": "' + "x" * 100_000 + '"}', True),
        ('{"a": "' + "x" * limits.MOST_JSON + '"}', False),
        ('{"a": "' + "<p>" * 500 + '"}', True),
        ('{"a": "' + "<p>" * 1001 + '"}', False),
    ],
)
def test_json_of_a_sane_size_is_read(json: str, is_read: bool) -> None:
    root = tree(JSON.format(json).replace("</p>", "") + "<p>text</p>")
    check_tree(root, 0)
    assert bool(root.xpath("string(//script)")) is is_read


def test_metadata_of_a_sane_size_is_read() -> None:
    long = "x" * (limits.MOST_METADATA + 1)
    head = (
        f"<head><title>{long}</title><meta name=a content='{long}'><meta name=b content=y></head>"
    )
    root = tree(f"{head}<body><p>text</p></body>")
    check_tree(root, 0)
    assert root.xpath("string(//title)") == ""
    assert root.xpath("//meta/@content") == ["y"]


def test_so_many_scripts_and_metas_are_read_and_no_more() -> None:
    scripts, metas = limits.MOST_SCRIPTS, limits.MOST_METAS
    root = tree(JSON * (scripts + 1) + "<meta name=a content=b>tail" * (metas + 1))
    check_tree(root, 0)
    assert len(root.xpath("//script[text()]")) == scripts
    assert len(root.xpath("//meta[@content]")) == metas
    assert root.text_content().count("tail") == metas + 1
