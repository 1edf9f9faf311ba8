"""Events as a person reads them."""

from io import StringIO

import pytest
from rich.console import Console

from schemas.article import EnrichedArticle, RawArticle
from schemas.codec import decode
from schemas.event import Event
from schemas.topics import Topic
from service.cli.render import printable, render, tombstone
from tests.schemas.examples import ALL, FOLDER, NAMES, compact


def shown(event: Event, *, colour: bool = False, raw_length: int | None = None) -> str:
    out = StringIO()
    console = Console(
        file=out, width=120, force_terminal=colour, color_system="standard" if colour else None
    )
    console.print(render(event, raw_length=raw_length))
    return out.getvalue()


def full() -> EnrichedArticle:
    return decode(compact(FOLDER / "enriched" / "full.json"), EnrichedArticle)


@pytest.mark.parametrize(("topic", "path"), ALL, ids=NAMES)
def test_every_example_can_be_shown(topic: Topic, path: object) -> None:
    from pathlib import Path

    assert isinstance(path, Path)
    assert shown(decode(compact(path), topic.event)).strip()


def test_an_article_is_shown_with_what_was_found_and_what_was_removed() -> None:
    text = shown(full(), raw_length=1234)
    for part in (
        "Harbour bridge closes for repairs",
        "en 98% · PORT LEWIN · by Nils Abara · 2024-03-04",
        "characters of 1,234 raw",
        "2 blocks: 1 navigation, 1 sharing",
        "– Share this article (sharing)",
        "Marta Osei ×2",
        "Rotterdam (NL)",
        "skipped: no stop words for en",
        "swing bridge",
    ):
        assert part in text


def test_names_in_the_text_have_the_colour_of_their_type() -> None:
    text = shown(full(), colour=True)
    assert "\x1b[1;36mMarta Osei\x1b[0m" in text
    assert "\x1b[1;32mRotterdam\x1b[0m" in text  # its offset counts a ship as one character


def test_nothing_in_an_article_can_steer_the_terminal() -> None:
    evil = "\x1b[2J\x07\x9b31m\u202e"
    event = full().model_copy(update={"title": f"title{evil}", "body": f"body{evil}"})
    text = shown(event)
    assert not any(character in text for character in evil if character not in "[2J31m")
    assert "\x1b" not in shown(RawArticle(id=f"id{evil}", content=""))
    assert "\x1b" not in str(tombstone(b"\x1b[2J\xff"))


def test_printable_text_stays_as_it_is() -> None:
    assert printable("Zürich – “東京” 🚢") == "Zürich – “東京” 🚢"
    assert printable("a\tb\nc\x00") == "a b c "
