"""Pages as they would be, had their articles only a few paragraphs.

Pages marked by hand are long, and hardly one in a hundred has less than 25 lines; notices, stubs
and the first minutes of a live blog have.
"""

from math import log
from zlib import crc32

import numpy as np

from service.training.pages import Sample

FORM = "shortened"
LINES = 8  # of the body, at most
_ABOVE, _BELOW = 20, 30  # lines around it at most; a few are as likely as many


def shortened(page: Sample) -> Sample | None:
    """The first lines of the body of `page`, up to LINES, and those next to it on either side.

    None where the body has no more than that. How much is kept depends on the page's id alone.
    """
    body = np.flatnonzero(page.body)
    if len(body) <= LINES:
        return None
    chance = np.random.default_rng(crc32(page.row["id"].encode()))
    wanted = int(chance.integers(1, LINES + 1))
    above, below = (int(np.exp(chance.uniform(0, log(most + 2)))) - 1 for most in (_ABOVE, _BELOW))
    first, cut, last = int(body[0]), int(body[wanted - 1]), int(body[-1])
    kept = np.r_[max(0, first - above) : cut + 1, last + 1 : last + 1 + below]
    kept = kept[kept < len(page.lines)]
    return page.with_lines(kept, FORM)
