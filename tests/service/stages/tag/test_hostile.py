"""Texts that nobody wrote: right offsets, and an end to it."""

import sys
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.article import CleanedArticle, TaggedArticle
from schemas.entity import EntityType, Mention
from service.stages.tag import Tagger, tag
from tests.service.stages.tag.known_names import KnownNames

FIELD_LENGTH = 20_000  # code points of the title and the caption
NAME = "Angela Merkel"
EVERY_CODE_POINT = "".join(
    chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000
)
TEXTS = {
    "a megabyte without a space": "x" * 1_000_000,
    "a megabyte of capitals": "A" * 1_000_000,
    "a megabyte of digits": "7" * 1_000_000,
    "a name, 100,000 times": f"{NAME}, " * 100_000,
    "as many days": "Tuesday, " * 100_000,
    "as many amounts": "$5 million " * 90_000,
    "every code point": EVERY_CODE_POINT,
    "every code point, spaced": " ".join(EVERY_CODE_POINT[:70_000]),
    "mixed direction": f"\u202e{NAME} שלום \u202d{NAME}\u200f مرحبا 3 p.m. \u2066" * 500,
}


KNOWN = KnownNames({NAME: EntityType.PERSON})  # the stage around the tagger is what is tested


def fields(event: TaggedArticle) -> Iterator[tuple[str, tuple[Mention, ...]]]:
    for entity in event.entities:
        yield event.body, entity.mentions
    yield event.title or "", event.title_mentions
    yield from zip(event.captions, event.caption_mentions, strict=True)


def check(text: str, tagger: Tagger) -> TaggedArticle:
    """Tag a text as body, its start as title and caption, and see that all offsets are right."""
    start = text[:FIELD_LENGTH]
    article = CleanedArticle(
        id="a", body=text, title=start, captions=(start,), published_at="2025-05-13"
    )
    event = tag(article, tagger=tagger)
    for field, mentions in fields(event):
        assert all(field[m.start : m.end] == m.text for m in mentions)
    return event


@pytest.mark.parametrize("name", TEXTS)
def test_the_stage_comes_to_an_end_with_right_offsets(name: str) -> None:
    check(TEXTS[name], KNOWN)


def test_a_name_100_000_times_is_one_entity() -> None:
    (entity,) = check(TEXTS["a name, 100,000 times"], KNOWN).entities
    assert (entity.name, entity.count) == (NAME, 100_000)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.one_of(
            st.text(),
            st.sampled_from(
                [NAME, "MERKEL’S ", "on Tuesday, May 17 ", "\u202e", "e\u0301", "ß", "$3 ", "\n\n"]
            ),
        )
    ).map("".join)
)
def test_any_text_has_right_offsets(tagger: Tagger, text: str) -> None:
    check(text, tagger)
