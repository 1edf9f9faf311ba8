from hypothesis import given
from hypothesis import strategies as st

from schemas.article import EnrichedArticle, TaggedArticle
from schemas.codec import decode, encode
from schemas.entity import EntityType
from schemas.event import FieldStatus, Provenance
from service.knowledge import KnowledgeBase
from service.stages.enrich import enrich
from tests.service.stages.enrich.made import entity

BODY = "Acme left Paris. The peace talks failed in Paris; peace talks cost Acme dear."
ENTITIES = (
    entity(1, "Acme", EntityType.ORG, BODY),
    entity(2, "Paris", EntityType.PLACE, BODY),
)
OK = FieldStatus(state="ok")
EMPTY = FieldStatus(state="empty")


def skipped(reason: str) -> FieldStatus:
    return FieldStatus(state="skipped", reason=reason)


def test_an_article_is_enriched(knowledge: KnowledgeBase) -> None:
    article = TaggedArticle(
        id="a",
        title="Acme leaves",
        body=BODY,
        language="en",
        entities=ENTITIES,
        status={"entities": OK},
        provenance=(Provenance(stage="tag", version="1", engine="words 1"),),
    )
    enriched = enrich(article, knowledge=knowledge)
    assert [(e.name, e.country) for e in enriched.entities] == [
        ("Acme", None),
        ("Paris", "FR"),
    ]
    assert [place.name for place in enriched.places] == ["Paris"]
    assert enriched.key_phrases == ("peace talks",)
    assert enriched.word_count == 14
    assert enriched.reading_seconds == 4  # 14 / 238 of a minute is 3.5 s
    assert enriched.status == {
        "entities": OK,
        "places": OK,
        "key_phrases": OK,
        "word_count": OK,
        "reading_seconds": OK,
    }
    assert enriched.provenance == (
        Provenance(stage="tag", version="1", engine="words 1"),
        Provenance(stage="enrich", version="2", engine=knowledge.engine),
    )


def test_all_other_fields_are_carried_through(knowledge: KnowledgeBase) -> None:
    article = TaggedArticle(
        id="a", body=BODY, byline=("A",), metadata={"k": 1}, captions=("c",), entities=ENTITIES
    )
    enriched = enrich(article, knowledge=knowledge)
    untouched = set(TaggedArticle.model_fields) - {"entities", "status", "provenance", "word_count"}
    assert {name: getattr(enriched, name) for name in untouched} == {
        name: getattr(article, name) for name in untouched
    }
    assert article.status == {}


def test_an_id_and_a_body_are_enough(knowledge: KnowledgeBase) -> None:
    enriched = enrich(TaggedArticle(id="a", body=""), knowledge=knowledge)
    assert (enriched.places, enriched.key_phrases) == ((), ())
    assert (enriched.word_count, enriched.reading_seconds) == (0, 0)
    assert enriched.status == {
        "places": EMPTY,
        "key_phrases": EMPTY,
        "word_count": EMPTY,
        "reading_seconds": EMPTY,
    }


def test_places_of_an_article_that_was_not_tagged_are_skipped(knowledge: KnowledgeBase) -> None:
    article = TaggedArticle(
        id="a", body="Bonjour.", language="fr", status={"entities": skipped("no model")}
    )
    status = enrich(article, knowledge=knowledge).status
    assert status["places"] == skipped("no entities: no model")
    assert status["key_phrases"] == EMPTY


def test_a_language_without_spaces_has_no_word_count(knowledge: KnowledgeBase) -> None:
    article = TaggedArticle(id="a", body="日本語の記事。", language="ja")
    enriched = enrich(article, knowledge=knowledge)
    assert (enriched.word_count, enriched.reading_seconds, enriched.key_phrases) == (None, None, ())
    for name in ("word_count", "reading_seconds", "key_phrases"):
        assert enriched.status[name] == skipped("ja is written without spaces")


def test_a_language_without_stop_words_has_no_key_phrases(knowledge: KnowledgeBase) -> None:
    article = TaggedArticle(id="a", body="tere tere", language="et")
    enriched = enrich(article, knowledge=knowledge)
    assert enriched.status["key_phrases"] == skipped("no stop words for et")
    assert enriched.word_count == 2


def test_a_megabyte_of_one_word_is_counted(knowledge: KnowledgeBase) -> None:
    enriched = enrich(TaggedArticle(id="a", body="x" * 1_000_000), knowledge=knowledge)
    assert (enriched.word_count, enriched.key_phrases) == (1, ())


@given(
    body=st.text(),
    title=st.none() | st.text(),
    language=st.none() | st.sampled_from(["en", "de", "ja", "pt-BR", "", "??", "en/../"]),
)
def test_any_text_is_enriched_and_survives_the_wire(
    knowledge: KnowledgeBase, body: str, title: str | None, language: str | None
) -> None:
    entities = (entity(1, body[:5], EntityType.PLACE, body),) if body else ()
    article = TaggedArticle(id="a", body=body, title=title, language=language, entities=entities)
    enriched = enrich(article, knowledge=knowledge)
    assert decode(encode(enriched), EnrichedArticle) == enriched
