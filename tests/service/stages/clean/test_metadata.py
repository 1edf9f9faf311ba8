import json

import pytest
from lxml.html import HtmlElement

from schemas.article import CleanedArticle, RawArticle
from service.stages.clean import clean
from service.stages.clean.html import parse
from service.stages.clean.metadata import read_metadata
from service.stages.clean.structured import read_json_ld
from tests.service.stages.clean.pages import BODY, TITLE, html_page

ARTICLE = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": TITLE,
    "author": {"@type": "Person", "name": "Kari Solberg"},
    "datePublished": "2025-03-03T14:05:30+01:00",
    "dateModified": "2025-03-04T09:00",
    "publisher": {"@type": "Organization", "name": "The Invented Herald"},
}


def script(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


def cleaned(head: str = "", url: str | None = None, **parts: str) -> CleanedArticle:
    page = html_page(head=head, **parts)
    return clean(RawArticle(content=page, content_type="text/html", url=url))


def tree(page: str) -> HtmlElement:
    root = parse(page)
    assert root is not None
    return root


def test_json_ld_says_who_wrote_the_article_and_when() -> None:
    found = cleaned(script(ARTICLE))
    assert found.byline == ("Kari Solberg",)
    assert found.published_at == "2025-03-03T14:05:30+01:00"
    assert (found.modified_at, found.modified_precision) == ("2025-03-04T09:00", "minute")
    assert (found.publisher, found.source) == ("The Invented Herald", "The Invented Herald")


def test_a_graph_refers_to_its_authors_by_id() -> None:
    author = {"@type": "Person", "@id": "#jonas", "name": "Jonas Ek"}
    article = {**ARTICLE, "author": [{"@id": "#jonas"}]}
    page = {"@type": "WebPage", "name": "A page", "datePublished": "2001-01-01"}
    stated = read_json_ld([json.dumps({"@graph": [page, article, author]})])
    assert (stated.people, stated.published) == (("Jonas Ek",), ARTICLE["datePublished"])


def test_other_stories_on_the_page_say_nothing_of_this_one() -> None:
    other = {**ARTICLE, "headline": "Elephants", "author": "Somebody Else"}
    teasers = {"@type": "ItemList", "itemListElement": [other]}
    assert read_json_ld([json.dumps(teasers)]).headline is None
    assert read_json_ld([json.dumps([teasers, ARTICLE])]).headline == TITLE


@pytest.mark.parametrize(
    "broken",
    [
        '{"@type": "NewsArticle", "datePublished": "2025-03-03", "author": {"name": "Jonas Ek"},}',
        '<!-- {"@type": "Article", "datePublished": "2025-03-03", "author": "Jonas Ek"} -->',
        '{"@type": "Article", "headline": "The "old" ferry", "datePublished": "2025-03-03", '
        '"author": {"@type": "Person", "name": "Jonas Ek"}}',
        '{"@type": "Article", "description": "two\nlines", "datePublished": "2025-03-03", '
        '"author": ["Jonas Ek"]}',
    ],
)
def test_broken_json_ld_is_read_as_far_as_it_can_be(broken: str) -> None:
    stated = read_json_ld([broken])
    assert (stated.published, stated.people) == ("2025-03-03", ("Jonas Ek",))


def test_meta_tags_and_microdata_fill_what_json_ld_leaves_open() -> None:
    head = (
        '<meta name="author" content="Kari Solberg and Jonas Ek">'
        '<meta property="article:modified_time" content="2025-03-05">'
        '<link rel="canonical" href="https://herald.example/ferry">'
        '<meta property="og:site_name" content="The Invented Herald">'
    )
    above = '<span itemprop="datePublished" content="2025-03-03T10:00Z">Monday</span>'
    found = cleaned(head, above=above)
    assert found.byline == ("Kari Solberg", "Jonas Ek")
    assert (found.published_at, found.modified_at) == ("2025-03-03T10:00+00:00", "2025-03-05")
    assert found.canonical_url == "https://herald.example/ferry"
    assert found.publisher == "The Invented Herald"


ITEM = (
    '<div itemscope itemtype="https://schema.org/NewsArticle">'
    '<h2 itemprop="headline">Forgotten Ferry to Return in May</h2>'
    '<link itemprop="mainEntityOfPage" href="https://herald.example/ferry">'
    '<meta itemprop="inLanguage" content="en-GB">'
    '<span itemprop="author" itemscope><a itemprop="url" href="/kari">'
    '<span itemprop="name">Kari Solberg</span></a></span>'
    '<div itemprop="publisher" itemscope itemtype="https://schema.org/Organization">'
    '<meta itemprop="name" content="The Invented Herald"><a itemprop="url" href="/">Home</a>'
    "</div></div>"
)


def test_microdata_says_what_it_marks_of_the_article() -> None:
    other = ITEM.replace("NewsArticle", "WPHeader").replace("Invented", "Other")
    found = read_metadata(tree(html_page(above=other + ITEM)), None)
    assert found.titles == ("Forgotten Ferry to Return in May",)
    assert found.people == ("Kari Solberg",)
    assert found.publisher == "The Invented Herald"
    assert (found.language, found.canonical) == ("en", "https://herald.example/ferry")


def test_microdata_of_other_stories_says_nothing_of_this_one() -> None:
    other = ITEM.replace("ferry", "elephants").replace("Ferry", "Elephants")
    found = read_metadata(tree(html_page(above=ITEM, below=other)), None)
    assert found.titles == ("Forgotten Ferry to Return in May",)
    assert found.canonical == "https://herald.example/ferry"


@pytest.mark.parametrize(
    ("head", "url", "canonical"),
    [
        ('<link rel="canonical" href="/a">', "https://herald.example/b?c", "/a"),
        ('<link rel="Canonical nofollow" href="//herald.example/a">', "http://x.example", "/a"),
        ('<link rel="canonical" href="a">', "https://herald.example/b", "/a"),
        ('<meta property="og:url" content="/a">', "https://herald.example/b", "/a"),
        ('<link rel="canonical" href="/a">', None, None),
        ('<link rel="canonical" href="mailto:a@b">', "https://herald.example/b", None),
        ('<link rel="canonical" href="//[">', "https://herald.example/b", None),
        ('<link rel="canonical" href="http://herald.example/a?b c">', None, "/a?b c"),
        ('<link rel="canonical" href="a title">', "https://herald.example/b", None),
        ('<link rel="alternate" href="/a">', "https://herald.example/b", None),
    ],
)
def test_a_canonical_address_is_whole(head: str, url: str | None, canonical: str | None) -> None:
    found = cleaned(head, url).canonical_url
    assert (found and found.partition("herald.example")[2]) == canonical


def test_an_organisation_is_no_person_and_neither_is_the_site() -> None:
    agency = {**ARTICLE, "author": {"@type": "Organization", "name": "Nordic Telegraph"}}
    assert cleaned(script(agency)).byline == ()
    site = '<meta name="author" content="Harbour Leaf"><meta property="og:site_name" '
    assert cleaned(site + 'content="Harbour Leaf">').byline == ()
    personal = cleaned(site + 'content="Harbour Leaf">', url="https://harbourleaf.example/a")
    assert personal.byline == ("Harbour Leaf",)


def test_amp_is_a_form_of_markup() -> None:
    for attribute in ("amp", "⚡", "⚡\ufe0f", "⚡4ads"):
        page = html_page().replace("<html>", f"<html {attribute} lang=en>")
        assert clean(RawArticle(content=page)).markup == "amp"
    assert clean(RawArticle(content=html_page())).markup == "html"
    assert clean(RawArticle(content=BODY)).markup is None


def test_the_page_says_the_language_where_the_text_is_too_short_to_tell() -> None:
    page = '<html lang="nb-NO"><body><p>OK ok. Ok, 12 34 OK ok ok. OK!</p></body></html>'
    article = RawArticle(content=page, content_type="text/html")
    found = clean(article, detector=lambda text: ("en", 0.2))
    assert (found.language, found.language_confidence) == ("nb", None)
    sure = clean(article, detector=lambda text: ("en", 0.9))
    assert (sure.language, sure.language_confidence) == ("en", 0.9)


def test_a_reference_with_too_many_digits_spoils_neither_title_nor_metadata() -> None:
    reference = "&#" + "1" * 5_000
    stated = {"@type": "NewsArticle", "headline": reference, "author": {"name": "Kari Solberg"}}
    article = cleaned(script(stated))
    assert (article.title, article.byline) == (TITLE, ("Kari Solberg",))
    given_title = RawArticle(content=html_page(), content_type="text/html", title=reference)
    assert clean(given_title).title == reference


def test_broken_json_ld_takes_no_other_with_it() -> None:
    broken = f"<script type='application/ld+json'>{{{'x' * 21_000}</script>"
    stated = script({"@type": "NewsArticle", "author": {"@type": "Person", "name": "Kari Solberg"}})
    assert cleaned(broken + stated).byline == ("Kari Solberg",)


def test_an_address_that_is_none_costs_no_article() -> None:
    assert cleaned(url="http://[x").title == TITLE


def test_the_first_author_in_microdata_is_found_among_many_elements() -> None:
    """Each of them would search all that is in it."""
    many = "<div itemprop='author'>" * 150 + "<b itemprop='name'>Kari Solberg</b>" * 20_000
    assert cleaned(below=many).byline == ("Kari Solberg",)


def test_the_names_of_elements_around_a_text_are_looked_at_once() -> None:
    """Each text looked at a name of 300,000 code points: minutes."""
    texts = "".join(f"<p>Ferry number {number}</p>" for number in range(5_000))
    below = f"<p class='byline'>By Kari Solberg</p><div class='{'ab ' * 100_000}'>{texts}</div>"
    assert cleaned(below=below).byline == ("Kari Solberg",)
