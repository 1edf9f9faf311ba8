"""Which engine tags which language, with pipelines that the tests make."""

import pickle
from collections.abc import Sequence
from pathlib import Path

import pytest
import spacy

from schemas.article import CleanedArticle
from schemas.entity import EntityType
from service.stages.tag import (
    BackendUnavailable,
    ModelUnavailable,
    Span,
    Tagger,
    TaggerChoice,
    load_by_language,
    tag,
)
from service.stages.tag.backends import Backend
from service.stages.tag.tagger import check_model
from service.topology import pipeline
from tests.service.stages.tag.known_names import KnownNames

GERMAN = "Angela Merkel besuchte im Mai die Siemens AG in München."


@pytest.fixture
def german(tmp_path: Path) -> Path:
    """A German pipeline in a folder, which knows three names, and does what names do not need."""
    nlp = spacy.blank("de")
    nlp.add_pipe("sentencizer")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns(  # type: ignore[attr-defined]
        [
            {"label": "PER", "pattern": "Angela Merkel"},
            {"label": "ORG", "pattern": "Siemens AG"},
            {"label": "LOC", "pattern": "München"},
            {"label": "MISC", "pattern": "Mai"},
        ]
    )
    folder = tmp_path / "de_made"
    nlp.to_disk(folder)
    return folder


class Nobody:
    """A tagger of English that finds nothing."""

    engine = "nobody 1"
    languages = frozenset({"en"})

    def find(self, texts: Sequence[str]) -> list[list[Span]]:
        return [[] for _ in texts]


def test_a_language_is_tagged_by_the_pipeline_that_is_set_for_it(german: Path) -> None:
    choice = TaggerChoice.of("spacy", None, (f"de=spacy:{german}",))
    choice.languages[0][1].check()
    by_language = load_by_language(choice)
    article = CleanedArticle(id="a", body=GERMAN, title=GERMAN, language="de-AT")
    tagged = tag(article, tagger=Nobody(), by_language=by_language)
    assert [(e.name, e.type) for e in tagged.entities] == [
        ("Angela Merkel", EntityType.PERSON),
        ("Siemens AG", EntityType.ORG),
        ("München", EntityType.PLACE),
    ]
    assert [m.entity for m in tagged.title_mentions] == ["e1", "e2", "e3"]
    assert tagged.provenance[-1].engine == "spacy de_made 0.0.0"


def test_a_language_without_a_tagger_is_skipped(german: Path) -> None:
    by_language = load_by_language(TaggerChoice.of("spacy", None, (f"de=spacy:{german}",)))
    article = CleanedArticle(id="a", body="Angela Merkel est à Paris.", language="fr")
    tagged = tag(article, tagger=Nobody(), by_language=by_language)
    assert tagged.entities == ()
    assert tagged.status["entities"].state == "skipped"
    assert tagged.status["entities"].reason == "the tagger knows en; the article is in fr"


def test_a_star_stands_for_the_languages_that_no_tagger_knows() -> None:
    by_language: dict[str, Tagger] = {"*": KnownNames({"Paris": EntityType.PLACE}), "de": Nobody()}
    for language, count in (("fr", 1), ("sw", 1), ("de", 0), ("en", 0), (None, 0)):
        article = CleanedArticle(id="a", body="Angela Merkel, Paris.", language=language)
        tagged = tag(article, tagger=Nobody(), by_language=by_language)
        assert len(tagged.entities) == count


def test_components_that_names_do_not_need_are_taken_out(german: Path) -> None:
    tagger = Backend("spacy", str(german)).load()
    assert tagger._nlp.component_names == ["entity_ruler"]  # type: ignore[attr-defined]
    english = Backend("spacy").load()
    assert english._nlp.component_names == ["ner"]  # type: ignore[attr-defined]


def test_one_backend_for_two_languages_is_loaded_once(german: Path) -> None:
    choice = TaggerChoice.of("spacy", None, (f"de=spacy:{german}", f"nl=spacy:{german}"))
    loaded = load_by_language(choice)
    assert loaded["de"] is loaded["nl"]


@pytest.mark.parametrize(
    ("backend", "why"),
    [
        (Backend("spacy", "xx_no_such"), "no spaCy pipeline 'xx_no_such' is installed"),
        (Backend("spacy", "/no/such/folder"), "nor is it a folder"),
        (Backend("gliner", "a/model"), r"needs the extra `gliner`, as in copydesk\[gliner\]"),
        (Backend("transformers", "a/model"), "needs the extra `transformers`"),
        (Backend("oracle"), "no tagger 'oracle'; there are "),
    ],
)
def test_a_backend_that_is_not_there_says_so_before_it_is_loaded(
    backend: Backend, why: str
) -> None:
    with pytest.raises(BackendUnavailable, match=why):
        backend.check()


@pytest.mark.parametrize("words", ["de", "de=", "german=spacy", "=spacy", "de=spacy:"])
def test_a_choice_that_is_none_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match="is not language=backend"):
        TaggerChoice.of("spacy", None, (words,))


def test_a_language_has_one_backend() -> None:
    with pytest.raises(ValueError, match="'de' has two backends"):
        TaggerChoice.of("fast", None, ("de=spacy:x", "fr=gazetteer", "de=gazetteer"))


def test_a_gazetteer_that_names_no_knowledge_base_has_that_of_the_settings() -> None:
    words = ("de=gazetteer", "fr=gazetteer:own.kb", "nl=spacy")
    choice = TaggerChoice.of("fast", None, words, "house.kb")
    assert [backend.model for _, backend in choice.languages] == ["house.kb", "own.kb", None]


@pytest.mark.parametrize("name", ["json", "email", "__main__", "sys"])
def test_a_package_that_is_no_pipeline_is_none(name: str) -> None:
    with pytest.raises(ModelUnavailable, match=f"no spaCy pipeline '{name}' is installed"):
        Backend("spacy", name).check()


def test_what_an_engine_says_of_a_broken_model_is_one_line(german: Path) -> None:
    (german / "config.cfg").write_text("[nlp]\nlang = nothing\n\n")
    backend = Backend("spacy", str(german))
    backend.check()
    with pytest.raises(
        BackendUnavailable, match=r"tagger spacy: cannot load '.*de_made': "
    ) as caught:
        backend.load()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("data", [b"", b"{}", b"PK\3\4" + b"x" * 100, b"\x80\x04]."])
def test_a_file_that_holds_no_weights_is_named_without_advice_on_pickles(
    tmp_path: Path, data: bytes
) -> None:
    (tmp_path / "x.npz").write_bytes(data)
    with pytest.raises(ModelUnavailable, match=r"no weights in '.*x.npz', but others") as caught:
        Backend("fast", str(tmp_path / "x.npz")).check()
    assert "pickle" not in str(caught.value)


@pytest.mark.parametrize(
    ("model", "why"),
    [
        (None, "tagger gliner needs a model, by name or path"),
        ("/no/such/folder", "no folder '/no/such/folder', nor is it a hub's name"),
        ("./made", "no folder './made'"),
        ("a/b/c", "no folder 'a/b/c'"),
    ],
)
def test_a_model_that_can_be_nowhere_is_named(model: str | None, why: str) -> None:
    with pytest.raises(ModelUnavailable, match=why):
        check_model("gliner", model, "gliner_config.json")


def test_a_folder_without_a_model_is_named_and_one_with_it_passes(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"no model in '.*', for no config\.json"):
        check_model("transformers", str(tmp_path), "config.json")
    (tmp_path / "config.json").touch()
    check_model("transformers", str(tmp_path), "config.json")
    check_model("transformers", "dslim/bert-base-NER", "config.json")


def test_a_pipeline_with_its_choice_can_be_sent_to_another_process(german: Path) -> None:
    choice = TaggerChoice.of("spacy", None, (f"de=spacy:{german}",))
    step = pickle.loads(pickle.dumps(pipeline(choice)))[1]
    article = CleanedArticle(id="a", body=GERMAN, language="de")
    assert len(step.load()(article).entities) == 3
