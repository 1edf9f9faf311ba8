from dataclasses import replace

import numpy as np

from service.stages.clean.characters import words_of
from service.stages.clean.lexicon import terms_of
from service.training.pages import FORMS, Sample
from service.training.shortened import FORM, LINES, shortened

ABOVE = [f"Menu {n}" for n in range(60)]
BODY = [f"The bakers of house {n} met on Monday to talk about the bridge." for n in range(20)]
BELOW = [f"Most read {n}" for n in range(60)]


def page(number: int, body: list[str] = BODY) -> Sample:
    lines = [*ABOVE, *body, *BELOW]
    words = words_of(lines)
    marked = np.zeros(len(lines), np.bool_)
    marked[len(ABOVE) : len(ABOVE) + len(body)] = True
    return Sample(
        row={"id": str(number), "site": "bridge.example"},
        group="en_news",
        form=FORMS[0],
        lines=lines,
        body=marked,
        weight=np.ones(len(lines), np.float32),
        captions=np.zeros(len(lines), np.bool_),
        page=words,
        terms=terms_of(words),
    )


def test_what_stays_are_the_first_lines_of_the_body_and_those_next_to_it() -> None:
    short = shortened(page(0))
    assert short is not None
    above, below = (int(sum(line.startswith(by) for line in short.lines)) for by in ("Me", "Mo"))
    inside = len(short.lines) - above - below
    assert 1 <= inside <= LINES
    assert short.lines == [*ABOVE[60 - above :], *BODY[:inside], *BELOW[:below]]
    assert short.body.tolist() == [False] * above + [True] * inside + [False] * below
    assert (len(short.page.start), short.form) == (len(short.lines), FORM)


def test_many_pages_have_little_or_nothing_around_the_body() -> None:
    found = [short for number in range(200) if (short := shortened(page(number)))]
    around = np.array([len(short.lines) - short.body.sum() for short in found])
    assert (around <= 2).mean() > 0.1
    assert (around >= 20).mean() > 0.1


def test_how_much_is_kept_depends_on_the_id_alone() -> None:
    one, other = shortened(page(7)), shortened(replace(page(7), group="other"))
    assert one is not None
    assert other is not None
    assert one.lines == other.lines


def test_a_page_that_is_short_already_stays_out() -> None:
    assert shortened(page(0, BODY[:LINES])) is None
