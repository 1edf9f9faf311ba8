"""Fits the weights of salience: `python -m service.training.salience DATA`.

DATA holds dev/sel_wikinews.jsonl.gz: news with mentions and, for each entity, how salient readers
found it (1 to 3). An entity is salient from SALIENT up. Each article counts twice: with its
headline in the body, as the set has it, and without. Printed are the weights, for
service/stages/enrich/salience.py, and P@1 and P@3 by five-fold cross-validation, articles whole.
"""

import argparse
import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.stages.enrich.salience import FEATURES, features
from service.stages.tag import load_tagger
from service.stages.tag.grouping import group
from service.stages.tag.tagger import Tagger

SALIENT = 2.0
FOLDS = 5
PENALTY = 1.0  # of the squared weights
STEPS = 30  # of Newton's method; it has long converged

Row = dict[str, Any]
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sample:
    """The entities of one article: a row of features each, and whether it is salient."""

    rows: Matrix
    salient: NDArray[np.bool_]
    counts: bool  # for precision: readers found something salient, whether tagged or not


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", type=Path, help="the directory with dev/")
    data = parser.parse_args().data
    with gzip.open(data / "dev" / "sel_wikinews.jsonl.gz", "rt", encoding="utf-8") as lines:
        read = [json.loads(line) for line in lines]
    tagger = load_tagger()
    whole = [sample(row, tagger) for row in read]
    bare = [sample(row, tagger, without_title=True) for row in read]
    print(*(f"P@{k} {100 * p:.1f}" for k, p in precision(whole, bare).items()))  # noqa: T201
    weights = fit([*whole, *bare])
    for name, weight in zip((*FEATURES, "bias"), weights, strict=True):
        print(f"{name:<16}{weight:8.3f}")  # noqa: T201
    threshold, f1 = best_threshold(whole, weights)
    print(f"main from {threshold:.2f}: F1 {100 * f1:.1f}")  # noqa: T201


def sample(row: Row, tagger: Tagger, *, without_title: bool = False) -> Sample:
    """A row of the set; `without_title` as if the body began behind the headline.

    The entities are those that the tagger finds, as in use; one is salient if one of its
    spellings is a gold mention of a salient thing.
    """
    title = row.get("title") or ""
    cut = len(title) if without_title and row["text"].startswith(title) else 0
    body = row["text"][cut:]
    salient = {
        row["text"][gold["start"] : gold["end"]].casefold()
        for gold in row["entities"]
        if gold.get("wikipedia") and (gold.get("salience") or 0) >= SALIENT
    }
    entities = group(body, tagger.find([body])[0])
    found = [(e, r) for e, r in zip(entities, features(entities, title, body), strict=True) if r]
    return Sample(
        np.array([r for _, r in found], dtype=float).reshape(len(found), len(FEATURES)),
        np.array([any(m.text.casefold() in salient for m in e.mentions) for e, _ in found], bool),
        bool(salient),
    )


def fit(samples: Iterable[Sample]) -> Matrix:
    """The weights of FEATURES and the bias: logistic regression by Newton's method."""
    samples = list(samples)
    x = np.vstack([_with_bias(one.rows) for one in samples])
    y = np.concatenate([one.salient for one in samples]).astype(float)
    ridge = PENALTY * np.eye(x.shape[1])
    ridge[-1, -1] = 1e-6
    weights = np.zeros(x.shape[1])
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (y - p) - ridge @ weights
        weights += np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + ridge, slope)
    return weights


def precision(whole: Sequence[Sample], bare: Sequence[Sample]) -> dict[int, float]:
    """P@1 and P@3 on `whole`, each article by weights fitted on the other folds of both.

    As the scorer that comes with the data has it: right among the first k, over k or over as
    many as are salient, if these are fewer; articles without a salient entity do not count.
    """
    found: dict[int, list[float]] = {1: [], 3: []}
    for fold in range(FOLDS):
        train = [n for n in range(len(whole)) if n % FOLDS != fold]
        weights = fit([*(whole[n] for n in train), *(bare[n] for n in train)])
        for n in range(fold, len(whole), FOLDS):
            for k, value in _precision_of(whole[n], weights):
                found[k].append(value)
    return {k: float(np.mean(values)) for k, values in found.items()}


def best_threshold(samples: Iterable[Sample], weights: Matrix) -> tuple[float, float]:
    """The salience from which entities are called main with the best F1, and that F1."""
    samples = list(samples)
    x = np.vstack([_with_bias(one.rows) for one in samples])
    y = np.concatenate([one.salient for one in samples])
    p = 1 / (1 + np.exp(-x @ weights))
    scored = []
    for threshold in np.arange(0.05, 0.95, 0.05):
        said = p >= threshold
        scored.append((2 * (said & y).sum() / max(said.sum() + y.sum(), 1), float(threshold)))
    f1, threshold = max(scored)
    return threshold, float(f1)


def _precision_of(one: Sample, weights: Matrix) -> Iterator[tuple[int, float]]:
    salient = int(one.salient.sum())
    if one.counts:
        order = np.argsort(-(_with_bias(one.rows) @ weights), kind="stable")
        for k in (1, 3):
            yield k, one.salient[order[:k]].sum() / min(k, max(salient, 1))


def _with_bias(rows: Matrix) -> Matrix:
    return np.hstack([rows, np.ones((len(rows), 1))])


if __name__ == "__main__":
    main()
