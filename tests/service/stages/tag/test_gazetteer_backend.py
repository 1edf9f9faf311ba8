import pytest

from schemas.article import CleanedArticle
from schemas.entity import EntityType
from service.stages.tag import BackendUnavailable, TaggerChoice, load_by_language, tag
from service.stages.tag.backends import Backend
from service.stages.tag.gazetteer_backend import GazetteerTagger, load_gazetteer_tagger
from tests.service.stages.tag.known_names import KnownNames


@pytest.fixture(scope="module")
def tagger() -> GazetteerTagger:
    return load_gazetteer_tagger(None)


def test_names_of_the_knowledge_base_are_found_in_any_language(tagger: GazetteerTagger) -> None:
    text = "Le président est allé de Paris à Buenos Aires, puis à Nairobi."
    (spans,) = tagger.find([text])
    assert [(text[s.start : s.end], s.type) for s in spans] == [
        ("Paris", EntityType.PLACE),
        ("Buenos Aires", EntityType.PLACE),
        ("Nairobi", EntityType.PLACE),
    ]
    assert all(span.confidence is not None for span in spans)


def test_small_letters_name_nothing(tagger: GazetteerTagger) -> None:
    assert tagger.find(["paris, nairobi", "", "1 2 3"]) == [[], [], []]


def test_a_star_lets_the_gazetteer_tag_what_no_other_tagger_knows() -> None:
    choice = TaggerChoice.of("spacy", None, ("*=gazetteer",))
    article = CleanedArticle(id="a", body="Rais alisema Nairobi.", language="sw")
    tagged = tag(
        article, tagger=KnownNames({"X": EntityType.ORG}), by_language=load_by_language(choice)
    )
    assert [e.name for e in tagged.entities] == ["Nairobi"]
    assert tagged.status["entities"].state == "ok"


def test_a_name_a_hundred_thousand_times_is_found_each_time(tagger: GazetteerTagger) -> None:
    (spans,) = tagger.find(["Nairobi, " * 100_000])
    assert len(spans) == 100_000


def test_a_knowledge_base_that_is_not_there_is_one_line() -> None:
    with pytest.raises(BackendUnavailable, match=r"tagger gazetteer: .*No such file"):
        Backend("gazetteer", "/no/such/file").check()
