"""The report of a story: marked, linked, whole, safe with hostile events, and readable."""

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import HtmlElement, document_fromstring

from schemas.article import RawArticle, TaggedArticle
from schemas.entity import Entity, EntityType, Mention
from service.explain.html import PALETTES, report
from service.explain.page import explain
from service.explain.story import MOST_MARKS, MOST_ROWS, MOST_TEXT, Story
from service.explain.story_html import HUES, LINES, MOST_LIT, story_section
from service.stages.clean.page import one_line
from tests.service.explain.stories import BODY, CAPTION, TITLE, story, story_article
from tests.service.explain.test_html import HOSTILE, attributes, contrast, parsed, tags
from tests.service.stages.clean.pages import FLAT


def marks(root: HtmlElement, path: str) -> list[tuple[str, str]]:
    """Text and type of the marks under `path`."""
    return [
        (mark.text_content(), mark.get("title")) for mark in root.xpath(f"{path}//mark[@title]")
    ]


def test_title_body_and_captions_are_whole_with_each_name_marked() -> None:
    root = parsed([story()])
    assert root.xpath("string(//h1)") == TITLE
    assert marks(root, "//h1") == [("Olena Koval", "PERSON"), ("Kyiv", "PLACE")]
    found = [p.text_content() for p in root.xpath("//div[@class='body']/p")]
    assert found == [*BODY.split("\n\n"), CAPTION]
    assert marks(root, "//div[@class='body']/p[1]") == [
        ("Kyiv", "PLACE"),
        ("Monday", "DATE"),
        ("Olena Koval", "PERSON"),
        ("Fjordlinje", "ORG"),
    ]
    assert marks(root, "//p[@class='caption-text']") == [("NTP", "ORG")]


def test_every_mention_leads_to_the_row_of_its_entity() -> None:
    root = parsed([story(), story()])
    rows = {row.get("id"): row for row in root.xpath("//aside//tr[@id]")}
    assert len(rows) == 2 * len(story_article().entities)
    for anchor in root.xpath("//mark/a"):
        name = anchor.get("href").removeprefix("#")
        assert name in rows
        assert {name} < set(anchor.getparent().get("class").split())
    (kyiv,) = root.xpath("//section[@id='s1']//mark[.='Kyiv' and ancestor::h1]/a/@href")
    assert rows[kyiv[1:]].xpath("string(.//bdi)") == "Kyiv"
    style = root.xpath("string(//section[@id='s1']/style)")
    assert f".{kyiv[1:]}:is(:hover" in style


def test_a_row_says_what_is_known_and_why_it_was_linked() -> None:
    root = parsed([story()])
    (row,) = root.xpath("//tr[.//bdi='Kyiv' and @id]")
    said = row.text_content()
    for part in ("city", "UA", "50.45° N", "stands for the government", "linked, 93% sure"):
        assert part in said
    assert [item.text_content() for item in row.xpath(".//details//li")] == [
        "“Kyiv” scores +1.3: name −0.2, speaks +1.5",
        "runner-up Kiev (US) −2.0",
        "none of them −2.6",
    ]
    assert row.xpath(".//a/@href") == [
        "https://www.wikidata.org/wiki/Q1899",
        "https://www.geonames.org/703448",
    ]
    assert row.xpath("string(td[@class='count'])") == "2"
    assert row.xpath(".//span[@class='bar']/@style") == ["--share:62%"]
    assert not row.xpath(".//span[@class='main']")
    (row,) = root.xpath("//tr[.//bdi='Olena Koval' and @id]")
    assert row.xpath("string(.//span[@class='main'])") == "main"
    assert "not linked: name not known" in row.text_content()
    (row,) = root.xpath("//tr[.//bdi='Monday' and @id]")
    assert "2025-03-03 (day)" in row.text_content()
    assert "linked" not in row.text_content()


def test_how_the_page_was_cleaned_is_folded_away_beneath() -> None:
    page = explain(RawArticle(content=FLAT), "ferry.txt")
    root = parsed([Story("ferry.txt", story_article(), page)])
    assert len(root.xpath("//details[@class='page']//tbody/tr")) == len(page.lines)


def test_a_story_needs_no_other_file_and_runs_no_script() -> None:
    text = "".join(report([story()]))
    root = document_fromstring(text)
    assert not tags(root) & {"script", "link", "img", "iframe", "object", "base", "form"}
    outside = [e for e in root.iter() for v in e.attrib.values() if "//" in str(v)]
    assert {(e.tag, e.get("rel")) for e in outside} == {("a", "noreferrer")}
    assert "url(" not in text
    assert "@import" not in text


def test_text_of_either_direction_stands_apart() -> None:
    root = parsed([story()])
    for element in root.xpath("//h1 | //div[@class='body']/p | //mark[@title]"):
        assert element.get("dir") == "auto"
    assert all(mark.xpath("bdi") for mark in root.xpath("//tr[@id]//mark"))


def hostile_story(text: str) -> Story:
    """A story that says `text` wherever it has a say; no event holds half a character."""
    text = text.replace("\ud800", "")
    entity: dict[str, Any] = {
        **{"id": text or "e", "type": "PLACE", "name": text or "x", "kind": text},
        **{"description": text, "ids": {text: text}, "salience": 0.5, "is_main": True},
        "mentions": [{"start": 0, "end": 1, "text": "x"}],
    }
    named = {"start": 0, "end": 1, "text": "x", "type": "ORG", "entity": text or "e"}
    return Story(
        text,
        story_article(
            **{"title": f"x{text}", "body": f"x{text}", "captions": [f"x{text}"]},
            **{"entities": [entity], "title_mentions": [named], "caption_mentions": [[named]]},
            **{"byline": [text], "published_at": text, "language": text, "dateline": text},
            **{"key_phrases": [text], "places": [{"entity": "e", "name": text or "x"}]},
        ),
    )


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_an_event_says_never_becomes_markup(hostile: str) -> None:
    harmless, root = parsed([hostile_story("y")]), parsed([hostile_story(hostile)])
    assert [element.tag for element in root.iter()] == [e.tag for e in harmless.iter()]
    assert attributes(root) == attributes(harmless)
    values = [[e.get(name) for name in ("style", "class", "id", "href")] for e in root.iter()]
    assert values == [[e.get(n) for n in ("style", "class", "id", "href")] for e in harmless.iter()]
    assert [s.text for s in root.iter("style")] == [s.text for s in harmless.iter("style")]
    assert root.xpath("string(//tr[@id]//mark)") == one_line(hostile)


@given(st.text(min_size=1, max_size=60))
@settings(deadline=None)
def test_no_text_of_an_event_can_become_markup(text: str) -> None:
    root = parsed([hostile_story(text)])
    known = tags(parsed([hostile_story("y")]))
    assert tags(root) <= known


def test_the_style_stays_small_however_many_entities_there_are() -> None:
    entities = [
        {**{"id": f"e{at}", "type": "ORG", "name": "x"}, "mentions": [mention]}
        for at, mention in enumerate([{"start": 0, "end": 1, "text": "K"}] * (MOST_LIT + 9))
    ]
    root = parsed([Story("many", story_article(entities=entities))])
    assert root.xpath("string(//section/style)").count(":hover") == MOST_LIT
    assert len(root.xpath("//aside//tr[@id]")) == MOST_LIT + 9


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", list(LINES))
def test_names_can_be_read_and_their_lines_be_seen(scheme: str, kind: EntityType) -> None:
    tint, hue = HUES[scheme][kind]
    assert contrast(PALETTES[scheme]["ink"], tint) >= 7
    assert contrast(hue, PALETTES[scheme]["page"]) >= 3
    assert contrast(hue, tint) >= 2.5


# Linear RGB as it is seen without the cones for long and for middle waves: Machado and others
# 2009, "A physiologically-based model for simulation of color vision deficiency", table 1.
SEEN = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}
NAMES = (EntityType.PERSON, EntityType.ORG, EntityType.PLACE, EntityType.NORP)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("eyes", SEEN)
def test_the_types_of_most_names_look_different_to_all_eyes(scheme: str, eyes: str) -> None:
    for one, other in combinations(NAMES, 2):
        assert apart(HUES[scheme][one][1], HUES[scheme][other][1], eyes) >= 0.12
    assert apart("#a05050", "#707050", "deuteranopia") < 0.12  # control


def apart(one: str, other: str, eyes: str) -> float:
    """The distance of two colours as seen, in RGB from 0 to 1."""
    pairs = zip(seen(one, eyes), seen(other, eyes), strict=True)
    return float(sum((a - b) ** 2 for a, b in pairs) ** 0.5)


def seen(colour: str, eyes: str) -> list[float]:
    parts = [(int(colour[at : at + 2], 16) / 255) ** 2.2 for at in (1, 3, 5)]
    rows = SEEN[eyes]
    mixed = [sum(weight * part for weight, part in zip(row, parts, strict=True)) for row in rows]
    return [min(max(value, 0.0), 1.0) ** (1 / 2.2) for value in mixed]


def test_each_type_of_name_has_a_line_and_no_two_of_the_frequent_ones_the_same() -> None:
    assert len({LINES[kind] for kind in NAMES}) == len(NAMES)


def test_a_name_repeated_a_hundred_thousand_times_makes_a_page_of_bounded_size() -> None:
    body = "Paris opened. " * 100_000
    mentions = tuple(Mention(start=at, end=at + 5, text="Paris") for at in range(0, len(body), 14))
    entity = Entity(id="e1", type=EntityType.PLACE, name="Paris", mentions=mentions)
    article = TaggedArticle(id="a", body=body, entities=(entity,))
    section = story_section(Story("a", article), 0)
    assert len(section.findall(".//mark")) < MOST_MARKS + 10
    assert len("".join(section.itertext())) < MOST_TEXT
    assert "more characters of the text" in "".join(section.itertext())


def test_of_very_many_entities_the_most_salient_have_rows() -> None:
    mention = (Mention(start=0, end=5, text="Paris"),)
    many = tuple(
        Entity(id=f"e{n}", type=EntityType.PLACE, name=f"Paris {n}", mentions=mention)
        for n in range(MOST_ROWS + 7)
    )
    section = story_section(Story("a", TaggedArticle(id="a", body="Paris", entities=many)), 0)
    assert len(section.findall(".//tbody/tr")) == MOST_ROWS
    assert "7 more entities" in "".join(section.itertext())
