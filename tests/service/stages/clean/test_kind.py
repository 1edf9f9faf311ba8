import pytest

from schemas.article import PageKind, RawArticle
from service.stages import Rejected
from service.stages.clean import clean
from tests.service.stages.clean.pages import PARAGRAPHS, html_page


def kind(content: str, **fields: str) -> PageKind | None:
    return clean(RawArticle.model_validate({"content": content, **fields})).page_kind


def json_ld(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


def test_most_pages_hold_an_article() -> None:
    assert kind(html_page()) is PageKind.ARTICLE
    assert kind("\n".join(PARAGRAPHS)) is PageKind.ARTICLE


def test_a_live_blog_says_so_or_has_entries_under_times() -> None:
    assert kind(html_page(head=json_ld('{"@type": "LiveBlogPosting"}'))) is PageKind.LIVE_BLOG
    entries = "\n".join(f"{hour}:15\n{PARAGRAPHS[hour % 4]} At {hour}." for hour in range(10, 17))
    assert kind(entries, title="Ferry returns: live updates") is PageKind.LIVE_BLOG
    assert kind(entries, title="Ferry returns") is PageKind.ARTICLE


def test_a_gallery_has_more_to_say_below_its_pictures_than_beside_them() -> None:
    captions = "".join(
        f"<figure><figcaption>The ferry in the year {year}, with flags on every one of its masts "
        "and a crowd of people on the quay who wave at the camera and hold up their hats."
        "</figcaption></figure>"
        for year in range(1934, 1950)
    )
    page = html_page(body="\n\n".join(PARAGRAPHS[:2]), below=f"{captions}<p>{PARAGRAPHS[3]}</p>")
    assert kind(page) is PageKind.GALLERY


@pytest.mark.parametrize(
    "below",
    [
        "<p>Subscribe to continue reading this article.</p>",
        "<div>Already a subscriber? Log in</div>",
        "<div>Jetzt weiterlesen mit unserem Abo</div>",
    ],
)
def test_an_article_that_breaks_off_before_a_paywall_is_a_stub(below: str) -> None:
    assert kind(html_page(below=below)) is PageKind.PAYWALL_STUB


def test_a_whole_article_is_no_stub_whatever_is_sold_below_it() -> None:
    body = "\n\n".join(f"{p} That was in the year {n}." for n in range(12) for p in PARAGRAPHS)
    page = html_page(body=body, below="<div>Already a subscriber? Log in</div>")
    assert kind(page) is PageKind.ARTICLE
    stated = '{"@type": "NewsArticle", "isAccessibleForFree": "False"}'
    assert kind(html_page(head=json_ld(stated))) is PageKind.PAYWALL_STUB


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (
            "We value your privacy\nWe and our 842 partners store information on a device, such as "
            "cookies, and process personal data to show personalised ads.\nAccept all\nReject all",
            "a cookie wall",
        ),
        ("Herald\nSubscribe now to read this story\nLog in\nHome", "a paywall"),
        ("Herald\nPage not found\nHome\nSearch", "an error page"),
    ],
)
def test_a_page_with_nothing_to_read_is_rejected_by_its_name(content: str, why: str) -> None:
    with pytest.raises(Rejected, match=why):
        clean(RawArticle(content=content))
    lines = "".join(f"<p>{line}</p>" for line in content.split("\n"))
    with pytest.raises(Rejected, match=why):
        clean(RawArticle(content=lines, content_type="text/html"))


def test_a_recipe_for_cookies_is_an_article() -> None:
    recipe = (
        "These cookies taste of peppermint, and the cookies keep for a week in a tin.\n"
        "Bake the cookies for twelve minutes, until the edges of each cookie turn brown."
    )
    assert kind(recipe, title="Peppermint Cookies") is PageKind.ARTICLE
