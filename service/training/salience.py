"""Fits the weights of salience: `python -m service.training.salience DATA`.

DATA holds dev/sel_wikinews.jsonl.gz: news with mentions and, for each entity, how salient readers
found it (1 to 3). An entity is salient from SALIENT up. Each article counts twice: with its
headline in the body, as the set has it, and without. What is fitted is a ranking: the chance that
an entity drawn by the exponentials of the sums is a salient one, for all articles together (the
listwise loss of Cao et al. 2007, for the first place). The sums are then put on the scale of a
probability by a logistic regression.

Printed are the weights, for service/stages/enrich/salience.py, and P@1 and P@3 by the scorer that
comes with the data: of rankings by weights from the other articles (ten-fold, mean of five), of
the frequency alone, and of one that knows what is salient, for what the tagger has not found or
the scorer does not recognise cannot be ranked.
"""

import argparse
import gzip
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from schemas.article import CleanedArticle
from schemas.entity import Entity
from service.knowledge import KnowledgeBase, load_knowledge
from service.stages.enrich.linking import links
from service.stages.enrich.salience import FEATURES, features
from service.stages.tag import load_tagger, tag
from service.stages.tag.tagger import Tagger
from service.training.scoring import scorer

SALIENT = 2.0
FOLDS = 10
CUTS = 5
PENALTY = 10.0  # of the squared weights of features that have variance 1
STEPS = 40  # of Newton's method; it has long converged

Row = dict[str, Any]
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sample:
    """The entities of one article: a row of features each, and whether it is salient.

    `cut` is how much of the set's text is left out before the body.
    """

    rows: Matrix
    salient: NDArray[np.bool_]
    entities: Sequence[Entity] = ()
    cut: int = 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", type=Path, help="the directory with dev/")
    data = parser.parse_args().data
    with gzip.open(data / "dev" / "sel_wikinews.jsonl.gz", "rt", encoding="utf-8") as lines:
        gold = [json.loads(line) for line in lines]
    judge = scorer(data, "score_entities").score

    def score(of: Sequence[Row], found: Sequence[Row]) -> dict[str, float]:
        return dict(judge(of, found, salient_min=SALIENT)["salience"])

    tagger, knowledge = load_tagger(), load_knowledge()
    whole = [sample(row, tagger, knowledge) for row in gold]
    bare = [sample(row, tagger, knowledge, without_title=True) for row in gold]
    weights = fit([*whole, *bare])
    for name, samples in (("with the headline in the body", whole), ("without it", bare)):
        rankings = {
            "log frequency and lead": [[one.rows[:, 0] + one.rows[:, 2] for one in samples]],
            "fitted on other articles": cross_validated(whole, bare, samples),
            "all that is salient first": [[one.salient.astype(float) for one in samples]],
        }
        print(f"{name}:")  # noqa: T201
        for ranking, orders in rankings.items():
            figures = [
                score(gold, [_ranked(*all_) for all_ in zip(gold, samples, sums, strict=True)])
                for sums in orders
            ]
            first, third = (np.mean([one[f"P@{k}"] for one in figures]) for k in (1, 3))
            print(f"  {ranking:<28}P@1 {first:.1f} P@3 {third:.1f}")  # noqa: T201
    for name, weight in zip((*FEATURES, "bias"), scaled([*whole, *bare], weights), strict=True):
        print(f"{name:<16}{weight:8.3f}")  # noqa: T201
    threshold, f1 = best_threshold(whole, scaled([*whole, *bare], weights))
    print(f"main from {threshold:.2f}: F1 {100 * f1:.1f}")  # noqa: T201


def sample(
    row: Row, tagger: Tagger, knowledge: KnowledgeBase, *, without_title: bool = False
) -> Sample:
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
    article = CleanedArticle(id=row["id"], title=title or None, body=body, language="en")
    entities = tag(article, tagger=tagger).entities
    entries = [link.entry for link in links(body, entities, knowledge)]
    rows = features(entities, title, body, entries)
    found = [(entity, row) for entity, row in zip(entities, rows, strict=True) if row]
    return Sample(
        np.array([row for _, row in found], dtype=float).reshape(len(found), len(FEATURES)),
        np.array([any(m.text.casefold() in salient for m in e.mentions) for e, _ in found], bool),
        tuple(entity for entity, _ in found),
        cut,
    )


def fit(samples: Iterable[Sample]) -> Matrix:
    """The weights of FEATURES by which a salient entity comes first most surely."""
    told = [one for one in samples if one.salient.any() and not one.salient.all()]
    deviation = np.vstack([one.rows for one in told]).std(axis=0) + 1e-9
    lists = [(one.rows / deviation, one.salient) for one in told]
    weights = np.zeros(len(deviation))
    for _ in range(STEPS):
        slope = -PENALTY * weights
        curve = PENALTY * np.eye(len(weights))
        for rows, salient in lists:
            drawn = np.exp(rows @ weights - (rows @ weights).max())
            right = drawn * salient
            drawn, right = drawn / drawn.sum(), right / right.sum()
            middle = drawn @ rows
            slope += right @ rows - middle
            # Of the curve only the part that is never negative, so that each step goes uphill.
            curve += (rows * drawn[:, None]).T @ rows - np.outer(middle, middle)
        weights += np.linalg.solve(curve, slope)
    fitted: Matrix = weights / deviation
    return fitted


def scaled(samples: Sequence[Sample], weights: Matrix) -> Matrix:
    """The weights and a bias such that the logistic function of the sum is a probability."""
    sums = np.concatenate([one.rows @ weights for one in samples])
    salient = np.concatenate([one.salient for one in samples]).astype(float)
    x = np.column_stack([sums, np.ones(len(sums))])
    scale = np.zeros(2)
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-x @ scale))
        curve = (x * (p * (1 - p))[:, None]).T @ x + 1e-6 * np.eye(2)
        scale += np.linalg.solve(curve, x.T @ (salient - p))
    return np.append(weights * scale[0], scale[1])


def cross_validated(
    whole: Sequence[Sample], bare: Sequence[Sample], judged: Sequence[Sample]
) -> list[list[Matrix]]:
    """For each of `judged` its sums by weights fitted on the other folds of `whole` and `bare`.

    So for each of several ways to cut the articles into folds.
    """
    cuts = []
    for cut in range(CUTS):
        sums: list[Matrix] = [np.zeros(0)] * len(judged)
        order = np.random.default_rng(cut).permutation(len(judged))
        for fold in range(FOLDS):
            test = {int(n) for n in order[fold::FOLDS]}
            train = [n for n in range(len(judged)) if n not in test]
            weights = fit([*(whole[n] for n in train), *(bare[n] for n in train)])
            for n in test:
                sums[n] = judged[n].rows @ weights
        cuts.append(sums)
    return cuts


def best_threshold(samples: Iterable[Sample], weights: Matrix) -> tuple[float, float]:
    """The salience from which entities are called main with the best F1, and that F1."""
    samples = list(samples)
    x = np.vstack([np.hstack([one.rows, np.ones((len(one.rows), 1))]) for one in samples])
    y = np.concatenate([one.salient for one in samples])
    p = 1 / (1 + np.exp(-x @ weights))
    scored = []
    for threshold in np.arange(0.05, 0.95, 0.05):
        said = p >= threshold
        scored.append((2 * (said & y).sum() / max(said.sum() + y.sum(), 1), float(threshold)))
    f1, threshold = max(scored)
    return threshold, float(f1)


def _ranked(row: Row, one: Sample, sums: Matrix) -> Row:
    """A row for the scorer: all mentions, each with what its entity was given."""
    entities = [
        {
            "start": mention.start + one.cut,
            "end": mention.end + one.cut,
            "type": str(entity.type),
            "canonical": entity.name,
            "salience": float(value) - log(1e-9),  # above nothing, for none is not ranked
        }
        for entity, value in zip(one.entities, sums, strict=True)
        for mention in entity.mentions
    ]
    return {"id": row["id"], "entities": entities}


if __name__ == "__main__":
    main()
