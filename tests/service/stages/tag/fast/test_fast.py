import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.entity import EntityType
from service.stages.tag.fast import FastTagger, load_fast
from service.stages.tag.fast.model import Weights, load_weights
from service.stages.tag.tagger import Span


@pytest.fixture(scope="module")
def fast() -> FastTagger:
    return load_fast()


def names(text: str, spans: list[Span]) -> list[tuple[str, str]]:
    return [(text[span.start : span.end], str(span.type)) for span in spans]


def test_people_places_and_bodies_are_found(fast: FastTagger) -> None:
    text = (
        "Angela Merkel met officials of the European Commission in Brussels on Monday. "
        "Mr. Smith, a lawyer from Chicago, said Microsoft would appeal."
    )
    assert names(text, fast.find([text])[0]) == [
        ("Angela Merkel", "PERSON"),
        ("European Commission", "ORG"),
        ("Brussels", "PLACE"),
        ("Smith", "PERSON"),
        ("Chicago", "PLACE"),
        ("Microsoft", "ORG"),
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("She queued at McDonald's on Friday.", ("McDonald's", "ORG")),
        ("Many Ukrainians and their friends left.", ("Ukrainians", "NORP")),
        ("We heard Donald Trump Jr. speak.", ("Donald Trump Jr.", "PERSON")),
    ],
)
def test_the_gazetteer_tells_possessives_nationalities_and_generations(
    fast: FastTagger, text: str, name: tuple[str, str]
) -> None:
    assert name in names(text, fast.find([text])[0])


def test_a_text_without_names_has_none(fast: FastTagger) -> None:
    assert fast.find(["the rain went on for days, and nobody said a word.", "", " \n"]) == [
        [], [], [],
    ]  # fmt: skip


def test_confidences_are_probabilities(fast: FastTagger) -> None:
    (spans,) = fast.find(["Angela Merkel flew from Berlin to Paris."])
    assert spans
    assert all(0 < (span.confidence or 0) <= 1 for span in spans)


def test_texts_do_not_depend_on_those_beside_them(fast: FastTagger) -> None:
    texts = ["Angela Merkel spoke in Paris.", "The Senate met.", "Paris Hilton did not."]
    assert fast.find(texts) == [fast.find([text])[0] for text in texts]


def test_a_known_name_lends_nothing_to_the_text_beside_it(fast: FastTagger) -> None:
    texts = ["They spoke to Jordan", "European Commission officials agreed. So did Paul", "Jordan"]
    assert fast.find(texts) == [fast.find([text])[0] for text in texts]


@given(st.lists(st.text(max_size=80), max_size=4))
def test_names_lie_in_the_text_in_order_and_apart(texts: list[str]) -> None:
    for text, spans in zip(texts, TAGGER.find(texts), strict=True):
        last = 0
        for span in spans:
            assert last <= span.start < span.end <= len(text)
            assert not text[span.start].isspace()
            assert not text[span.end - 1].isspace()
            last = span.end


@pytest.mark.parametrize(
    ("text", "name", "least"),
    [
        ("x" * 1_000_000, "x" * 1_000_000, 0),
        ("Angela Merkel spoke. " * 20_000, "Angela Merkel", 19_000),
        ("".join(map(chr, (*range(0xD800), *range(0xE000, 0x11000)))), "\U00010000", 0),
        ("אמר Angela Merkel\u200f את זה מرحبا. " * 500, "Angela Merkel", 450),
        ("Angela Merkel " * 20_000, "Angela Merkel", 0),  # nobody's text, but an end to it
    ],
    ids=["no space", "one name", "every character", "mixed direction", "nothing but a name"],
)
def test_hostile_texts_have_the_names_that_they_have_in_order_and_apart(
    fast: FastTagger, text: str, name: str, least: int
) -> None:
    (spans,) = fast.find([text])
    found = [text[span.start : span.end] for span in spans]
    assert least <= found.count(name)
    assert (name in found) == (least > 0)
    bounds = [bound for span in spans for bound in (span.start, span.end)]
    assert bounds == sorted(bounds)
    assert all(span.start < span.end <= len(text) for span in spans)


def test_weights_are_read_as_they_were_written() -> None:
    weights = load_weights()
    file = io.BytesIO()
    weights.save(file)
    file.seek(0)
    again = Weights.load(file)
    assert again.labels == weights.labels
    assert again.facts == weights.facts
    np.testing.assert_array_equal(again.values, weights.values)
    np.testing.assert_array_equal(again.lexicon.vector, weights.lexicon.vector)


def test_the_weights_say_what_they_were_learned_from_and_how_good_they_are() -> None:
    facts = load_weights().facts
    assert len(facts["data"]) == len(facts["texts"]) == 64
    sets = "gum_ner", "wikigold", "uner_ewt_test"
    assert set(facts["scores"]) == {f"dev/{name}.jsonl.gz" for name in sets}
    assert all(0 < scores[figure] <= 100 for scores in facts["scores"].values() for figure in "prf")
    open_licences = "CC BY", "OGL", "Apache-2.0"
    assert len(facts["credits"]) > 5
    assert all(any(name in credit for name in open_licences) for credit in facts["credits"])
    closed = "GPL", "NC", "ND"
    assert not any(name in credit for name in closed for credit in facts["credits"])


def test_labels_come_in_pairs() -> None:
    labels = load_weights().labels
    assert labels[0] == "O"
    pairs = zip(labels[1::2], labels[2::2], strict=True)
    kinds = {begin[2:] for begin, _ in zip(labels[1::2], labels[2::2], strict=True)}
    assert all(begin == f"B-{inside[2:]}" for begin, inside in pairs)
    assert kinds - {"OTHER"} <= set(map(str, EntityType))


TAGGER = load_fast()
