"""What is printed between the headline and the body: bylines and dates."""

import pytest

from schemas.article import CleanedArticle, RawArticle
from service.stages.clean import clean
from tests.service.stages.clean.pages import html_page


def cleaned(url: str | None = None, **parts: str) -> CleanedArticle:
    page = html_page(**parts)
    return clean(RawArticle(content=page, content_type="text/html", url=url))


@pytest.mark.parametrize(
    ("above", "below", "byline"),
    [
        ("<p>By Kari Solberg</p>", "", ("Kari Solberg",)),
        ("<p>Written by</p><p>Kari Solberg</p>", "", ("Kari Solberg",)),
        ("<p>Kari Solberg</p><p>3 March 2025</p>", "", ("Kari Solberg",)),
        ("<p>March 3, 2025 by Kari Solberg</p>", "", ("Kari Solberg",)),
        ("<p>March 3, 2025, edited by Kari Solberg</p>", "", ()),
        ("<p>Kari Solberg | March 3, 2025</p>", "", ("Kari Solberg",)),
        ("<p>Updated Again | March 3, 2025</p>", "", ()),
        ("<p>Kari SolbergMarch 3, 2025</p>", "", ("Kari Solberg",)),
        ("<p>March 3, 2025 By Kari SolbergIn Harbour Walks, Boats</p>", "", ("Kari Solberg",)),
        ("<p>March 3, 2025 by Kari Solberg, In Harbour</p>", "", ("Kari Solberg", "In Harbour")),
        ("<p>By</p><p>Kari Solberg, herald.example</p>", "", ("Kari Solberg",)),
        ("<p>Kari Solberg in Oslo</p><p>March 3, 2025</p>", "", ("Kari Solberg",)),
        ("<p>Kari Solberg in Oslo</p>", "", ()),
        ('<div class="post-author">Kari Solberg</div>', "", ("Kari Solberg",)),
        ("", "<p>Written by Kari Solberg</p>", ("Kari Solberg",)),
        ("", '<div class="comment-author">Kari Solberg</div>', ()),
    ],
)
def test_a_byline_is_found_where_it_is_printed(
    above: str, below: str, byline: tuple[str, ...]
) -> None:
    assert cleaned(above=above, below=below).byline == byline


def test_the_paper_is_no_second_author() -> None:
    above = "<p>By Kari Solberg, Oslo Bugle</p>"
    assert cleaned(above=above, url="https://oslobugle.example/a").byline == ("Kari Solberg",)
    assert cleaned(above=above, url="https://other.example/a").byline == (
        *("Kari Solberg", "Oslo Bugle"),
    )
    alone = cleaned(above="<p>By Kari Solberg</p>", url="https://karisolberg.example/a")
    assert alone.byline == ("Kari Solberg",)


@pytest.mark.parametrize(
    ("printed", "published", "modified"),
    [
        ("Published on March 3, 2025", "2025-03-03", None),
        ("Updated March 3, 2025", None, "2025-03-03"),
        ("Published: 3 March 2025 Updated: 4 March 2025", "2025-03-03", "2025-03-04"),
        ("Zuletzt aktualisiert am 3. März 2025", None, "2025-03-03"),
        ("Mar 3, 2025 Updated Mar 4, 2025", "2025-03-03", "2025-03-04"),
        ("UpdatedMarch 3, 2025", None, "2025-03-03"),
        ("Updatedness of March 3, 2025", "2025-03-03", None),
        ("March 4, 2025March 3, 2025", "2025-03-03", "2025-03-04"),
        ("March 3, 2025March 4, 2025", "2025-03-03", "2025-03-04"),
        ("13/03/2025March 13, 2025", "2025-03-13", None),
        ("March 4, 2025Share", "2025-03-04", None),
        ("Updated 4:15 PM EST, March 3, 2025", None, "2025-03-03T16:15-05:00"),
        ("Updated 4 March 2025, first published 3 March 2025", "2025-03-03", "2025-03-04"),
        (
            "PUBLISHED : Monday, 03 Mar, 2025 | 07:41 AM | UPDATED : Tuesday, 04 Mar, 2025 | 09:00",
            "2025-03-03T07:41",
            "2025-03-04T09:00",
        ),
    ],
)
def test_what_a_printed_date_is_of_stands_beside_it(
    printed: str, published: str | None, modified: str | None
) -> None:
    found = cleaned(above=f"<div>{printed}</div>")
    assert (found.published_at, found.modified_at) == (published, modified)


def test_a_long_line_with_one_date_is_about_something_else() -> None:
    line = "Home | News | Sport | Sea | Shore | Letters | Boats | Weather | Monday | March 3, 2025"
    assert cleaned(above=f"<div>{line}</div>").published_at is None
