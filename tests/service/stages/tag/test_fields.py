"""The title and the captions have names of their own, told by the evidence of the body."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.article import CleanedArticle, Picture, TaggedArticle
from schemas.entity import EntityType, FieldMention
from service.stages.tag import tag
from service.stages.tag.fields import is_headline, truecased
from tests.service.stages.tag.known_names import KnownNames

PERSON, ORG, PLACE = EntityType.PERSON, EntityType.ORG, EntityType.PLACE

BODY = (
    "The minister Gordon Brown met Ann Lee of the US Treasury in New York. Brown told Reuters "
    "that a deal helps all of us, and brown bears as well."
)
TAGGER = KnownNames(
    {
        "Gordon Brown": PERSON,
        "Ann Lee": PERSON,
        "Brown": PERSON,
        "US": PLACE,
        "New York": PLACE,
        "New York Times": ORG,
        "Reuters": ORG,
        "Oslo": PLACE,
        "Vows": PERSON,
    }
)


def tagged(title: str, *captions: str, body: str = BODY) -> TaggedArticle:
    article = CleanedArticle(id="a", title=title, body=body, captions=captions)
    return tag(article, tagger=TAGGER)


def named(event: TaggedArticle, mentions: Sequence[FieldMention]) -> list[tuple[str, str | None]]:
    names = {entity.id: entity.name for entity in event.entities}
    return [(m.text, names[m.entity] if m.entity else None) for m in mentions]


@pytest.mark.parametrize(
    ("title", "is_one"),
    [
        ("Brown Meets Lee in New York Over Treasury Deal", True),
        ("BROWN MEETS LEE", True),
        ("Brown meets Lee in New York over deal", False),
        ("Brown", False),
        ("", False),
        ("布朗會見李", False),
    ],
)
def test_a_headline_has_a_capital_at_nearly_every_word(title: str, is_one: bool) -> None:
    assert is_headline(title) is is_one


def test_a_headline_is_written_as_the_body_writes_it() -> None:
    assert truecased("Brown Told Reuters Of A Deal", BODY) == "Brown told Reuters of a deal"
    assert truecased("Brown on Norway", f"{BODY} On Norway: Brown.") == "Brown on Norway"
    assert truecased("BROWN TOLD NEW YORK OF IT", BODY) == "Brown told New York of it"


def test_a_headline_of_which_the_body_says_little_stays_as_it_is() -> None:
    assert truecased("Norway Wins Chess Cup", BODY) == "Norway Wins Chess Cup"


def test_a_surname_in_a_headline_is_the_bodys_person() -> None:
    event = tagged("Brown Told Lee: New York Vows A Deal")
    assert named(event, event.title_mentions) == [
        ("Brown", "Gordon Brown"),
        ("Lee", "Ann Lee"),
        ("New York", "New York"),
    ]


def test_capitals_do_not_hide_an_entity() -> None:
    event = tagged("GORDON BROWN’S NEW YORK DEAL HELPS REUTERS")
    assert [m.text for m in event.title_mentions] == ["GORDON BROWN", "NEW YORK", "REUTERS"]
    assert {m.type for m in event.title_mentions} == {PERSON, PLACE, ORG}


def test_a_word_that_the_body_writes_small_is_no_name() -> None:
    event = tagged("The Treasury Deal Helps Us All")
    assert named(event, event.title_mentions) == []
    event = tagged("The US Treasury Deal Helps All")
    assert named(event, event.title_mentions) == [("US", "US")]


def test_a_title_in_small_letters_is_tagged_by_itself_and_by_the_body() -> None:
    event = tagged("Brown goes to Oslo with brown bears")
    assert named(event, event.title_mentions) == [("Brown", "Gordon Brown"), ("Oslo", None)]


def test_a_longer_name_wins_over_the_entity_within_it() -> None:
    event = tagged("Brown writes to the New York Times")
    assert named(event, event.title_mentions) == [
        ("Brown", "Gordon Brown"),
        ("New York Times", None),
    ]


def test_a_surname_of_two_people_is_neither() -> None:
    body = BODY + " His brother Andrew Brown was in Oslo."
    tagger = KnownNames({"Gordon Brown": PERSON, "Andrew Brown": PERSON})
    article = CleanedArticle(id="a", title="Brown Told Of New Deal", body=body)
    assert tag(article, tagger=tagger).title_mentions == ()


def test_names_in_captions_are_no_entities_of_the_body() -> None:
    event = tagged("A deal", "Ann Lee in Oslo.", "", "Bears.")
    assert "Oslo" not in {entity.name for entity in event.entities}
    assert [named(event, mentions) for mentions in event.caption_mentions] == [
        [("Ann Lee", "Ann Lee"), ("Oslo", None)],
        [],
        [],
    ]
    assert event.status["caption_mentions"].state == "ok"
    assert event.status["title_mentions"].state == "empty"


def test_a_credit_names_who_took_the_picture_and_who_sold_it() -> None:
    captions = ("Ann Lee in Oslo (AP Photo/Ann Lee)", "Photo: Ann Lee", "Oslo")
    pictures = (
        Picture(caption="Ann Lee in Oslo", credit="AP Photo/Ann Lee"),
        Picture(credit="Ann Lee"),
        Picture(caption="Oslo"),
    )
    article = CleanedArticle(id="a", body=BODY, captions=captions, pictures=pictures)
    found = tag(article, tagger=TAGGER).caption_mentions
    assert [[(m.text, m.type) for m in mentions] for mentions in found] == [
        [("Ann Lee", PERSON), ("Oslo", PLACE), ("AP", ORG), ("Ann Lee", PERSON)],
        [("Ann Lee", PERSON)],
        [("Oslo", PLACE)],
    ]
    # Who took the picture need not be who is spoken of.
    assert [m.entity for m in (*found[0], *found[1])] == [
        found[0][0].entity,
        None,
        None,
        None,
        None,
    ]


def test_dates_in_a_caption_are_found() -> None:
    event = tagged("A deal", "Ann Lee on Friday, June 14, 2024.")
    assert [m.text for m in event.caption_mentions[0]] == ["Ann Lee", "Friday, June 14, 2024"]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(["Brown", "BROWN’S ", "New York", " ", "ß", "İ", "İstanbul ", "U.S.", "\n"])
        | st.text(max_size=6)
    ).map("".join)
)
def test_a_field_s_mentions_are_in_its_text_in_order_and_apart(text: str) -> None:
    event = tagged(text, text, body=BODY + text)
    for mentions in (event.title_mentions, *event.caption_mentions):
        end = 0
        for mention in mentions:
            assert end <= mention.start
            assert text[mention.start : mention.end] == mention.text
            end = mention.end
    assert len(truecased(text, BODY)) == len(text)
