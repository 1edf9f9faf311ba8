"""What must hold for every input."""

import os
import subprocess
import sys
from html import escape
from importlib.resources import files

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from schemas.article import CleanedArticle, RawArticle
from schemas.codec import encode
from service.stages import Rejected
from service.stages.clean import clean
from service.stages.clean.html import parse
from service.stages.clean.markup import blocks_of
from service.stages.clean.page import one_line, printable, visible_lines
from service.stages.clean.repair import readable, repaired
from tests.service.stages.clean.pages import CAPTION, FLAT, PARAGRAPHS, TITLE, html_page

LINES = st.one_of(
    st.sampled_from([*FLAT.split("\n"), CAPTION, "Comments (12)", "Read more...", "© 2025", "…"]),
    st.text(max_size=80),
    st.lists(st.text(min_size=1, max_size=9), min_size=8, max_size=40).map(" ".join),
).filter(lambda line: repaired(line) == line and repaired(printable(line)) == printable(line))
FEW = st.lists(LINES, max_size=12)
# Most pages of drawn lines alone are no articles; around and among paragraphs most are.
PAGES = st.one_of(
    st.lists(LINES, max_size=40).map("\n".join),
    st.tuples(FEW, st.lists(LINES, max_size=2), FEW).map(
        lambda parts: "\n".join([*parts[0], *PARAGRAPHS[:2], *parts[1], *PARAGRAPHS[2:], *parts[2]])
    ),
)
TAGS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<h1>",
        "<figcaption>",
        "<script>",
        "</script>",
        "</body></html>",
        "<html>",
        "<br>",
        "&#0;",
    ]
)
BLOCKS = st.one_of(
    st.tuples(st.sampled_from(["p", "h1", "li", "div", "figcaption", "time", "span"]), LINES).map(
        lambda pair: f"<{pair[0]}>{escape(pair[1])}</{pair[0]}>"
    ),
    TAGS,
)

ARTICLE = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
FEW_BLOCKS = st.lists(BLOCKS, max_size=15).map("".join)
HTML = st.one_of(
    st.lists(BLOCKS, max_size=30).map("".join),
    st.tuples(FEW_BLOCKS, st.just(ARTICLE), FEW_BLOCKS).map("".join),
)


def shown_as(template: str, *, seen: bool = True) -> st.SearchStrategy[tuple[str, list[str]]]:
    """Markup with a line in it, and the lines that a reader sees of it."""
    line = LINES if seen else LINES.filter(lambda text: len(text) < 40)  # no more than a label
    return line.map(
        lambda text: (
            template.format(escape(text)),
            [shown] if seen and (shown := one_line(text)) else [],
        )
    )


def together(parts: list[tuple[str, list[str]]]) -> tuple[str, list[str]]:
    """Parts of a page in one element, and the lines of all."""
    markup = "".join(part for part, _ in parts)
    return f"<div>{markup}</div>", [line for _, lines in parts for line in lines]


# Pages that say what is seen of them, for an account that owes nothing to the reading of markup.
SHOWN = st.recursive(
    st.one_of(
        *map(shown_as, ("<p>{}</p>", "<h1>{}</h1>", "<ul><li><a href=x>{}</a></li></ul>")),
        *map(shown_as, ("<figure><img><figcaption>{}</figcaption></figure>", "<td>{}</td>")),
        *map(shown_as, ("<p><b>{}</b><script>no</script></p>", "<p>{}<i hidden>no</i><br></p>")),
        shown_as("<p><ruby>{}<rt>no</rt></ruby></p>"),
        shown_as("<p hidden>{}</p>", seen=False),
        shown_as('<div style="display: none"><p>{}</p></div>', seen=False),
        shown_as("<script>/* {} */</script>", seen=False),
        shown_as("</body></html><html><body><p>{}</p>"),
    ),
    lambda parts: st.lists(parts, max_size=5).map(together),
    max_leaves=30,
)
ARTICLES = st.tuples(SHOWN, st.just((ARTICLE, [*PARAGRAPHS])), SHOWN).map(
    lambda parts: together([*parts])
)


GALLERIES = st.lists(
    shown_as("<figure><figcaption>{}</figcaption></figure>"), min_size=4, max_size=12
).map(together)


def cleaned_or_none(article: RawArticle) -> CleanedArticle | None:
    try:
        return clean(article)
    except Rejected:
        return None


def is_unbroken(lines: list[str]) -> bool:
    """Whether lines that are whole by themselves are so together: "Î¥" may be one letter."""
    text = " ".join(lines)
    return repaired(text) == text


def is_whole(page: str) -> bool:
    """Whether nothing of a page is mended before it is read, signs of its markup among it."""
    return readable(RawArticle(content=page)).content == page


def unaccounted(cleaned: CleanedArticle, lines: list[str]) -> tuple[str, str]:
    """What the body should hold by what is said of the other lines, and what it holds.

    Both without blanks, which come and go where broken lines are joined. In order, but where the
    title or a caption says what another line says, so that which of them it was is not told.
    """
    taken = {removed.line for removed in cleaned.removed}
    left = [line for at, line in enumerate(lines) if at not in taken]
    elsewhere = [*cleaned.captions, *([cleaned.title] if cleaned.title in left else [])]
    is_told = all(left.count(line) == 1 for line in elsewhere)
    for line in elsewhere:
        left.remove(line)
    expected, body = ("".join(text.split()) for text in ("".join(left), cleaned.body))
    return (expected, body) if is_told else ("".join(sorted(expected)), "".join(sorted(body)))


@given(PAGES)
@settings(deadline=None)
def test_every_visible_line_is_accounted_for_once(page: str) -> None:
    cleaned = cleaned_or_none(RawArticle(content=page, content_type="text/plain"))
    if cleaned is not None:
        expected, body = unaccounted(cleaned, visible_lines(page))
        assert body == expected


@given(HTML)
@settings(deadline=None)
def test_every_visible_block_of_html_is_accounted_for_once(page: str) -> None:
    cleaned = cleaned_or_none(RawArticle(content=page, content_type="text/html"))
    root = parse(page)
    if cleaned is not None and root is not None:
        lines = blocks_of(root).texts
        assume(is_unbroken(lines) and is_whole(page))
        expected, body = unaccounted(cleaned, lines)
        assert body == expected
        assert all(lines[removed.line] == removed.text for removed in cleaned.removed)


@given(st.one_of(SHOWN, ARTICLES, GALLERIES))
@settings(deadline=None)
def test_every_line_that_a_reader_sees_of_html_is_accounted_for_once(
    page: tuple[str, list[str]],
) -> None:
    markup, lines = page
    root = parse(markup)
    assert root is None or blocks_of(root).texts == lines
    cleaned = cleaned_or_none(RawArticle(content=markup, content_type="text/html"))
    if cleaned is not None:
        assume(is_unbroken(lines) and is_whole(markup))
        expected, body = unaccounted(cleaned, lines)
        assert body == expected
        assert all(lines[removed.line] == removed.text for removed in cleaned.removed)


def test_only_what_looks_broken_together_is_left_out() -> None:
    assert not is_unbroken(["0 0 0 ", "Î¥"])
    assert is_unbroken([*FLAT.split("\n"), "Î¥"[:1], "naïve café"])
    assert not is_whole("<p>â\xa0</p>\n<p>Ã©</p>")
    assert is_whole(html_page())


def test_the_account_would_miss_a_lost_line() -> None:
    cleaned = clean(RawArticle(content=FLAT))
    short = cleaned.model_copy(update={"removed": cleaned.removed[1:]})
    for each, is_whole in ((cleaned, True), (short, False)):
        expected, body = unaccounted(each, visible_lines(FLAT))
        assert (body == expected) is is_whole


def test_pages_of_the_property_are_articles_now_and_then() -> None:
    """The control of the properties above: they would hold of pages that are all rejected."""
    page = "".join(f"<p>{line}</p>" for line in PARAGRAPHS)
    cleaned = clean(RawArticle(content=f"<h1>{TITLE}</h1>{page}", content_type="text/html"))
    assert (cleaned.title, cleaned.removed) == (TITLE, ())


@given(PAGES)
@settings(deadline=None)
def test_removed_lines_stand_where_they_say(page: str) -> None:
    cleaned = cleaned_or_none(RawArticle(content=page, content_type="text/plain"))
    if cleaned is not None:
        lines = visible_lines(page)
        assert all(lines[removed.line] == removed.text for removed in cleaned.removed)


@given(st.lists(st.one_of(LINES, TAGS), max_size=40).map("".join))
@settings(deadline=None)
def test_no_markup_can_make_the_stage_raise_or_the_event_unwritable(content: str) -> None:
    cleaned = cleaned_or_none(RawArticle(content=content, content_type="text/html"))
    if cleaned is not None:
        assert encode(cleaned)


@given(PAGES)
@settings(deadline=None)
def test_the_same_text_gives_the_same_bytes(page: str) -> None:
    one, other = (cleaned_or_none(RawArticle(content=page)) for _ in range(2))
    assert (one and encode(one)) == (other and encode(other))


def test_earlier_pages_leave_no_trace_in_later_ones() -> None:
    page = RawArticle(content=html_page(), content_type="text/html")
    first = encode(clean(page))
    for _ in range(5):
        clean(RawArticle(content=html_page(body="\n\n".join(PARAGRAPHS * 3))))
    assert encode(clean(page)) == first


def test_other_processes_with_other_hash_seeds_give_the_same_bytes() -> None:
    program = (
        "from importlib.resources import files; from hashlib import sha256\n"
        "from schemas.article import RawArticle; from schemas.codec import encode\n"
        "from service.stages.clean import clean\n"
        "for name in ('brasov-bears.txt', 'vaccine-cold-chain.html'):\n"
        "    content = files('service.samples').joinpath(name).read_text('utf-8')\n"
        "    print(sha256(encode(clean(RawArticle(content=content)))).hexdigest())\n"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(outputs) == 1
    assert len(outputs.pop().split()) == 2


@pytest.mark.parametrize(
    "content",
    [
        f"{TITLE}\n" + " ".join(PARAGRAPHS * 500),
        "\n".join([*PARAGRAPHS, *["word"] * 20_000]),
        "(" * 100_000 + "\n" + "\n".join(PARAGRAPHS),
        "A " * 50_000,
        "12/12/2020 " * 20_000,
        "By " + "Jane " * 50_000,
        "\u202e\u0000\ud800" * 10_000 + "\n".join(PARAGRAPHS),
        "北京市政府昨天宣布新的计划。" * 5_000,
        "/ap " * 50_000 + ".",
        "WASHINGTON " * 20_000 + "— The end.",
    ],
)
def test_odd_pages_pass(content: str) -> None:
    assert encode(clean(RawArticle(content=content)))


SAMPLES = sorted(
    entry.name
    for entry in files("service.samples").iterdir()
    if entry.name.endswith((".txt", ".html"))
)


@pytest.mark.parametrize("name", [name for name in SAMPLES if name != "only-furniture.html"])
def test_every_sample_is_an_article_with_a_title_and_furniture(name: str) -> None:
    content = files("service.samples").joinpath(name).read_text("utf-8")
    cleaned = clean(RawArticle(content=content))
    assert cleaned.title
    assert cleaned.captions
    assert len(cleaned.removed) > 5
    assert cleaned.published_precision is not None
    assert cleaned.byline or name == "brasov-bears.txt"


def test_the_sample_with_nothing_but_furniture_is_rejected() -> None:
    content = files("service.samples").joinpath("only-furniture.html").read_text("utf-8")
    with pytest.raises(Rejected):
        clean(RawArticle(content=content))
