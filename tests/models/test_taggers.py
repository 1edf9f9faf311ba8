"""The heavy taggers, with tiny models that are made here: their weights fit any disk."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
import torch
from gliner import GLiNER, GLiNERConfig
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import (
    BertConfig,
    BertForTokenClassification,
    BertModel,
    PreTrainedTokenizerFast,
)

from schemas.article import CleanedArticle
from schemas.entity import EntityType
from service.stages.tag import Span, Tagger, TaggerChoice, load_by_language, tag
from service.stages.tag.gliner_backend import GlinerTagger, load_gliner
from service.stages.tag.transformers_backend import load_transformers

VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "ann", "lee", "met", "oslo", "in", "."]
LABELS = ["O", "B-PER", "I-PER", "B-LOC", "B-MISC"]
SENTENCE = "Ann Lee met Ann in Oslo."
TAGS = [1, 2, 0, 1, 0, 3, 0]
HOSTILE = ["", " \n", "x" * 100_000, "😀 Ann\u200b שלום é " * 20, "Oslo." * 15, "ẞ İ " * 300]
SIZES = {
    "vocab_size": len(VOCABULARY),
    "hidden_size": 16,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "intermediate_size": 32,
    "hidden_dropout_prob": 0.0,
}


def tokenizer() -> PreTrainedTokenizerFast:
    words = {word: number for number, word in enumerate(VOCABULARY)}
    made = Tokenizer(models.WordPiece(words, unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer()
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=made,
        unk_token="[UNK]",
        pad_token="[PAD]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
    )


@pytest.fixture(scope="module")
def classifier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A classifier that reads 32 tokens at a time and has learnt one sentence."""
    folder = tmp_path_factory.mktemp("classifier")
    torch.manual_seed(0)
    config = BertConfig(
        **SIZES,
        max_position_embeddings=32,
        id2label=dict(enumerate(LABELS)),
        label2id={label: number for number, label in enumerate(LABELS)},
    )
    model = BertForTokenClassification(config)
    words = tokenizer()
    # The same sentence at every place, so that the model learns its words and not where they are.
    inputs = words(" ".join([SENTENCE] * 4), return_tensors="pt")
    tags = torch.tensor([[0, *TAGS * 4, 0]])
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    for _ in range(100):
        optimizer.zero_grad()
        model(**inputs, labels=tags).loss.backward()
        optimizer.step()
    model.save_pretrained(folder)
    words.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def gliner(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A GLiNER model that reads 24 words at a time, and has learnt nothing."""
    folder = tmp_path_factory.mktemp("gliner")
    torch.manual_seed(0)
    BertModel(BertConfig(**SIZES, max_position_embeddings=256)).save_pretrained(folder / "encoder")
    tokenizer().save_pretrained(folder / "encoder")
    config = GLiNERConfig(
        model_name=str(folder / "encoder"),
        hidden_size=16,
        max_width=4,
        max_len=24,
        span_mode="markerV0",
        vocab_size=len(VOCABULARY),
    )
    GLiNER.from_config(config).save_pretrained(str(folder / "model"))
    return folder / "model"


def named(text: str, spans: Sequence[Span]) -> list[tuple[str, EntityType]]:
    return [(text[span.start : span.end], span.type) for span in spans]


def test_a_classifiers_names_have_types_places_and_confidences(classifier: Path) -> None:
    tagger = load_transformers(str(classifier))
    (spans,) = tagger.find([SENTENCE])
    assert named(SENTENCE, spans) == [
        ("Ann Lee", EntityType.PERSON),
        ("Ann", EntityType.PERSON),
        ("Oslo", EntityType.PLACE),
    ]
    assert all(0.5 < (span.confidence or 0) <= 1 for span in spans)
    assert tagger.engine.startswith("transformers ")


def test_a_text_longer_than_a_classifier_reads_at_a_time_is_read_whole(classifier: Path) -> None:
    text = "\n\n".join([SENTENCE] * 40)
    (spans,) = load_transformers(str(classifier)).find([text])
    assert named(text, spans)[-1] == ("Oslo", EntityType.PLACE)
    assert text.endswith("Oslo.")
    assert spans[-1].end == len(text) - 1


def test_a_language_is_tagged_by_the_classifier_that_is_set_for_it(classifier: Path) -> None:
    choice = TaggerChoice.of("spacy", None, (f"no=transformers:{classifier}",))
    choice.languages[0][1].check()
    by_language = load_by_language(choice)
    article = CleanedArticle(id="a", body=SENTENCE, language="no")
    tagged = tag(article, tagger=by_language["no"], by_language=by_language)
    assert {"Ann Lee", "Oslo"} <= {entity.name for entity in tagged.entities}


def in_order_and_apart(tagger: Tagger, texts: Sequence[str]) -> None:
    for text, spans in zip(texts, tagger.find(texts), strict=True):
        assert all(0 <= s.start < s.end <= len(text) for s in spans)
        assert all(a.end <= b.start for a, b in pairwise(spans))


def test_no_text_puts_a_classifiers_names_out_of_place(classifier: Path) -> None:
    in_order_and_apart(load_transformers(str(classifier)), HOSTILE)


def test_a_gliner_model_is_asked_for_our_types(gliner: Path) -> None:
    # What has learnt nothing is sure of nothing: without a threshold it names what it likes.
    loaded = load_gliner(str(gliner))
    eager = GlinerTagger(loaded._model, loaded.engine, threshold=0.0)
    (spans,) = eager.find([SENTENCE])
    assert spans
    assert {type(span.type) for span in spans} == {EntityType}
    assert loaded.engine.startswith("gliner ")


def test_a_gliner_model_reads_a_long_text_to_its_end(gliner: Path) -> None:
    text = "\n\n".join([SENTENCE] * 20)
    eager = GlinerTagger(load_gliner(str(gliner))._model, "gliner", threshold=0.0)
    (spans,) = eager.find([text])
    assert spans[-1].end > len(text) - len(SENTENCE)


def test_no_text_puts_a_gliner_models_names_out_of_place(gliner: Path) -> None:
    eager = GlinerTagger(load_gliner(str(gliner))._model, "gliner", threshold=0.0)
    in_order_and_apart(eager, HOSTILE)
