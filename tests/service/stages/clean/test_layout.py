"""Whatever is taken for the article, every line ends in exactly one part of the page."""

from collections import Counter
from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from service.stages.clean.layout import lay_out
from service.stages.clean.lines import measure
from tests.service.stages.clean.pages import CAPTION, FLAT, PARAGRAPHS, TITLE

LINES = (
    *dict.fromkeys([*FLAT.split("\n"), *PARAGRAPHS, CAPTION, f"{TITLE} | The Herald"]),
    *("Written by:", "Kari Solberg", "12 March 2024", "Updated 3 May 2020", "Photo: Arne Lie/NTP"),
    *("The ferry will sail in", "and so on", "The board of the", "港務局は月曜日に発表した。"),
    *("Read more...", "x", "End.Then the bell rang twice and then no more.", "Nobody knows..."),
)


@given(
    st.lists(st.sampled_from(LINES), min_size=1, max_size=40),
    st.data(),
    st.one_of(st.none(), st.sampled_from(LINES)),
    st.booleans(),
)
@settings(deadline=None, max_examples=500)
def test_every_line_ends_in_one_part_of_the_page(
    texts: list[str], data: st.DataObject, title: str | None, broken: bool
) -> None:
    positions = st.sets(st.integers(0, len(texts) - 1))
    kept, captions = data.draw(positions), data.draw(positions)
    if not kept and not captions:
        kept = {0}
    page = lay_out([measure(text) for text in texts], kept, title, captions, broken)
    removed = {each.line: each.text for each in page.removed}
    assert len(removed) == len(page.removed)
    assert all(texts[at] == text for at, text in removed.items())
    left = Counter(text for at, text in enumerate(texts) if at not in removed)
    left.subtract(page.captions)
    assert min(left.values(), default=0) >= 0
    missing = characters(left.elements()) - characters(page.paragraphs)
    # nothing but the title, where it is printed
    assert missing == (characters([page.title]) if missing and page.title else Counter())
    assert not characters(page.paragraphs) - characters(left.elements())


def characters(texts: Iterable[str]) -> Counter[str]:
    """Without blanks, which come and go where broken lines are mended."""
    return Counter("".join("".join(texts).split()))
