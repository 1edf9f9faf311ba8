import pytest

from schemas.article import PageKind, RawArticle
from service.stages import Rejected
from service.stages.clean import clean
from tests.service.stages.clean.pages import PARAGRAPHS, TITLE, html_page


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


@pytest.mark.parametrize("time", ["{}h15", "{} h 15", "à {}h15", "{}:15", "{}.15 Uhr"])
def test_entries_stand_under_times_in_the_ways_of_many_languages(time: str) -> None:
    entries = "\n".join(f"{time.format(n)}\n{PARAGRAPHS[n % 4]} At {n}." for n in range(10, 17))
    assert kind(entries, title="Tempête : la situation en direct") is PageKind.LIVE_BLOG
    assert kind(entries, title="Tempête : la situation") is PageKind.ARTICLE


def test_a_gallery_has_more_to_say_below_its_pictures_than_beside_them() -> None:
    captions = "".join(
        f"<figure><figcaption>The ferry in the year {year}, with flags on every one of its masts "
        "and a crowd of people on the quay who wave at the camera and hold up their hats."
        "</figcaption></figure>"
        for year in range(1934, 1950)
    )
    page = html_page(body="\n\n".join(PARAGRAPHS[:2]), below=f"{captions}<p>{PARAGRAPHS[3]}</p>")
    assert kind(page) is PageKind.GALLERY


def pictures(count: int) -> str:
    return "".join(
        f"<figure><img><figcaption>The ferry in the year {1934 + year}, with flags on its masts. "
        f"(NTP Photo/Arne Lie)</figcaption></figure><p>{year + 1} / {count}</p>"
        for year in range(count)
    )


def test_a_gallery_may_end_with_its_pictures() -> None:
    shown = pictures(6).replace("<p>", "<!--").replace("</p>", "-->")
    stated = json_ld('{"@type": "ImageGallery"}')
    page = html_page(head=stated, body=PARAGRAPHS[0], below=shown)
    cleaned = clean(RawArticle(content=page, content_type="text/html"))
    assert (cleaned.body, cleaned.page_kind) == (PARAGRAPHS[0], PageKind.GALLERY)
    assert len(cleaned.captions) == len(cleaned.pictures) == 6
    assert {picture.credit for picture in cleaned.pictures} == {"NTP Photo/Arne Lie"}


def test_pictures_alone_are_a_gallery_if_they_are_many() -> None:
    page = html_page(body="", below=pictures(5))
    cleaned = clean(RawArticle(content=page, content_type="text/html"))
    assert (cleaned.title, cleaned.body, cleaned.page_kind) == (TITLE, "", PageKind.GALLERY)
    assert len(cleaned.captions) == 5
    assert (cleaned.language, cleaned.word_count) == ("en", 0)
    other = clean(RawArticle(content=page.replace("1934", "2024"), content_type="text/html"))
    assert other.fingerprint != cleaned.fingerprint
    for few in (pictures(3), pictures(5).replace("<p>", "<p>Another story of the sea ")):
        with pytest.raises(Rejected):
            clean(RawArticle(content=html_page(body="", below=few), content_type="text/html"))


def test_captions_alone_in_a_text_are_a_gallery() -> None:
    captions = [f"The ferry in {year}. (NTP Photo/Arne Lie)" for year in range(1934, 1940)]
    cleaned = clean(RawArticle(content="\n".join(["Home", TITLE, *captions, "Log in"])))
    assert (cleaned.title, list(cleaned.captions)) == (TITLE, captions)
    assert cleaned.page_kind is PageKind.GALLERY


@pytest.mark.parametrize(
    "below",
    [
        "<p>Subscribe to continue reading this article.</p>",
        "<div>Already a subscriber? Log in</div>",
        "<div>Jetzt weiterlesen mit unserem Abo</div>",
        "<p>Il vous reste 85 % de cet article à lire. La suite est réservée aux abonnés.</p>",
        "<p>Contenuto riservato agli abbonati</p>",
        "<p>Suscríbete para seguir leyendo</p>",
        "<p>Dit artikel is exclusief voor abonnees</p>",
        "<p>Conteúdo exclusivo para assinantes</p>",
        "<p>この記事は有料会員限定です。</p>",
    ],
)
def test_an_article_that_breaks_off_before_a_paywall_is_a_stub(below: str) -> None:
    assert kind(html_page(below=below)) is PageKind.PAYWALL_STUB


@pytest.mark.parametrize(
    "notice",
    [
        "Il vous reste 85% de cet article à lire. La suite est réservée aux abonnés.",
        "Contenuto riservato agli abbonati.",
        "Subscribe to continue reading this article.",
    ],
)
def test_what_sells_the_rest_of_an_article_is_no_part_of_it(notice: str) -> None:
    found = clean(RawArticle(content="\n".join([*PARAGRAPHS, notice])))
    assert (found.page_kind, found.body) == (PageKind.PAYWALL_STUB, "\n\n".join(PARAGRAPHS))
    assert [removed.text for removed in found.removed] == [notice]


def test_a_script_without_spaces_has_whole_articles_too() -> None:
    sentences = "\n".join(
        f"港の岸壁は{n}日に閉鎖されると当局は火曜日に発表した。" for n in range(40)
    )
    assert kind(f"{sentences}\n有料会員限定") is PageKind.ARTICLE
    assert kind("\n".join([*sentences.split("\n")[:5], "有料会員限定"])) is PageKind.PAYWALL_STUB


def test_a_whole_article_is_no_stub_whatever_is_sold_below_it() -> None:
    body = "\n\n".join(f"{p} That was in the year {n}." for n in range(12) for p in PARAGRAPHS)
    page = html_page(body=body, below="<div>Already a subscriber? Log in</div>")
    assert kind(page) is PageKind.ARTICLE
    stated = '{"@type": "NewsArticle", "isAccessibleForFree": "False"}'
    assert kind(html_page(head=json_ld(stated))) is PageKind.PAYWALL_STUB
