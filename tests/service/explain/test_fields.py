"""Both reports name what the cleaning found beside the text."""

from io import StringIO

from lxml.html import HtmlElement, document_fromstring
from rich.console import Console

from schemas.article import CleanedArticle, PageKind, Picture, TaggedArticle
from service.cli.explain.show import show
from service.explain.fields import fields
from service.explain.html import report
from service.explain.page import Explained
from service.explain.story import Story

ARTICLE = TaggedArticle(
    id="ferry",
    title="The Ferry Returns",
    body="It sails in May.",
    byline=("Kari Solberg", "Jonas Ek"),
    dateline="OSLO",
    published_at="2025-03-03",
    published_precision="day",
    modified_at="2025-03-04T08:30+01:00",
    modified_precision="minute",
    language="en",
    language_confidence=0.97,
    publisher="The Invented\nHerald",
    canonical_url="https://example.com/ferry",
    page_kind=PageKind.LIVE_BLOG,
    markup="amp",
    pictures=(Picture(credit="Arne Lie/NTP"), Picture(credit="Arne Lie/NTP"), Picture(caption="A")),
)
FIELDS = [
    ("Kind of page", "live blog, AMP"),
    ("By", "Kari Solberg, Jonas Ek"),
    ("Dateline", "OSLO"),
    ("Published", "2025-03-03 (to the day)"),
    ("Modified", "2025-03-04T08:30+01:00 (to the minute)"),
    ("Language", "en (97% sure)"),
    ("Publisher", "The Invented Herald"),
    ("Canonical URL", "https://example.com/ferry"),
    ("Credits", "Arne Lie/NTP"),
]
PAGE = Explained("ferry.html", "How.", (), ARTICLE)
STORY = Story("ferry.html", ARTICLE)


def test_each_field_that_was_found_has_a_name_and_a_value() -> None:
    assert fields(ARTICLE) == FIELDS
    assert fields(CleanedArticle(id="a", body="b", language="de")) == [("Language", "de")]


def test_the_browser_shows_the_fields_of_pages_and_stories() -> None:
    for item in (PAGE, STORY):
        root: HtmlElement = document_fromstring("".join(report([item])))
        (listed,) = root.find_class("fields")
        assert [tuple(cell.text_content() for cell in field) for field in listed] == FIELDS


def test_the_terminal_shows_the_fields_of_pages_and_stories() -> None:
    for item in (PAGE, STORY):
        out = StringIO()
        console = Console(file=out, width=160)
        for part in show(item):
            console.print(part)
        lines = out.getvalue().splitlines()
        assert [line for line in lines if line in [f"{a}: {b}" for a, b in FIELDS]] == [
            f"{a}: {b}" for a, b in FIELDS
        ]
