"""The report: whole, safe with hostile pages, and readable."""

import re
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import HtmlElement, document_fromstring

from schemas.article import RawArticle
from service.explain.html import PALETTES, report
from service.explain.page import Explained, Line, explain
from service.explain.reasons import Reason
from service.explain.story import Story
from service.stages.clean.page import one_line
from tests.service.stages.clean.pages import FLAT, PARAGRAPHS, TITLE

HOSTILE = (
    "</td></table><script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    "<!-- <!DOCTYPE x [<!ENTITY e 'x'>]> ]]>",
    '" onmouseover="alert(1)" x="',
    "&lt;b&gt; &amp;amp; &#60;script&#62;",
    "</MARK><svg/onload=alert(1)>",
    "\u202eright to left\u2066",
    "\x00\x1b[2J\ufffe\ud800 control",
)


def parsed(items: Iterable[Explained | Story]) -> HtmlElement:
    return document_fromstring("".join(report(items)))


def tags(root: HtmlElement) -> set[str]:
    return {str(element.tag) for element in root.iter()}


def test_the_report_holds_every_line_with_its_class_chance_and_reasons() -> None:
    page = explain(RawArticle(content=FLAT), "ferry.txt")
    root = parsed([page])
    assert root.xpath("//h1/text()") == ["ferry.txt"]
    rows = root.xpath("//tbody/tr")
    assert len(rows) == len(page.lines)
    for row, line in zip(rows, page.lines, strict=True):
        number, kind, chance, text, why = (cell.text_content() for cell in row.xpath("td"))
        assert (number, text) == (str(line.number), line.text)
        assert kind == line.kind.replace("_", " ")
        assert chance == f"{line.probability:.0%}"
        assert all(reason.what in why for reason in line.reasons)
    assert [mark.text_content() for mark in root.xpath("//td/mark[@class='body']")] == list(
        PARAGRAPHS
    )
    assert root.xpath("string(//td/mark[@class='title'])") == TITLE
    legend = root.xpath("//ul[@class='legend']/li")
    assert "body 4" in [item.text_content() for item in legend]


def test_the_report_needs_no_other_file_and_runs_no_script() -> None:
    text = "".join(report([explain(RawArticle(content=FLAT))]))
    root = document_fromstring(text)
    assert not tags(root) & {"script", "link", "img", "iframe", "object", "base", "form"}
    assert not re.search(r"url\(|@import|https?:", text)
    policy = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'"]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_a_page_says_never_becomes_markup(hostile: str) -> None:
    harmless = parsed([hostile_page("x")])
    root = parsed([hostile_page(hostile)])
    assert tags(root) == tags(harmless)
    assert len(list(root.iter())) == len(list(harmless.iter()))
    assert attributes(root) == attributes(harmless)
    assert root.xpath("string(//td[contains(@class, 'text')])") == one_line(hostile)


@given(st.text(max_size=60))
@settings(deadline=None)
def test_no_text_can_become_markup_or_break_the_report(text: str) -> None:
    root = parsed([hostile_page(text)])
    assert len(list(root.iter())) == len(list(parsed([hostile_page("x")]).iter()))


def test_the_check_would_see_markup() -> None:
    text = "".join(report([hostile_page("MARK")])).replace("MARK", HOSTILE[0])
    assert "script" in tags(document_fromstring(text))


def test_hostile_text_in_a_real_page_stays_text() -> None:
    content = FLAT.replace("Home", "Home <script>alert(1)</script>")
    page = explain(RawArticle(content=content, content_type="text/plain", title=HOSTILE[1]))
    assert "script" not in tags(parsed([page]))
    assert "img" not in tags(parsed([page]))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("text", "background"),
    [
        *(("ink", name) for name in ("page", "title", "body", "caption")),
        *((name, "page") for name in ("quiet", "for", "against")),
    ],
)
def test_text_stands_out_from_its_background(scheme: str, text: str, background: str) -> None:
    palette = PALETTES[scheme]
    assert contrast(palette[text], palette[background]) >= 4.5
    assert contrast("#777777", "#ffffff") < 4.5  # control


def hostile_page(text: str) -> Explained:
    """A page that says `text` wherever it has a say."""
    line = Line(0, text, "body", 1.0, (Reason("wording", 1.0),), "a note")
    return Explained(text, "How.", (line,), None, text)


def attributes(root: HtmlElement) -> list[list[str]]:
    return [sorted(map(str, element.attrib)) for element in root.iter()]


def contrast(one: str, other: str) -> float:
    """Of two colours, as WCAG 2.2 defines it."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
