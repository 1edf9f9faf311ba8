"""Hostile and odd pages: a result or a clear rejection, in bounded work and memory.

Work is counted in calls of functions, Python's and C's, and set against the length of the page.
What one call of a library does is not seen that way; limits.py caps what the libraries get, and
test_limits.py tests the caps.
"""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.article import CleanedArticle, RawArticle
from schemas.codec import encode
from schemas.deadletter import Reason
from service.stages import Rejected
from service.stages.clean import clean
from tests.service.stages.clean.pages import FLAT, PARAGRAPHS, TITLE, html_page
from tests.service.stages.work import calls_of, memory_of

MIB = 1024 * 1024
CALLS, CALLS_EACH = 150_000, 20  # for any page, and for each of its code points
BYTES, BYTES_EACH = 96 * MIB, 120
FURNITURE = "Share\nSubscribe now\nRead more...\nComments (12)\n"
SENTENCE = "The council of Lisbon voted on Tuesday to rebuild the old harbour, they said. "


def cleaned(content: str, content_type: str | None = None) -> CleanedArticle | Rejected:
    """What becomes of a page; anything but a result or a rejection fails."""
    article = RawArticle.model_validate({"content": content, "content_type": content_type})
    try:
        event = clean(article)
    except Rejected as error:
        return error
    assert encode(event)
    return event


def within_budget(content: str, content_type: str | None = None) -> None:
    """Fails if cleaning calls too many functions, not counting what is loaded the first time."""
    cleaned(content, content_type)
    calls = calls_of(lambda: cleaned(content, content_type))
    assert calls <= CALLS + CALLS_EACH * len(content)


def filled(text: str, size: int = 5 * MIB) -> str:
    return text * (size // len(text))


def entities() -> str:
    each = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    return f'<!DOCTYPE x [<!ENTITY l0 "lol">{each}]><p>&l9;</p><p>{SENTENCE * 5}</p>'


def html_in_json_in_html() -> str:
    inner = json.dumps({"html": f"<div><p>{SENTENCE * 50}</p></div><script>1</script>"})
    data = json.dumps({"@type": "NewsArticle", "articleBody": f"<p data='{inner}'>{inner}</p>"})
    return html_page(head=f"<script type='application/ld+json'>{data}</script>", below=f"<p>{data}")


PAGES = {
    "5 MB of prose": (filled(SENTENCE * 3 + "\n"), None, True),
    "5 MB of markup": (filled(f"<p>{SENTENCE * 20}</p>\n"), "text/html", True),
    "a million one-word lines": ("word\n" * 1_000_000, None, False),
    "a million one-word blocks": ("word<br>" * 1_000_000, "text/html", False),
    "one line of 1 MB": (filled(SENTENCE, MIB), None, True),
    "1 MB without a blank": ("x" * MIB, None, False),
    "1 MB without a blank or a letter": ("." * MIB, None, False),
    "1 MB of Chinese": (filled("北京市政府昨天宣布新的计划。", MIB // 3), None, True),
    "1 MB of blanks": (" " * MIB, None, False),
    "1 MB of blank lines": ("\n" * MIB, None, False),
    "only furniture": (filled(FURNITURE, MIB), None, False),
    "only a title": (TITLE, None, True),
    "only a title, as HTML": (f"<head><title>{TITLE}</title></head>", "text/html", False),
    "nested 100,000 deep": ("<div>" * 100_000 + SENTENCE * 5, "text/html", False),
    "nested and broken": ("<b><p><i></b><div></p>" * 100_000 + SENTENCE * 5, "text/html", None),
    "tables in tables": ("<table><tr><td>" * 100_000 + SENTENCE * 5, "text/html", False),
    "entity bomb": (entities(), "text/html", True),
    "references": ("<p>" + "&amp;&#60;&#x0a;" * 100_000, "text/html", None),
    "html in json in html": (html_in_json_in_html(), "text/html", True),
    "json nested deep": (
        html_page(head=f"<script type='application/ld+json'>{'[' * 100_000}</script>"),
        "text/html",
        True,
    ),
    "json that is broken": (
        html_page(head=f"<script type='application/ld+json'>{filled('author: {', MIB)}</script>"),
        "text/html",
        True,
    ),
    "a title of 1 MB": (
        html_page(head=f"<title>{filled('word - ', MIB)}</title>"),
        "text/html",
        True,
    ),
    "opened tags": ("<a " * 500_000, "text/html", False),
    "opened brackets": ("<" * MIB, "text/html", False),
    "a class of 1 MB": (f"<div class='{filled('ab ', MIB)}'>" + html_page(), "text/html", True),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_hostile_page_becomes_a_result_or_a_rejection_within_the_budget(name: str) -> None:
    content, content_type, is_article = PAGES[name]
    found = cleaned(content, content_type)
    if isinstance(found, Rejected):
        assert found.reason in (Reason.NOTHING_TO_READ, Reason.TOO_LARGE)
    if is_article is not None:
        assert isinstance(found, CleanedArticle) is is_article, found
    within_budget(content, content_type)


@pytest.mark.parametrize(
    "name",
    ["5 MB of prose", "5 MB of markup", "a million one-word lines", "1 MB without a blank"],
)
def test_memory_is_in_proportion_to_the_page(name: str) -> None:
    content, content_type, _ = PAGES[name]
    peak = memory_of(lambda: cleaned(content, content_type))
    assert peak <= BYTES + BYTES_EACH * len(content)


def test_the_budgets_would_be_overdrawn_by_work_that_grows_with_the_square() -> None:
    lines = ("word\n" * 1_000).splitlines()
    square = calls_of(lambda: [line.find(word) for line in lines for word in lines])
    assert square > CALLS + CALLS_EACH * sum(len(line) + 1 for line in lines)
    assert memory_of(lambda: bytearray(BYTES + 1)) > BYTES


PIECES = st.sampled_from(
    [
        *(SENTENCE, SENTENCE * 4, "word\n", "\n", "Share\n", "Read more...\n", "(", "12/12/2020 "),
        *("By Jane Doe\n", "(AP Photo/Jane Doe)\n", "\u202e\u2066", "\x00\x1b[2J", "e\u0301"),
        *("Привет, мир. ", "مرحبا بالعالم ", "港务局。", "नमस्ते दुनिया। ", "\u00ad", "\ud800"),
        *("😀", "\u2028", "&amp;", "<div>", "</div>", "<p>", "<a href=x>", "<br>", "<b", "<!--"),
        *("<script>", "<li class='a b'>", "<table><tr><td>", "</p></b>", "<h1>", "<figcaption>"),
        *("&#0;", "&#x202e;", "]]>", "<title>", "<meta name=author content=x>"),
    ]
)
REPEATED = st.tuples(st.lists(PIECES, min_size=1, max_size=4).map("".join), st.integers(1, 2000))
HOSTILE = st.lists(REPEATED, min_size=1, max_size=4).map(
    lambda parts: "".join(piece * times for piece, times in parts)[:60_000]
)


@given(HOSTILE, st.sampled_from([None, "text/html", "text/plain"]))
@settings(deadline=None, max_examples=40)
def test_no_repetition_overdraws_the_budget(content: str, content_type: str | None) -> None:
    within_budget(content, content_type)


@pytest.mark.parametrize(
    "piece",
    [
        "word\n",
        SENTENCE + "\n",
        "By Jane Doe\n",
        "港务局昨天宣布。\n",
        "<p>word</p>",
        "<div><a>x y</a>",
    ],
)
def test_twice_the_page_is_at_most_twice_the_work(piece: str) -> None:
    content_type = "text/html" if piece.startswith("<") else "text/plain"
    results = [cleaned(piece * count, content_type) for count in (2_000, 4_000)]
    assert type(results[0]) is type(results[1]), "to reject a page is less work than to lay it out"
    once, twice = (
        calls_of(lambda count=count: cleaned(piece * count, content_type))  # type: ignore[misc]
        for count in (2_000, 4_000)
    )
    assert twice <= 2.1 * once + 1_000


def test_control_and_bidirectional_characters_harm_nothing() -> None:
    marks = "\u202e\u2066\u200f\x00\x07\x1b\ufeff\u00ad"
    page = "\n".join(line + marks for line in FLAT.split("\n"))
    event = cleaned(page)
    assert isinstance(event, CleanedArticle)
    plain = clean(RawArticle(content=FLAT))
    assert event.model_dump(exclude={"id"}) == plain.model_dump(exclude={"id"})


OTHER_SCRIPTS = (
    "Портовое управление Осло объявило в понедельник, что старый паром снова выйдет в море.",
    "奥斯陆港务局周一宣布，这艘旧渡轮将于五月重新载客，此前的运动持续了四年之久。",
    "أعلنت هيئة ميناء أوسلو يوم الاثنين أن العبارة القديمة ستنقل الركاب من جديد في شهر مايو.",
    "ओस्लो बंदरगाह बोर्ड ने सोमवार को कहा कि पुरानी नौका मई से फिर यात्रियों को ले जाएगी।",
)


@pytest.mark.parametrize("other", OTHER_SCRIPTS)
@pytest.mark.parametrize("paragraph", PARAGRAPHS[1:])
def test_scripts_may_be_mixed(other: str, paragraph: str) -> None:
    lines = FLAT.split("\n")
    lines.insert(lines.index(paragraph), other)
    event = cleaned("\n".join(lines))
    assert isinstance(event, CleanedArticle)
    assert {*PARAGRAPHS, other} <= set(event.body.split("\n\n"))
