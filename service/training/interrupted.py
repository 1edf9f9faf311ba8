"""Pages as they would be, had boxes been put between the paragraphs of their articles.

Sites put their newsletter, what is read most or the player of a video into the middle of an
article, and the text of a page does not show where such a box begins and ends. Pages marked by hand
hardly have one.
"""

from zlib import crc32

import numpy as np

from service.training.pages import Sample

FORM = "interrupted"
BODY = 6  # lines of it that there must be
BOXES, BOX = 3, 8  # boxes at most; lines of one at most
_FURNITURE = BOXES * BOX  # lines of it that there must be


def interrupted(page: Sample) -> Sample | None:
    """`page` with one to three runs of the lines around its body moved in between those of it.

    None where there is too little of either. What goes where depends on the page's id alone.
    """
    body = np.flatnonzero(page.body)
    if len(body) < BODY:
        return None
    at = np.arange(len(page.lines))
    furniture = np.flatnonzero(((at < body[0]) | (at > body[-1])) & ~page.captions)
    if len(furniture) < _FURNITURE:
        return None
    chance = np.random.default_rng(crc32(page.row["id"].encode()))
    place = at.astype(np.float64)
    for _ in range(int(chance.integers(1, BOXES + 1))):
        size = int(chance.integers(1, BOX + 1))
        start = int(chance.integers(0, len(furniture) - size + 1))
        box = furniture[start : start + size]
        place[box] = int(chance.choice(body[:-1])) + np.linspace(0.1, 0.9, size)
    order = np.argsort(place, kind="stable")
    return page.with_lines(order, FORM)
