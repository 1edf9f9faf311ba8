import numpy as np
import pytest

from schemas.entity import EntityType
from service.knowledge.names import digest
from service.stages.tag.fast.edges import Name
from service.stages.tag.fast.openings import without_openings
from service.stages.tag.fast.spellings import Lexicon
from service.stages.tag.tagger import Span

KNOWN = {"ranger": 0, "biologist": 0, "cooper": 1}
WORDS = sorted(KNOWN, key=digest)
LEXICON = Lexicon(
    ("surname",),
    np.array([digest(word) for word in WORDS], np.uint64),
    np.array([KNOWN[word] for word in WORDS], np.uint16),
    np.zeros(len(WORDS), np.uint16),
    np.zeros((len(WORDS), 2), np.int8),
)


def left(text: str, name: str, kind: EntityType = EntityType.ORG) -> bool:
    """Whether `name` is left where it first stands in a text whose sentences end at full stops."""
    words = text.split()
    begins = {0} | {at + 1 for at, word in enumerate(words) if word == "."}
    first = words.index(name)
    given = [Name(first, first + 1, Span(0, 1, kind, 0.9))]
    return without_openings(words, given, begins, LEXICON) == given


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("It rained . Rangers counted the bears", False),
        ("It rained . “ Rangers counted the bears", False),
        ("BRECHIN ( AP ) — Rangers counted the bears", False),
        ("the ' Rangers ' counted", True),
        ("Rangers said . Rangers counted", False),
        ("Rangers won . The fans of Rangers sang", True),
        ("They beat Rangers twice", True),
        ("Rangers 2 , Norstal 1", True),
        ("Rangers", True),
    ],
)
def test_what_people_do_begins_a_sentence_with_a_capital_and_is_no_body(
    text: str, kept: bool
) -> None:
    assert left(text, "Rangers") == kept


def test_only_plain_words_are_what_people_do() -> None:
    for plain in ("Rangers", "Biologists"):
        assert not left(f"{plain} said so", plain)
    for name in ("Reuters", "Coopers", "Siemens", "Ranger"):
        assert left(f"{name} said so", name)
    assert left("Rangers said so", "Rangers", EntityType.PLACE)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Brown bears came . A bear walks", False),
        ("Brown bears came", True),
        ("Brown says so . A bear walks", True),
        ("Brown bears a grudge . The bear left Brown", True),
        ("Silva bears it . A bear walks", True),
    ],
)
def test_a_quality_is_nobody_before_a_thing_that_the_text_speaks_of(text: str, kept: bool) -> None:
    assert left(text, text.split()[0], EntityType.PERSON) == kept
