"""The text is whole, its marks are those of the event, and no event can break it."""

from hypothesis import given
from hypothesis import strategies as st

from schemas.article import CleanedArticle, EnrichedArticle, RawArticle, TaggedArticle
from schemas.entity import EntityType
from service.explain.page import Explained
from service.explain.story import (
    Story,
    about,
    captions,
    explained,
    facts,
    groups,
    identifiers,
    other_forms,
    paragraphs,
    title,
    why,
)
from service.knowledge import Candidate
from service.stages.enrich.linking import Link
from tests.service.explain.stories import BODY, CAPTION, TITLE, link, story_article
from tests.service.stages.clean.pages import FLAT


def test_the_body_is_whole_and_each_mention_is_marked_in_its_paragraph() -> None:
    found = list(paragraphs(story_article()))
    assert ["".join(piece.text for piece in paragraph) for paragraph in found] == BODY.split("\n\n")
    marked = [
        [(piece.text, piece.mark.type.value, piece.mark.entity) for piece in p if piece.mark]
        for p in found
    ]
    assert marked[0] == [
        ("Kyiv", "PLACE", 0),
        ("Monday", "DATE", 1),
        ("Olena Koval", "PERSON", 2),
        ("Fjordlinje", "ORG", 3),
    ]
    assert marked[1][:2] == [("Koval", "PERSON", 2), ("Kyiv", "PLACE", 0)]


def test_names_in_title_and_captions_are_marked_in_their_own_fields() -> None:
    article = story_article()
    assert "".join(piece.text for piece in title(article)) == TITLE
    assert [(p.text, p.mark.entity) for p in title(article) if p.mark] == [
        ("Olena Koval", 2),
        ("Kyiv", 0),
    ]
    (caption,) = captions(article)
    assert "".join(piece.text for piece in caption) == CAPTION
    assert [(p.text, p.mark.type, p.mark.entity) for p in caption if p.mark] == [
        ("NTP", EntityType.ORG, None)
    ]


SPANS = st.tuples(st.integers(0, 60), st.integers(1, 30))


@given(st.text(max_size=40), st.lists(SPANS, max_size=12))
def test_marks_that_overlap_or_point_nowhere_break_no_text(
    body: str, spans: list[tuple[int, int]]
) -> None:
    entities = [
        {
            **{"id": "e", "type": "ORG", "name": "x"},
            "mentions": [{"start": start, "end": start + length, "text": "x" * length}],
        }
        for start, length in spans
    ]
    pieces = list(
        paragraphs(TaggedArticle.model_validate({**BASE, "body": body, "entities": entities}))
    )
    plain = list(paragraphs(TaggedArticle.model_validate({**BASE, "body": body})))
    assert "".join(p.text for ps in pieces for p in ps).replace("\n\n", "") == "".join(
        p.text for ps in plain for p in ps
    )


BASE = {"id": "t"}


def test_entities_are_grouped_with_the_most_salient_first() -> None:
    found = {
        label: [entity.name for _, entity in pairs]
        for label, pairs in groups(story_article()).items()
    }
    assert found == {
        "Persons": ["Olena Koval", "Arne Lie"],
        "Organisations": ["Fjordlinje"],
        "Places": ["Kyiv"],
        "Peoples and parties": ["Norwegian"],
        "Events, works and products": ["Haugtussa"],
        "Dates and times": ["Monday"],
    }


def test_what_is_known_of_an_entity_is_said() -> None:
    kyiv, monday, koval = story_article().entities[:3]
    assert facts(kyiv) == ["city", "UA", "50.45° N 30.52° W", "stands for the government"]
    assert identifiers(kyiv) == [
        ("Q1899", "https://www.wikidata.org/wiki/Q1899"),
        ("GeoNames 703448", "https://www.geonames.org/703448"),
    ]
    assert facts(monday) == ["2025-03-03 (day)"]
    assert (identifiers(koval), other_forms(koval)) == ([("house 17", None)], ["Koval"])


def test_a_link_says_its_alias_its_score_and_its_runner_up() -> None:
    assert why(link()) == [
        "93% sure",
        "“Kyiv” scores +1.3: name −0.2, speaks +1.5",
        "runner-up Kiev (US) −2.0",
        "none of them −2.6",
    ]
    assert why(link(entry=None, why="too many", runner_up=None)) == [
        "too many",
        "“Kyiv” scores +1.3 for Kyiv (capital, UA): name −0.2, speaks +1.5",
        "none of them −2.6",
    ]
    assert why(Link("e1", why="name not known")) == ["name not known"]


def test_places_phrases_and_what_was_left_undone_are_told_of_the_article() -> None:
    undone = {"key_phrases": {"state": "skipped", "reason": "no stop words for xx"}}
    assert about(story_article(key_phrases=[], status=undone)) == [
        ("Places", ["Kyiv · UA"]),
        ("Key phrases", ["skipped: no stop words for xx"]),
    ]
    assert about(story_article())[1] == ("Key phrases", ["old ferry", "flea market"])


def test_a_page_becomes_a_story_where_stages_follow_and_it_holds_an_article() -> None:
    def stage(event: CleanedArticle) -> EnrichedArticle:
        return story_article(id=event.id)

    told = explained(RawArticle(content=FLAT), "ferry", [stage])
    assert isinstance(told, Story)
    assert told.page is not None
    assert told.page.event is not None
    assert isinstance(explained(RawArticle(content=FLAT), "ferry", []), Explained)
    assert isinstance(explained(RawArticle(content="Home"), "ferry", [stage]), Explained)
    assert explained(story_article(), "koval", []) == Story("koval", story_article())


class Nothing:
    """A knowledge base without an entry."""

    engine = "none"

    def lookup(self, name: str) -> tuple[Candidate, ...]:
        return ()


def test_with_the_knowledge_at_hand_a_story_says_why_each_entity_was_linked() -> None:
    told = explained(story_article(), "koval", [], Nothing())
    assert isinstance(told, Story)
    assert [found.entity for found in told.links] == [e.id for e in told.article.entities]
