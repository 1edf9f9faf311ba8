"""Features of the classifier as reasons that a person understands."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from service.explain.shapley import shapley
from service.stages.clean.features import Matrix, Row
from service.stages.clean.forest import Forest

STRONGEST = 3  # reasons named for each line
WEAK = 0.1  # log odds; what adds less is not named
OTHER = "other signs"
BELOW = "the article's end"
SECOND_OPINION = "first judgement"

# The first pattern that a feature's name begins with counts.
_GROUPS = (
    (r"score$", SECOND_OPINION),
    (r"(?:size|length|prose)$", "length"),
    (r"linked", "share of links"),
    (r"(?:is|in) |depth$|within ", "kind of element"),
    (r"(?:own|parent's|grandparent's|least|most|all) names?$", "name of the element"),
    (r"prose (?:of|held) (?:siblings|cousins|\d)|(?:beside|under) ", "element beside the article"),
    (r".* unlike body$", "manner of the article"),
    (
        r"(?:score|best|body|since body|until body|sureness|lenient|severe|against|gap)",
        "neighbours",
    ),
    (r"(?:cues|least cue|after|least after)", "cues above"),
    (r"(?:before|least before)", "cues below"),
    (r"(?:content|names|new words|shared)", "words of the rest of the page"),
    (r"(?:repeat)", "repeated on the page"),
    (r"(?:wording|(?:word mean|pair mean|persons) [-+\d]|persons within)", "words around"),
    (r"(?:word length|small words)", "length of words"),
    (r"(?:word|pair|opening|ending|wholes|frequent|persons)", "wording"),
    (r"(?:chain|goes on|is followed)", "sentence broken over lines"),
    (r"(?:since|until|prose|mild|strict|dates|cut within|small within)(?: |$)", "lines around"),
    (r"(?:size|stops|cut|capitals|lower at \w+|comma at end) [-+]\d", "lines around"),
    (r"(?:stops|cut|closed|\w+ at end)$", "how it ends"),
    (r"\w+ at start$", "how it begins"),
    (r"(?:place|words above|lines)", "position on the page"),
    (r"date$", "a date"),
    (r"(?:capitals|upper|digits|numbers|dense|caseless)$", "capitals and digits"),
    (r"(?:commas|sentences|quotes|bars|colons|slashes|brackets)", "punctuation"),
)
Added = dict[str, NDArray[np.float64]]  # of each group: log odds of each line, beside the mean line

_PATTERNS = tuple((re.compile(pattern), group) for pattern, group in _GROUPS)


@dataclass(frozen=True, slots=True)
class Reason:
    """What speaks for a line being the article's, or against it.

    `weight` is in log odds, beside the mean of the page's lines; negative speaks against.
    """

    what: str
    weight: float


@lru_cache(1024)
def group_of(feature: str) -> str:
    """The reason that a feature belongs to."""
    return next((group for pattern, group in _PATTERNS if pattern.match(feature)), OTHER)


def added(
    names: Sequence[str],
    features: Matrix,
    first: Forest,
    second: Forest,
    below: Row | None = None,
) -> Added:
    """What each group of reasons adds to a judgement of a page's lines.

    `features` are those that the second forest sees. One of them is what the first says of the
    line; what that adds is put down to the first forest's own reasons, in their proportion. `below`
    are the log odds that each line lost for standing below the article's end, negative. The sum
    over all groups is the line's log odds less the mean of the page.
    """
    final, _ = shapley(second, features)
    early, _ = shapley(first, features)
    groups = list(dict.fromkeys(map(group_of, names)))
    row = np.array([groups.index(group_of(name)) for name in names])
    later, before = _summed(final, row, len(groups)), _summed(early, row, len(groups))
    if SECOND_OPINION in groups:
        own = groups.index(SECOND_OPINION)
        share = _proportion(later[own], before.sum(axis=0))
        later += before * share
        later[own] *= share == 0
    found = dict(zip(groups, later, strict=True))
    if below is not None:
        found[BELOW] = below - below.mean(dtype=np.float64)
    return found


def mixed(judgements: Sequence[tuple[float, Added]]) -> Added:
    """The same of several judgements together, each with its share in the log odds.

    Shapley values of a weighted sum are the weighted sums of the values, so they stay exact.
    """
    groups = dict.fromkeys(group for _, each in judgements for group in each)
    return {
        group: np.sum([share * each[group] for share, each in judgements if group in each], axis=0)
        for group in groups
    }


def strongest(judgement: Added) -> list[tuple[Reason, ...]]:
    """The strongest reasons of each line, strongest first."""
    groups = list(judgement)
    found = []
    for line in np.stack(list(judgement.values())).T:
        order = np.argsort(-np.abs(line), kind="stable")[:STRONGEST]
        strong = [at for at in order.tolist() if abs(line[at]) >= WEAK]
        found.append(tuple(Reason(groups[at], float(line[at])) for at in strong))
    return found


def _summed(
    values: NDArray[np.float64], row: NDArray[np.int64], groups: int
) -> NDArray[np.float64]:
    summed = np.zeros((groups, values.shape[1]))
    np.add.at(summed, row, values)
    return summed


def _proportion(later: NDArray[np.float64], early: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much of the first judgement counts in the second; 0 where they do not agree.

    Where they point apart, or the first said next to nothing, its reasons are not the second's.
    """
    safe = np.where(early == 0, 1, early)
    share = later / safe
    return np.where((early != 0) & (share > 0) & (share <= 2), share, 0)
