import pytest

from schemas.article import CleanedArticle, RawArticle
from service.stages.clean import clean
from tests.service.stages.clean.pages import BODY, html_page


def stated(published: str, modified: str, above: str = "", **fields: str) -> CleanedArticle:
    head = (
        f'<meta property="article:published_time" content="{published}">'
        f'<meta property="article:modified_time" content="{modified}">'
    )
    page = {"content": html_page(head=head, above=above), "content_type": "text/html", **fields}
    return clean(RawArticle.model_validate(page))


@pytest.mark.parametrize(
    ("published", "modified", "expected"),
    [
        ("2025-03-03", "2025-03-04", ("2025-03-03", "2025-03-04")),
        ("2025-03-03", "2025-03-06", ("2025-03-03", "2025-03-06")),  # a day on, by another zone
        ("2025-03-03", "2025-03-07", ("2025-03-03", None)),
        ("2025-03-03", "2099-01-01", ("2025-03-03", None)),
        ("2025-06-01", "2025-03-04", (None, "2025-03-04")),
        ("2025-03", "2025-03", ("2025-03", "2025-03")),
    ],
)
def test_a_page_tells_nothing_of_after_it_was_fetched(
    published: str, modified: str, expected: tuple[str | None, str | None]
) -> None:
    found = stated(published, modified, fetched_at="2025-03-05T23:50:00Z")
    assert (found.published_at, found.modified_at) == expected


@pytest.mark.parametrize(
    ("published", "modified", "expected"),
    [
        ("2025-03-03", "2099-01-01", ("2025-03-03", None)),
        ("2099-01-01", "2025-03-03", (None, "2025-03-03")),
        ("2013-03-03", "2025-03-03", ("2013-03-03", "2025-03-03")),  # a line has that year
        ("1965-03-03", "1974-03-03", ("1965-03-03", "1974-03-03")),
        ("1970-01-01T00:00:00Z", "2025-03-03", (None, "2025-03-03")),
        ("1970-01-02", "1970-01-01", ("1970-01-02", None)),
        ("2099-01-01", "2099-01-01", ("2099-01-01", "2099-01-01")),  # nothing speaks against it
    ],
)
def test_a_placeholder_is_no_date_where_it_is_unknown_when_the_page_was_fetched(
    published: str, modified: str, expected: tuple[str | None, str | None]
) -> None:
    found = stated(published, modified)
    assert (found.published_at, found.modified_at) == expected


def test_the_printed_date_stands_in_for_one_that_cannot_be_believed() -> None:
    found = stated("2099-01-01", "2099-01-01", above="<div>March 3, 2025</div>")
    assert (found.published_at, found.modified_at) == ("2025-03-03", None)


def test_the_producers_date_is_taken_as_it_is() -> None:
    article = RawArticle(content=BODY, published_at="2099-01-01", fetched_at="2025-03-05")
    assert clean(article).published_at == "2099-01-01"


def test_a_guess_is_not_of_after_the_last_change() -> None:
    review = '<div class="date">Next review: 2029-01-11</div>'
    guessed = clean(RawArticle(content=html_page(below=review), content_type="text/html"))
    assert guessed.published_at == "2029-01-11"
    page = html_page(above="<div>Last updated 4 March 2025</div>", below=review)
    assert clean(RawArticle(content=page, content_type="text/html")).published_at is None
