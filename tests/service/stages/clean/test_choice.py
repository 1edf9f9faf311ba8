import numpy as np

from service.stages.clean.choice import by_odds, is_enough
from service.stages.clean.lines import Line, measure
from tests.service.stages.clean.pages import CAPTION, PARAGRAPHS
from tests.service.stages.work import calls_of

MARK = "Leave a comment"


def chosen(texts: list[str]) -> list[int]:
    """Of lines that all but the marks of comment forms are surely body, those that are kept."""
    lines, odds = judged(texts)
    return sorted(by_odds(lines, odds))


def judged(texts: list[str]) -> tuple[list[Line], np.ndarray]:
    return list(map(measure, texts)), np.array([5.0 if t != MARK else -5.0 for t in texts], "f4")


def test_what_stands_below_a_comment_form_is_not_kept() -> None:
    article, comments = PARAGRAPHS * 3, PARAGRAPHS
    assert chosen([*article, MARK, *comments]) == list(range(len(article)))


def test_an_article_may_go_on_behind_a_link_to_its_comments() -> None:
    texts = [*PARAGRAPHS, MARK, *PARAGRAPHS * 3]
    assert chosen(texts) == [at for at, text in enumerate(texts) if text != MARK]


def test_many_marks_are_as_much_work_as_there_are_lines() -> None:
    def calls(count: int) -> int:
        # Each mark is asked, for more stands below than above.
        lines, odds = judged([*PARAGRAPHS * count, *[MARK] * count, *PARAGRAPHS * 2 * count])
        return calls_of(lambda: by_odds(lines, odds))

    calls(10)
    assert calls(1_000) <= 2.1 * calls(500) + 100


def test_a_caption_does_not_part_the_first_paragraph_from_the_next() -> None:
    texts = ["Share", PARAGRAPHS[0], CAPTION, *PARAGRAPHS[1:]]
    odds = np.array([-4.0, 0.4, -2.1, 3.0, 3.0, 3.0], "f4")
    assert 1 in by_odds(list(map(measure, texts)), odds)
    apart = ["Share", PARAGRAPHS[0], "Share this", *PARAGRAPHS[1:]]  # control
    assert 1 not in by_odds(list(map(measure, apart)), odds)


def test_little_prose_is_an_article_where_what_is_kept_with_it_is_most_of_the_page() -> None:
    prose = "Merkel spoke in Lisbon on Tuesday about trade and the war."
    cut_off = "She left early for Munich at five, then the line broke"
    menu = "News Sport Weather Money Video Audio Travel Culture Earth Shop"
    for kept, around, enough in (
        ((prose, cut_off), (menu,), True),
        ((prose, cut_off), (menu,) * 3, False),
        ((cut_off, cut_off), (), False),  # no prose at all
        ((prose,), (menu, menu), False),
        ((prose, prose), (menu,) * 9, True),
    ):
        lines = list(map(measure, (*kept, *around)))
        assert is_enough(lines, range(len(kept))) is enough
    assert not is_enough(list(map(measure, (prose, cut_off))), ())
