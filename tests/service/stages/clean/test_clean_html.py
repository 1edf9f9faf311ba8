from importlib.resources import files

import pytest

from schemas.article import Picture, RawArticle, Removal
from schemas.deadletter import Reason
from service.stages import Rejected
from service.stages.clean import clean, reading
from service.stages.clean.html import MOST_ELEMENTS, is_html
from tests.service.stages.clean.pages import BODY, PARAGRAPHS, TITLE, html_page

JSON_LD = (
    '<script type="application/ld+json">{"@context": "https://schema.org", '
    '"@type": "NewsArticle", '
    '"datePublished": "2025-03-03T14:05:30+01:00", '
    '"author": {"@type": "Person", "name": "Kari Solberg"}}</script>'
)
OPEN_GRAPH = (
    f'<title>{TITLE} | The Invented Herald</title><meta property="og:title" content="{TITLE}">'
    '<meta property="og:site_name" content="The Invented Herald">'
)


def page(content: str, **fields: str) -> RawArticle:
    return RawArticle.model_validate(
        {"id": "t", "content": content, "content_type": "text/html", **fields}
    )


def test_clean_takes_the_article_and_its_fields_out_of_html() -> None:
    figure = "<figure><figcaption>The ferry at the quay on Sunday</figcaption></figure>"
    cleaned = clean(page(html_page(head=JSON_LD + OPEN_GRAPH, above=figure)))
    assert cleaned.title == TITLE
    assert cleaned.body == BODY
    assert cleaned.byline == ("Kari Solberg",)
    assert cleaned.captions == ("The ferry at the quay on Sunday",)
    assert cleaned.source == "The Invented Herald"
    assert cleaned.published_at == "2025-03-03T14:05:30+01:00"
    assert cleaned.published_precision == "second"
    assert cleaned.provenance[0].engine == "markup"
    assert [(removed.line, removed.text, removed.reason) for removed in cleaned.removed] == [
        (0, "Home", Removal.NAVIGATION),
        (1, "World", Removal.NAVIGATION),
        (8, "Related stories", Removal.TEASER),
        (9, "Elephants cross a bridge", Removal.TEASER),
        (10, "© 2025 The Invented Herald. All rights reserved.", Removal.LEGAL),
    ]


def test_captions_below_the_last_paragraph_are_the_articles() -> None:
    figures = (
        "<figure><figcaption>The ferry at the quay</figcaption></figure><p>Photo: Arne Lie</p>"
        "<figure><figcaption>Its bell</figcaption></figure>"
    )
    other = "<p>Elephants cross a bridge</p><figure><figcaption>A calf</figcaption></figure>"
    cleaned = clean(page(html_page(below=figures + other)))
    assert cleaned.captions == ("The ferry at the quay", "Photo: Arne Lie", "Its bell")
    assert cleaned.pictures[0] == Picture(caption="The ferry at the quay", credit="Arne Lie")
    assert [block.text for block in cleaned.removed if block.text == "A calf"] == ["A calf"]


def test_a_given_source_and_title_are_kept() -> None:
    cleaned = clean(page(html_page(head=OPEN_GRAPH), source="Desk", title="Ferry"))
    assert (cleaned.source, cleaned.title) == ("Desk", "Ferry")


def test_the_sites_name_is_not_part_of_the_title() -> None:
    head = f"<title>{TITLE} | The Invented Herald</title>"
    assert clean(page(html_page(head=head))).title == TITLE


def test_a_day_without_a_time_stays_a_day() -> None:
    head = '<meta property="article:published_time" content="2025-03-03">'
    cleaned = clean(page(html_page(head=head)))
    assert (cleaned.published_at, cleaned.published_precision) == ("2025-03-03", "day")


def test_a_time_without_a_zone_gets_none() -> None:
    head = '<meta property="article:published_time" content="2025-03-03T14:05">'
    assert clean(page(html_page(head=head))).published_at == "2025-03-03T14:05"


def test_broken_json_ld_does_no_harm() -> None:
    head = '<script type="application/ld+json">{"datePublished": "2025-</script>' + OPEN_GRAPH
    cleaned = clean(page(html_page(head=head)))
    assert (cleaned.title, cleaned.published_at) == (TITLE, None)


def test_a_lone_surrogate_in_json_ld_reaches_no_field() -> None:
    head = JSON_LD.replace("Kari Solberg", "Kari \\ud800Solberg")
    assert clean(page(html_page(head=head))).byline == ("Kari Solberg",)


def test_scripts_and_styles_are_not_visible() -> None:
    cleaned = clean(page(html_page(below="<script>var menu = 1;</script><style>p {}</style>")))
    assert cleaned.body == BODY
    assert not any("menu" in removed.text for removed in cleaned.removed)


def test_a_page_too_large_for_trafilatura_is_read_by_its_lines() -> None:
    links = "<i>a</i>" * MOST_ELEMENTS
    cleaned = clean(page(html_page(below=f"<div>{links}</div>")))
    assert cleaned.provenance[0].engine == "lines"
    assert cleaned.body == BODY


@pytest.mark.parametrize(
    "content",
    [
        "<html></html>",
        "<html><body><nav>Home</nav><p>Sign up for our newsletter today, it is free.</p></body>",
        "<html><body>" + "<div>" * 1_000 + "x",
        "<html><body>" + "<p></p>" * 50_000,
        "<html><body>" + "<" * 100_000,
        "<html><!--" + "-" * 100_000,
        "<p>" + "&amp;" * 100_000,
    ],
)
def test_html_with_nothing_to_read_is_rejected(content: str) -> None:
    with pytest.raises(Rejected) as rejected:
        clean(page(content))
    assert rejected.value.reason is Reason.NOTHING_TO_READ


def test_an_entity_bomb_stays_small() -> None:
    entities = "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    bomb = f'<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa">{entities}]>'
    cleaned = clean(page(bomb + html_page(below="<p>&i;</p>")))
    assert len(cleaned.body) < 2 * len(BODY)


@pytest.mark.parametrize(
    ("content", "content_type", "expected"),
    [
        ("<p>Hello</p>", None, True),
        ("<!DOCTYPE html>", None, True),
        ("1 < 2 and 3 > 2", None, False),
        ("He wrote <sic> in the margin", None, False),
        ("<p>Hello</p>", "text/plain", False),
        ("<b>Hello</b>", "text/html", True),
        ("no tag at all", "text/html", False),
    ],
)
def test_the_content_type_is_told_by_looking(
    content: str, content_type: str | None, expected: bool
) -> None:
    assert is_html(content, content_type) is expected


def test_text_that_is_called_html_keeps_its_lines() -> None:
    assert clean(page("\n".join(PARAGRAPHS))).body == BODY


def test_metadata_that_cannot_be_read_fails_its_fields_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("odd markup")

    monkeypatch.setattr(reading, "read_metadata", broken)
    cleaned = clean(page(html_page(head=OPEN_GRAPH)))
    assert cleaned.body == BODY
    assert cleaned.status["byline"].model_dump() == {
        "state": "failed",
        "reason": "ValueError: odd markup",
    }
    assert cleaned.status["title"].state == "ok"  # the printed headline


def test_a_page_on_which_trafilatura_fails_is_read_by_its_lines(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("odd tree")

    monkeypatch.setattr("service.stages.clean.reading.find_in_markup", lambda *_: ())
    by_trafilatura = clean(page(html_page(head=OPEN_GRAPH)))
    assert str(by_trafilatura.provenance[0].engine).startswith("trafilatura 2.")
    monkeypatch.setattr("trafilatura.bare_extraction", broken)
    by_lines = clean(page(html_page(head=OPEN_GRAPH)))
    assert by_lines.provenance[0].engine == "lines"
    assert by_trafilatura.body == by_lines.body == BODY


@pytest.mark.parametrize("odd", ["\x1f", "\x0b", "&#31;", "&#11;", "&#x1F;", "\x00", "\x85"])
def test_control_characters_in_a_heading_do_no_harm(odd: str) -> None:
    cleaned = clean(page(html_page().replace("Forgotten", f"{odd} Forgotten")))
    assert cleaned.body == BODY
    assert cleaned.status["byline"].state == "empty"


def test_what_stands_behind_the_end_of_the_page_is_part_of_it() -> None:
    stray = f"<html><body><p>Loading</p></body></html>{html_page()}</html><p>Tail of the page</p>"
    cleaned = clean(page(stray))
    assert (cleaned.title, cleaned.body) == (TITLE, BODY)
    assert {"Loading", "Tail of the page"} <= {removed.text for removed in cleaned.removed}


def test_deep_pages_are_read_whole_or_refused() -> None:
    deep = "<b>x " * 500 + html_page()
    assert clean(page(deep)).body == BODY
    with pytest.raises(Rejected, match="nested too deep") as refused:
        clean(page("<div>" * 100_000 + html_page()))
    assert refused.value.reason is Reason.TOO_LARGE


def test_trafilatura_is_not_asked_about_deep_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr("service.stages.clean.html.article_text", lambda *_: asked.append(1))
    for levels in (20, 200):
        with pytest.raises(Rejected):
            clean(page("<div>" * levels + "<i>word</i>"))
    assert asked == [1]


def test_a_large_gallery_is_one() -> None:
    """Its captions were copied at each of them, and then searched one by one."""
    figures = (f"<figcaption>Ferry number {at} at the quay</figcaption>" for at in range(20_000))
    cleaned = clean(page("".join(figures)))
    assert (cleaned.page_kind, len(cleaned.captions)) == ("gallery", 20_000)


def test_a_box_among_the_paragraphs_does_not_end_a_plain_page() -> None:
    """Its text alone would: below an offer of a newsletter there is seldom more."""
    sample = files("service.samples").joinpath("brasov-bears.txt").read_text("utf-8")
    body = clean(RawArticle(content=sample)).body
    parts = [f"<p>{paragraph}</p>" for paragraph in body.split("\n\n")]
    box = "<div><h3>Get our newsletter</h3><p>The best stories.</p><button>Sign up</button></div>"
    plain = "".join((*parts[:3], box, *parts[3:]))
    cleaned = clean(page(f"<body><article><h1>{TITLE}</h1>{plain}</article></body>"))
    assert cleaned.body == body


def test_a_plain_page_of_two_paragraphs_and_a_field_is_an_article() -> None:
    paragraphs = (
        "Angela Merkel spoke in Lisbon on Tuesday about trade, the weather and the war.",
        "She left early for Munich — at five in the afternoon, said her spokesman: 5 p.m. ¬",
    )
    field = "<textarea></textarea><button>Send</button>"
    page = f"<h1>Talks end</h1><p>{paragraphs[0]}</p><p>{paragraphs[1]}</p>{field}"
    cleaned = clean(RawArticle(content=f"<html><body>{page}</body></html>"))
    assert (cleaned.title, cleaned.body) == ("Talks end", "\n\n".join(paragraphs))
    form = f"<h1>Talks end</h1><label>Your name</label>{field}"
    with pytest.raises(Rejected):
        clean(RawArticle(content=f"<html><body>{form}</body></html>"))
