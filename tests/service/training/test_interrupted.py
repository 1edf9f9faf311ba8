from dataclasses import replace

import numpy as np

from service.stages.clean.characters import words_of
from service.stages.clean.lexicon import terms_of
from service.training.interrupted import BODY, BOX, BOXES, FORM, interrupted
from service.training.pages import FORMS, Sample

ABOVE = [f"Menu {n}" for n in range(20)]
ARTICLE = [f"The bakers of house {n} met on Monday to talk about the bridge." for n in range(20)]
CAPTION = "Bakers on the bridge. Photo: B. Akery"
BELOW = [f"Most read {n}" for n in range(20)]


def page(number: int, article: list[str] = ARTICLE, below: list[str] = BELOW) -> Sample:
    lines = [*ABOVE, *article, CAPTION, *below]
    words = words_of(lines)
    captions = np.array([line == CAPTION for line in lines])
    return Sample(
        row={"id": str(number), "site": "bridge.example"},
        group="en_news",
        form=FORMS[0],
        lines=lines,
        body=np.array([line in article for line in lines]),
        weight=np.where(captions, 0.2, 1.0).astype(np.float32),
        captions=captions,
        page=words,
        terms=terms_of(words),
    )


def test_furniture_moves_into_the_article_and_nothing_else_changes() -> None:
    for number in range(50):
        whole, made = page(number), interrupted(page(number))
        assert made is not None
        assert (made.form, len(made.page.start)) == (FORM, len(made.lines))
        assert sorted(made.lines) == sorted(whole.lines)
        assert [line for line in made.lines if line in ARTICLE] == ARTICLE
        assert made.body.tolist() == [line in ARTICLE for line in made.lines]
        assert made.captions.tolist() == [line == CAPTION for line in made.lines]
        assert np.flatnonzero(made.weight < 1).tolist() == [made.lines.index(CAPTION)]
        inside = np.flatnonzero(made.body)
        moved = int((~made.body[inside[0] : inside[-1]]).sum())
        assert 1 <= moved <= BOXES * BOX
        assert made.lines.index(CAPTION) > inside[-1]


def test_pages_differ_in_how_much_is_moved() -> None:
    sizes = set()
    for number in range(100):
        made = interrupted(page(number))
        assert made is not None
        inside = np.flatnonzero(made.body)
        sizes.add(int((~made.body[inside[0] : inside[-1]]).sum()))
    assert {1, 2, 8} < sizes
    assert max(sizes) > BOX


def test_what_is_moved_depends_on_the_id_alone() -> None:
    one, other = interrupted(page(7)), interrupted(replace(page(7), group="other"))
    assert one is not None
    assert other is not None
    assert one.lines == other.lines


def test_pages_with_too_little_of_either_stay_out() -> None:
    assert interrupted(page(0, ARTICLE[: BODY - 1])) is None
    assert interrupted(page(0, below=BELOW[:3])) is None
