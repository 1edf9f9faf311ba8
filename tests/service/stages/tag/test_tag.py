import re
from collections.abc import Sequence
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.article import CleanedArticle, TaggedArticle
from schemas.codec import decode, encode
from schemas.entity import EntityType
from schemas.event import FieldStatus, Provenance
from service.stages.tag import Span, Tagger, tag

ARTICLE = """\
HARBURY — Mayor Elena Vasquez told reporters on Tuesday that Harbury would sue the United States.

“Nobody asked us,” Vasquez said. The United States has not answered. Her rival Thomas Okafor \
flew to London and Paris.

“We will wait,” Okafor told Reuters."""


class Words:
    """A tagger to whom every word is an organisation."""

    engine = "words 1"
    languages = frozenset({"en", "xx"})

    def find(self, texts: Sequence[str]) -> list[list[Span]]:
        return [
            [Span(0, len(text.split()[0]), EntityType.ORG, 0.5)] if text.split() else []
            for text in texts
        ]


def test_people_are_found_and_their_surnames_grouped(tagger: Tagger) -> None:
    entities = tag(CleanedArticle(id="a", body=ARTICLE), tagger=tagger).entities
    people = {e.name: [m.text for m in e.mentions] for e in entities if e.type is EntityType.PERSON}
    assert people["Elena Vasquez"] == ["Elena Vasquez", "Vasquez"]
    assert people["Thomas Okafor"] == ["Thomas Okafor", "Okafor"]


def test_places_are_found_and_spellings_of_one_grouped(tagger: Tagger) -> None:
    entities = tag(CleanedArticle(id="a", body=ARTICLE), tagger=tagger).entities
    places = {e.name: len(e.mentions) for e in entities if e.type is EntityType.PLACE}
    assert places["United States"] == 2
    assert "London" in places


def test_all_other_fields_are_carried_through() -> None:
    article = CleanedArticle(
        id="a",
        title="T",
        body="Acme fell.",
        byline=("A", "B"),
        metadata={"k": [1]},
        status={"title": FieldStatus(state="ok")},
        provenance=(Provenance(stage="clean", version="1"),),
    )
    tagged = tag(article, tagger=Words())
    untouched = set(CleanedArticle.model_fields) - {"status", "provenance"}
    assert {name: getattr(tagged, name) for name in untouched} == {
        name: getattr(article, name) for name in untouched
    }
    assert tagged.status == {
        "title": FieldStatus(state="ok"),
        "entities": FieldStatus(state="ok"),
        "title_mentions": FieldStatus(state="ok"),
        "caption_mentions": FieldStatus(state="empty"),
    }
    assert [p.stage for p in tagged.provenance] == ["clean", "tag"]
    assert article.status == {"title": FieldStatus(state="ok")}


def test_the_engine_signs_the_entities() -> None:
    tagged = tag(CleanedArticle(id="a", body="Acme fell."), tagger=Words())
    assert tagged.provenance == (Provenance(stage="tag", version="1", engine="words 1"),)
    assert [(e.name, e.confidence) for e in tagged.entities] == [("Acme", 0.5)]


def test_no_entities_found_is_empty() -> None:
    tagged = tag(CleanedArticle(id="a", body=""), tagger=Words())
    assert tagged.entities == ()
    assert tagged.status["entities"] == FieldStatus(state="empty")


def test_a_language_that_the_tagger_does_not_know_is_skipped() -> None:
    tagged = tag(CleanedArticle(id="a", body="Acme fiel.", language="de"), tagger=Words())
    assert tagged.entities == ()
    assert tagged.status["entities"] == FieldStatus(
        state="skipped", reason="the tagger knows en, xx; the article is in de"
    )


def test_a_known_language_and_an_unknown_one_are_tagged() -> None:
    for language in ("en", "en-GB", "EN_us", "", None):
        article = CleanedArticle(id="a", body="Acme fell.", language=language)
        assert tag(article, tagger=Words()).status["entities"].state == "ok"


def test_dates_and_amounts_are_entities_resolved_from_the_articles_date() -> None:
    body = "Acme fell by 3 percent on Monday."
    article = CleanedArticle(id="a", body=body, published_at="2025-05-13", language="en-GB")
    found = tag(article, tagger=Words()).entities
    assert [(e.name, str(e.type), e.date) for e in found] == [
        ("Acme", "ORG", None),
        ("3 percent", "PERCENT", None),
        ("Monday", "DATE", "2025-05-12"),
    ]


def test_dates_are_resolved_from_the_last_change_where_no_other_date_is_known() -> None:
    changed = {"id": "a", "body": "Acme fell on Monday.", "modified_at": "2025-05-13T16:15-05:00"}
    article = CleanedArticle.model_validate(changed)
    assert [e.date for e in tag(article, tagger=Words()).entities] == [None, "2025-05-12"]
    article = CleanedArticle.model_validate({**changed, "published_at": "2025-05-06"})
    assert [e.date for e in tag(article, tagger=Words()).entities] == [None, "2025-05-05"]


def test_expressions_are_those_of_english_alone() -> None:
    article = CleanedArticle(id="a", body="Acme fiel im May 2019.", language="xx")
    assert [e.name for e in tag(article, tagger=Words()).entities] == ["Acme"]


def test_the_default_tagger_signs_with_the_data_that_it_was_learned_from(tagger: Tagger) -> None:
    tagged = tag(CleanedArticle(id="a", body=ARTICLE), tagger=tagger)
    assert re.fullmatch(r"copydesk-fast [0-9a-f]{12}", tagged.provenance[-1].engine or "")


def test_the_same_article_gives_the_same_bytes(tagger: Tagger) -> None:
    article = CleanedArticle(id="a", body=ARTICLE)
    first = encode(tag(article, tagger=tagger))
    tag(CleanedArticle(id="b", body="Another story, about Nairobi."), tagger=tagger)
    assert encode(tag(article, tagger=tagger)) == first


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.one_of(
            st.text(),
            st.sampled_from(["Angela Merkel ", "Merkel’s ", "😀", "e\u0301", "م", "\n\n", "𝕏"]),
        )
    ).map("".join)
)
def test_every_mention_is_the_text_at_its_offsets(tagger: Tagger, body: str) -> None:
    tagged = tag(CleanedArticle(id="a", body=body), tagger=tagger)
    mentions = sorted(
        (m for entity in tagged.entities for m in entity.mentions), key=lambda m: m.start
    )
    assert all(body[m.start : m.end] == m.text for m in mentions)
    assert all(a.end <= b.start for a, b in pairwise(mentions))
    assert decode(encode(tagged), TaggedArticle) == tagged
