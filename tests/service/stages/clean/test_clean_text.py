import pytest

from schemas.article import Picture, RawArticle, Removal
from schemas.deadletter import Reason
from service.stages import Rejected
from service.stages.clean import clean
from tests.service.stages.clean.pages import BODY, CAPTION, FLAT, PARAGRAPHS, TITLE


def text(content: str, **fields: str) -> RawArticle:
    return RawArticle.model_validate(
        {"id": "t", "content": content, "content_type": "text/plain", **fields}
    )


def reasons(article: RawArticle) -> dict[str, Removal]:
    return {removed.text: removed.reason for removed in clean(article).removed}


def test_clean_finds_the_article_on_a_flattened_page() -> None:
    cleaned = clean(text(FLAT))
    assert cleaned.title == TITLE
    assert cleaned.body == BODY
    assert cleaned.captions == (CAPTION,)
    shown, _, credit = CAPTION.removesuffix(")").partition(" (")
    assert cleaned.pictures == (Picture(caption=shown, credit=credit),)
    assert cleaned.word_count == 83
    assert cleaned.byline == ("Kari Solberg", "Jonas Ek")
    assert cleaned.dateline == "OSLO"
    assert (cleaned.published_at, cleaned.published_precision) == ("2025-03-03T14:05", "minute")
    assert cleaned.language == "en"
    assert cleaned.provenance[0].model_dump() == {
        "stage": "clean",
        "version": "1",
        "engine": "lines",
    }


def test_every_line_taken_out_says_where_it_stood_and_why() -> None:
    removed = [(r.line, r.text[:20], r.reason.value) for r in clean(text(FLAT)).removed]
    assert removed == [
        (0, "Home", "navigation"),
        (1, "News", "navigation"),
        (2, "Sport", "navigation"),
        (4, "By Kari Solberg and ", "metadata"),
        (5, "March 3, 2025 14:05", "metadata"),
        (11, "LEAVE A REPLY", "comments"),
        (12, "Please enter your co", "comments"),
        (13, "Share post:", "sharing"),
        (14, "Subscribe", "sign_up"),
        (15, "Related", "teaser"),
        (16, "Elephants Cross a Br", "teaser"),
        (17, "PUNE, India — Eleven", "teaser"),
        (18, "Don't miss any of ou", "sign_up"),
    ]


def test_a_line_below_the_words_image_caption_is_one() -> None:
    shown = "The bell was cast in 1934"
    for label, captions in (("Image caption,", (shown,)), ("Caption", ()), ("A caption,", ())):
        page = "\n".join([TITLE, label, shown, "By Kari Solberg", BODY.replace("\n\n", "\n")])
        cleaned = clean(text(page))
        assert (cleaned.title, cleaned.captions) == (TITLE, captions)
        assert cleaned.body == BODY


def test_blank_lines_between_the_lines_change_nothing_but_ids() -> None:
    spaced = clean(text(FLAT.replace("\n", "\n\n \t\n")))
    assert spaced == clean(text(FLAT))


def test_a_teaser_goes_together_with_its_headline_even_within_the_article() -> None:
    teaser = ("Baker Wins a Race on Stilts", "A baker from Turin has won...")
    page = "\n".join([*PARAGRAPHS[:2], *teaser, *PARAGRAPHS[2:]])
    assert clean(text(page)).body == BODY
    assert reasons(text(page)) == dict.fromkeys(teaser, Removal.TEASER)


def test_a_paragraph_that_trails_off_is_no_teaser() -> None:
    trailing = (
        "Nobody on the quay could say for certain who had painted the name on the stern that "
        "night, though the harbour master, who owns a brush, smiled a little too long..."
    )
    page = "\n".join([*PARAGRAPHS[:2], trailing, *PARAGRAPHS[2:]])
    assert trailing in clean(text(page)).body


def test_a_short_subheading_between_paragraphs_stays_in_the_body() -> None:
    page = "\n".join([*PARAGRAPHS[:2], "A bell at a market", *PARAGRAPHS[2:]])
    assert "\n\nA bell at a market\n\n" in clean(text(page)).body


def test_comments_below_the_article_stay_out_of_the_body() -> None:
    comments = ["fjordfan: I would take this ferry every day of the week if I could afford it."]
    long_article = [
        *PARAGRAPHS,
        *(f"{p} Then the bell rang {n} times." for n, p in enumerate(PARAGRAPHS)),
    ]
    page = "\n".join([*long_article, "Comments", *comments * 3])
    assert "fjordfan" not in clean(text(page)).body
    without_the_mark = "\n".join([*long_article, *comments])
    assert "fjordfan" in clean(text(without_the_mark)).body  # the control


def test_a_given_title_is_kept_and_the_printed_one_taken_for_it() -> None:
    cleaned = clean(text(f"{TITLE}\n{BODY}", title=TITLE))
    assert (cleaned.title, cleaned.body, cleaned.removed) == (TITLE, BODY, ())
    other = clean(text(f"{TITLE}\n{BODY}", title="Something else"))
    assert other.title == "Something else"
    assert [removed.text for removed in other.removed] == [TITLE]


def test_an_article_without_a_headline_has_no_title() -> None:
    cleaned = clean(text(BODY))
    assert cleaned.title is None
    assert cleaned.status["title"].state == "empty"


def test_a_bare_sentence_is_an_article() -> None:
    assert clean(RawArticle(id="x", content="Sigrid Moen rang the bell in Oslo.")).body == (
        "Sigrid Moen rang the bell in Oslo."
    )
    assert clean(RawArticle(id="x", content="Sigrid Moen rang the bell")).body == (
        "Sigrid Moen rang the bell"
    )


@pytest.mark.parametrize(
    "content",
    [
        "",
        " \n\t\n",
        "\x00\u200b",
        "Home\nNews\nSport\nContact",
        "Home\nSign up for our newsletter to get the news in your inbox.\n© 2025 The Herald",
        "Page not found\nHome\nSearch\nWe use cookies to give you a better experience here.",
        "word\n" * 1000,
        "a" * 100_000,
    ],
)
def test_clean_rejects_a_page_with_nothing_to_read(content: str) -> None:
    with pytest.raises(Rejected, match="no article") as rejected:
        clean(text(content))
    assert rejected.value.reason is Reason.NOTHING_TO_READ


CHINESE = [
    "港务局周一决定，这艘被遗忘多年的老渡轮将从五月起重新载客，此前居民为此奔走了四年。",
    "这艘船建于一九三四年，一直停在粮仓后面，直到一位女教师在市场上发现了它的铜钟。",
    "“我只敲了一下，整个市场的人都回过头来。”她笑着说，修复费用大部分由航运公司承担。",
]
RUSSIAN = [
    "Старый паром снова повезёт пассажиров с мая, решил в понедельник совет порта после спора.",
    "Корабль построили в 1934 году, и он долго стоял за зерновым складом у самой воды.",
    "Большую часть ремонта оплатит судоходная компания, остальное добавит город.",
]


@pytest.mark.parametrize(("paragraphs", "language"), [(CHINESE, "zh"), (RUSSIAN, "ru")])
def test_other_scripts_keep_their_bodies(paragraphs: list[str], language: str) -> None:
    menu = ["首页", "体育"] if language == "zh" else ["Главная", "Спорт"]
    cleaned = clean(text("\n".join([*menu, *paragraphs, "© 2025"])))
    assert cleaned.body == "\n\n".join(paragraphs)
    assert cleaned.language == language


def test_a_long_line_without_a_full_stop_is_prose_but_a_long_list_of_names_is_not() -> None:
    running = (
        "yesterday a small red balloon hung from a balcony on the fourth floor and nobody in the "
        "whole street could say who had tied it there or why it would not stop turning :)"
    )
    assert clean(text(f"Home\nBlog\n{running}\nContact")).body == running
    with pytest.raises(Rejected):
        clean(text(f"Home\nBlog\n{running.title()}\nContact"))
