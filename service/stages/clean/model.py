"""The trained classifier of lines: from the lines of a page to the odds that each is body.

The weights are made by service/training/cleaner.py, which also says what they were trained on and
how good they are (`about`).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.stages.clean.characters import Words, words_of
from service.stages.clean.features import Matrix, Row, Rows, first_look, second_look
from service.stages.clean.forest import Forest
from service.stages.clean.lexicon import Lexicon, terms_of
from service.stages.clean.markup import Blocks, markup_look

WEIGHTS = "cleaner.npz"
FORESTS = ("first", "second", "end", "html_first", "html_second")
BELOW_END = 1.5  # log odds against a line below the article's end
SURE_OF_END = 2.0  # log odds of the lines below an end, together, for it to be one
# Of HTML, the share that the judgement of the bare text has in the log odds: where elements have
# names, and where hardly any has one, so that the markup says little.
TEXT_SHARE, TEXT_SHARE_PLAIN = 0.3, 0.6
FEW_NAMES = 12  # elements with a class or an id
PART = 20_000  # lines judged at a time; a longer page is judged as if it were several


@dataclass(frozen=True, slots=True)
class Model:
    """The lexicon; a first judgement and a second that knows the first, of text and of HTML.

    Of text, `end` says whether a line stands below the article's end.
    """

    lexicon: Lexicon
    first: Forest
    second: Forest
    end: Forest
    html_first: Forest
    html_second: Forest
    switching: float  # log odds that a change between body and furniture costs
    about: dict[str, Any]

    def __call__(self, lines: Sequence[str]) -> Row:
        """Log odds of each line being body, 0 where it is as likely as not."""
        parts = [lines[at : at + PART] for at in range(0, len(lines), PART)]
        found = [self.judge(self.see(part).matrix()) for part in parts]
        return np.concatenate(found) if found else np.zeros(0, np.float32)

    def judge(self, features: Matrix) -> Row:
        """The same by what `see` gives: second judgement and end together."""
        return ended(self.second(features), self.end(features))

    def judge_blocks(self, blocks: Blocks) -> Row:
        """Log odds of each block of an HTML page being body; there must be one.

        The forests that know the markup and those that know the text alone err differently.
        """
        share = text_share(blocks)
        page = words_of(blocks.texts)
        rows = self._look(page)
        if len(blocks.texts) <= PART:
            by_text = self.judge(self._look_again(page, rows.copy(), self.first).matrix())
        else:
            by_text = self(blocks.texts)
        markup_look(rows, blocks, page.counts, self.lexicon)
        by_markup = self.html_second(self._look_again(page, rows, self.html_first).matrix())
        found: Row = (1 - share) * by_markup + share * by_text
        return found

    def see(self, lines: Sequence[str]) -> Rows:
        """All that `judge` knows of at most PART lines; the first forest asks for no more."""
        page = words_of(lines)
        return self._look_again(page, self._look(page), self.first)

    def see_blocks(self, blocks: Blocks) -> Rows:
        """The same for `html_second` and the blocks of a page."""
        page = words_of(blocks.texts)
        rows = self._look(page)
        markup_look(rows, blocks, page.counts, self.lexicon)
        return self._look_again(page, rows, self.html_first)

    def _look(self, page: Words) -> Rows:
        return first_look(page, terms_of(page), self.lexicon)

    def _look_again(self, page: Words, rows: Rows, first: Forest) -> Rows:
        second_look(page, rows, first(rows.matrix()))
        return rows


def text_share(blocks: Blocks) -> float:
    """How much the text of a page counts in its judgement, beside the markup."""
    named = sum(map(bool, blocks.names))
    return TEXT_SHARE_PLAIN if named < FEW_NAMES else TEXT_SHARE


@cache
def load() -> Model:
    """The weights of the package, read once."""
    with as_file(files(__package__).joinpath(WEIGHTS)) as path, np.load(path) as stored:
        about = json.loads(bytes(stored["about"]))
        lexicon = Lexicon(float(about["scale"]))
        lexicon.check[stored["slot"]] = stored["check"]
        lexicon.weights[stored["slot"]] = stored["weights"]
        forests = {
            name: Forest(
                feature=stored[f"{name}_feature"],
                border=stored[f"{name}_border"],
                leaf=stored[f"{name}_leaf"],
                bias=float(stored[f"{name}_bias"]),
            )
            for name in FORESTS
        }
    return Model(lexicon, **forests, switching=float(about["switching"]), about=about)


def ended(odds: Row, below: Row) -> Row:
    """`odds` of being body, lessened below the article's end.

    `below` are each line's own log odds of standing there; the end is where all of them together
    are most likely, if there is one: a page may end with its article.
    """
    above = np.concatenate([[0.0], np.cumsum(below)])
    end = int(np.argmin(above))
    if above[-1] - above[end] < SURE_OF_END:
        return odds
    found: Row = np.where(np.arange(len(odds)) >= end, odds - np.float32(BELOW_END), odds)
    return found


def runs(odds: Row, switching: float) -> NDArray[np.bool_]:
    """Which lines are body, where every change between body and furniture costs `switching`.

    The likeliest sequence of a chain with two states (Viterbi).
    """
    lead = 0.0  # of the best way that is in the body now, over the best that is not
    leads = []
    for value in odds.tolist():
        if lead > switching:  # what leads by more than a change costs leads on the other side, too
            lead = switching
        elif lead < -switching:
            lead = -switching
        lead += value
        leads.append(lead)
    chosen = []
    inside = lead > 0
    for lead in reversed([0.0, *leads][:-1]):
        chosen.append(inside)
        inside = lead > switching or (inside and lead >= -switching)
    return np.array(chosen[::-1], np.bool_)
