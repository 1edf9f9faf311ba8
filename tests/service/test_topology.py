"""The pipeline is one line of topics, and a wrong wire is refused."""

import pytest

from schemas.article import CleanedArticle, RawArticle, TaggedArticle
from schemas.topics import CLEANED, ENRICHED, RAW, TAGGED
from service.topology import PIPELINE, STEPS, Miswired, Step


def raw_to_cleaned(article: RawArticle) -> CleanedArticle:
    return CleanedArticle(id="a", body=article.content)


def with_resource(article: CleanedArticle, *, name: str) -> TaggedArticle:
    return TaggedArticle(id=article.id, body=article.body, title=name)


def test_each_step_takes_what_the_one_before_gives() -> None:
    assert PIPELINE[0].source is RAW
    assert PIPELINE[-1].target is ENRICHED
    assert [step.target for step in PIPELINE[:-1]] == [step.source for step in PIPELINE[1:]]
    assert list(STEPS) == ["clean", "tag", "enrich"]


def test_a_step_that_fits_its_topics_is_accepted() -> None:
    assert Step("clean", raw_to_cleaned, RAW, CLEANED).name == "clean"


def test_a_stage_that_gives_another_event_than_its_target_carries_is_refused() -> None:
    with pytest.raises(Miswired, match=r"step clean: raw_to_cleaned turns .*RawArticle.* into"):
        Step("clean", raw_to_cleaned, RAW, TAGGED)


def test_a_stage_that_takes_another_event_than_its_source_carries_is_refused() -> None:
    with pytest.raises(Miswired, match="cleaned carries CleanedArticle"):
        Step("clean", raw_to_cleaned, CLEANED, CLEANED)


def test_a_stage_without_type_hints_is_refused() -> None:
    with pytest.raises(Miswired):
        Step("clean", lambda article: article, RAW, CLEANED)


def test_resources_are_loaded_once_and_handed_over_by_name() -> None:
    loaded = []

    def load() -> str:
        loaded.append(1)
        return "resource"

    stage = Step("tag", with_resource, CLEANED, TAGGED, {"name": load}).load()
    titles = [stage(CleanedArticle(id="a", body="")) for _ in range(2)]
    assert [event.title for event in titles if isinstance(event, TaggedArticle)] == ["resource"] * 2
    assert loaded == [1]
