"""Titles without the name of their site; absurd ones cost no more than their length."""

import pytest

from schemas.article import RawArticle
from service.stages.clean import clean
from service.stages.clean.title import freed, headline, site_names, without_site
from tests.service.stages.clean.pages import PARAGRAPHS, TITLE, html_page

SITE = ["The Invented Herald", "herald.example"]


@pytest.mark.parametrize(
    ("stated", "headings", "lines", "expected"),
    [
        (["Ferry returns | The Invented Herald"], [], [], "Ferry returns"),
        (["herald.example: Ferry returns"], [], [], "Ferry returns"),
        (["Ferry returns - World - Invented Herald"], ["Ferry returns"], [], "Ferry returns"),
        (["Ferry back in May: what to know"], ["Ferry is back in May"], [], "Ferry is back in May"),
        (["Ferry returns"], ["The Invented Herald", "Ferry returns"], [], "Ferry returns"),
        (["Ferry returns – Sea & Shore Letters"], [], ["Ferry returns"], "Ferry returns"),
        (["Ferry returns to Oslo"], ["FERRY RETURNS TO OSLO"], [], "Ferry returns to Oslo"),
        (
            ["Ferry returns to Oslo"],
            ["Ferry returns to Oslo | Letters"],
            [],
            "Ferry returns to Oslo",
        ),
        (
            ["Ferry returns to Oslo"],
            ["Mar 3 2025 Ferry returns to Oslo"],
            [],
            "Ferry returns to Oslo",
        ),
        (
            ["Ferry returns to Oslo"],
            ["Ferry returns to OsloComments: 12"],
            [],
            "Ferry returns to Oslo",
        ),
        (
            ["Oslo fjord: Ferry returns"],
            ["Oslo fjord Ferry returns"],
            [],
            "Oslo fjord: Ferry returns",
        ),
        (["“Dear” «Ferry» returns – A Page"], [], [], "“Dear” «Ferry» returns – A Page"),
        (
            ["Ferry returns", "Letters of Oslo: Ferry returns"],
            ["Letters of Oslo"],
            ["Ferry returns"],
            "Ferry returns",
        ),
        (["Ferry returns to Oslo | From May"], [], [], "Ferry returns to Oslo"),
        (["Oslo: Ferry is back"], ["Oslo", ": Ferry is back"], [], "Oslo: Ferry is back"),
        (["Ferry returns"], ["The ferry returns. " * 20], [], "Ferry returns"),
        ([], ["Ferry returns | The Invented Herald"], [], "Ferry returns"),
        (["Tom &amp; Jane&#39;s <b>ferry</b>"], [], [], "Tom & Jane's ferry"),
        ([], [], ["Ferry returns"], None),
    ],
)
def test_the_title_is_the_printed_headline_without_the_site(
    stated: list[str], headings: list[str], lines: list[str], expected: str | None
) -> None:
    assert headline(stated, headings, [*headings, *lines], SITE) == expected


@pytest.mark.parametrize(
    ("given", "fields", "expected"),
    [
        (f"{TITLE} | The Invented Herald", {}, TITLE),
        (f"{TITLE} - Herald.example", {"url": "https://herald.example/a"}, TITLE),
        (f"{TITLE} – Sea & Shore", {"source": "Sea and Shore"}, TITLE),
        (f"{TITLE} – Sea & Shore", {}, TITLE),  # for the page prints the other part
        (f"The Invented Herald: {TITLE}", {"source": "The Invented Herald"}, TITLE),
        ("Tom &amp; Jane’s <b>ferry</b>", {}, "Tom & Jane’s ferry"),
        ("Ferry – a ship returns", {}, "Ferry – a ship returns"),
        ("A | B", {}, "A | B"),
    ],
)
def test_the_producers_title_is_freed_of_the_site(
    given: str, fields: dict[str, str], expected: str
) -> None:
    for content in (html_page(), "\n".join([TITLE, *PARAGRAPHS])):
        article = RawArticle.model_validate({"content": content, "title": given, **fields})
        assert clean(article).title == expected


def test_a_site_is_called_by_its_address_too() -> None:
    names = site_names("https://www.herald.example/a?b", ["The Herald", None])
    assert names[:3] == ["The Herald", "herald.example", "herald"]


def test_paragraphs_below_a_title_with_other_capitals_are_all_kept() -> None:
    page = html_page(head=f"<title>{TITLE}</title>").replace(TITLE, TITLE.upper())
    page = page.replace(f"<title>{TITLE.upper()}", f"<title>{TITLE}")
    found = clean(RawArticle(content=page, content_type="text/html"))
    assert (found.title, found.body) == (TITLE, "\n\n".join(PARAGRAPHS))
    assert (TITLE.upper(), "metadata") in [(r.text, r.reason.value) for r in found.removed]


def test_a_site_is_known_by_its_address_if_that_is_one() -> None:
    assert site_names("https://www.oslo-post.no/a", ["Oslo Post"]) == [
        *("Oslo Post", "oslo-post.no", "oslo-post", "oslo-post"),
    ]
    assert site_names("http://[x", [None]) == []


@pytest.mark.parametrize(
    "text", ["_" * 200_000, ":" * 200_000, "ab | " * 40_000, "a - b " * 40_000]
)
def test_a_title_of_absurd_length_is_left_as_it_is(text: str) -> None:
    """Taken apart at each sign, it would take minutes."""
    assert freed(text, [text], ["Oslo Post"]) == text
    assert headline([text], [text], [text], ["Oslo Post"]) is None


def test_signs_in_a_row_are_read_once() -> None:
    assert without_site("_" * 900 + "x", set()) == "_" * 900 + "x"
    assert without_site("The ferry returns___Oslo Post", {"oslopost"}) == "The ferry returns"
    assert without_site("The ferry returns::: Oslo Post", {"oslopost"}) == "The ferry returns"


def test_of_many_titles_and_headings_the_first_count() -> None:
    """Each is compared with each: all of them would take minutes."""
    titles = [f"The ferry number {at} returns" for at in range(2_000)]
    headings = ["The ferry number 1 returns to Oslo", *(f"Other story {at}" for at in range(9_000))]
    names = [f"Herald {at}" for at in range(2_000)]
    assert headline(titles, headings, headings, names) == headings[0]
