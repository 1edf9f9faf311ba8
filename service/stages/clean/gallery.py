"""Pictures at the end of an article, and pages that are nothing but pictures."""

from collections.abc import Collection, Sequence

from service.stages.clean.lines import Line

PICTURES = 4  # captions that make a gallery
_TOLD = 20  # words that they say together
_BETWEEN = 3  # words of a line between two captions: "2 / 12", "Next"


def last_picture(lines: Sequence[Line], last: int, figure_captions: Collection[int]) -> int:
    """The position of the last caption that follows the body, whose last line is at `last`.

    With captions and credits alone between; `last` itself where there is none.
    """
    at = last + 1
    while at < len(lines) and (at in figure_captions or lines[at].is_caption):
        at += 1
    return at - 1


def gallery(lines: Sequence[Line], figure_captions: Collection[int]) -> set[int]:
    """Positions of the captions of the largest gallery on a page without a body.

    None where no PICTURES captions follow one another with only a few words between.
    """
    largest: list[int] = []
    found: list[int] = []
    for at, line in enumerate(lines):
        if at in figure_captions or (line.furniture is None and line.is_caption):
            found.append(at)
        elif line.words > _BETWEEN:
            found = []
        if len(found) > len(largest):
            largest = found
    told = sum(lines[at].words for at in largest)
    return set(largest) if len(largest) >= PICTURES and told >= _TOLD else set()
