"""Tagging and enriching take work in proportion to the text, whatever it repeats."""

import pytest

from schemas.article import CleanedArticle
from service.knowledge import load_knowledge
from service.stages.enrich import enrich
from service.stages.tag import load_tagger, tag
from tests.service.stages.work import calls_of

TAGGER, KNOWLEDGE = load_tagger(), load_knowledge()


def work_on(text: str) -> int:
    """Calls of functions, Python's and C's, that both stages make once its words are known."""
    article = CleanedArticle(id="a", body=text, language="en", published_at="2025-05-13")

    def both() -> None:
        enrich(tag(article, tagger=TAGGER), knowledge=KNOWLEDGE)

    both()
    return calls_of(both)


def is_in_proportion(once: int, twice: int) -> bool:
    """Whether what twice the text takes is at most twice the work, but for a little."""
    return twice <= 2.1 * once + 2_000


@pytest.mark.parametrize(
    "piece",
    [
        "Angela Merkel spoke. ",
        "Angela Merkel ",
        "The Food and Drug Administration (FDA) met. ",
        "Washington accused Moscow. Fires burn in Washington state. ",
        "In Dale, Ohio, and Dale, Iowa, it rained. ",
        "The old harbour wall fell into the harbour. ",
        "on Tuesday, May 17, ",
        "$5 million, 3 percent, ",
        "word ",
        "x",
        "(",
        "\n\n",
        "“’s ",
        "\u202eשלום ",
    ],
)
def test_twice_the_text_is_at_most_twice_the_work(piece: str) -> None:
    assert is_in_proportion(work_on(piece * 1_000), work_on(piece * 2_000))


def test_twice_as_many_names_are_at_most_twice_the_work() -> None:
    first = [f"Ana{one}{other}" for one in "bdfglmnprs" for other in "aeiou"]
    names = [f"{one} Sil{end}" for end in "vanermitol" for one in first]
    half, whole = ("".join(f"{name} spoke. " for name in names[:count]) for count in (250, 500))
    assert is_in_proportion(work_on(half), work_on(whole))


def test_work_that_grows_with_the_square_would_be_seen() -> None:
    names = [f"Ana {number}" for number in range(500)]

    def compare(some: list[str]) -> int:
        return calls_of(lambda: [one.startswith(other) for one in some for other in some])

    assert not is_in_proportion(compare(names[:250]), compare(names))
