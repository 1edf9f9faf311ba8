"""Trains the fast tagger: `python -m service.training.tagger DATA [--vectors FILE]`.

Writes service/stages/tag/fast/tagger.npz, with the digest of what it was learned from, its scores
on documents that it has not seen, and whose texts they are. The same data, program and versions
give the same bytes. `--vectors` are those of words (see word_vectors.py); without them the lexicon
of the weights that are there stays.
"""

import argparse
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from service.stages.tag.fast import FastTagger
from service.stages.tag.fast.crf import Steps, probabilities
from service.stages.tag.fast.features import OFFSETS, Phrases, context_features
from service.stages.tag.fast.index import Ids
from service.stages.tag.fast.model import Floats, Weights, load_weights
from service.stages.tag.fast.spellings import Lexicon, SpellingTable
from service.stages.tag.tagger import Span
from service.training.lexicon import make_lexicon, make_phrases
from service.training.names import CORE, LABELS, SOURCES, Document, documents

WEIGHTS = Path("service/stages/tag/fast/tagger.npz")
FEWEST = 2  # tokens that a feature must stand at
RIDGE = 1.0  # penalty on the square of each weight
DENSE_RIDGE = 1.0
ROUNDS = 45
FOLDS = 3
SMALLEST = 0.02  # a feature none of whose scores is larger is left out
IMPOSSIBLE = -30.0


@dataclass(frozen=True, slots=True)
class Problem:
    """All documents as one: features [tokens, features], vectors, what is allowed."""

    keys: Ids
    matrix: csr_matrix
    dense: Floats  # [tokens, 3 * dimensions]
    allowed: NDArray[np.bool_]
    weight: Floats  # of each token
    steps: Steps


def collect(documents: Sequence[Document], lexicon: Lexicon, phrases: Phrases) -> Problem:
    """The features of all tokens, those that are rare left out."""
    table = SpellingTable(lexicon)
    rows: list[NDArray[np.int64]] = []
    ids: list[Ids] = []
    types_of = [np.array([table.add(w) for w in d.tokens.words], np.int64) for d in documents]
    spellings = table.spellings()
    base = 0
    dense: list[Floats] = []
    vectors = lexicon.vector.astype(np.float32) / 127
    known = np.array(table.rows)
    for document, types in zip(documents, types_of, strict=True):
        count = len(types)
        sentence = np.cumsum(document.tokens.first)
        near = np.zeros((count, 3, vectors.shape[1]), np.float32)
        for place, offset in enumerate(OFFSETS):
            here = np.arange(max(0, -offset), count - max(0, offset))
            here = here[sentence[here] == sentence[here + offset]] if len(here) else here
            for token in here:
                found = table.features[place][types[token + offset]]
                rows.append(np.full(len(found), base + token))
                ids.append(found)
            if abs(offset) < 2 and len(here):
                words = known[types[here + offset]]
                has = words >= 0
                near[here[has], place - 1] = vectors[words[has]]
        dense.append(near.reshape(count, -1))
        for chosen, found in context_features(document.tokens, types, spellings, phrases):
            rows.append((np.arange(count) if chosen is None else chosen) + base)
            ids.append(found)
        base += count
    flat, owners = np.concatenate(ids), np.concatenate(rows)
    keys, columns, counts = np.unique(flat, return_inverse=True, return_counts=True)
    kept = counts >= FEWEST
    renumber = np.cumsum(kept) - 1
    inside = kept[columns]
    matrix = csr_matrix(
        (np.ones(int(inside.sum()), np.float32), (owners[inside], renumber[columns[inside]])),
        shape=(base, int(kept.sum())),
    )
    first = np.concatenate([d.tokens.first for d in documents])
    first[np.cumsum([0, *(len(d.tokens) for d in documents[:-1])])] = True
    return Problem(
        keys[kept],
        matrix,
        np.concatenate(dense),
        np.concatenate([d.allowed for d in documents]),
        np.concatenate([np.full(len(d.tokens), d.weight, np.float32) for d in documents]),
        Steps.of(first),
    )


def possible() -> Floats:
    """[from, to]: 0 where a label may follow another, else IMPOSSIBLE."""
    moves = np.zeros((len(LABELS), len(LABELS)), np.float32)
    for to, label in enumerate(LABELS):
        if label.startswith("I-"):
            for origin, before in enumerate(LABELS):
                if before[2:] != label[2:]:
                    moves[origin, to] = IMPOSSIBLE
    return moves


def fit(problem: Problem, rounds: int = ROUNDS) -> tuple[Floats, Floats, Floats]:
    """(scores of features, of vectors, of transitions), by L-BFGS on the penalised likelihood.

    Sentences of a source that counts less have their gradient scaled, as if they were fewer.
    """
    labels = len(LABELS)
    features, dimensions = problem.matrix.shape[1], problem.dense.shape[1]
    sizes = (features * labels, dimensions * labels, labels * labels)
    cuts = np.cumsum(sizes)
    fixed = possible()
    transposed = problem.matrix.T.tocsr()
    classes = [problem.weight == w for w in np.unique(problem.weight)]
    steps = [
        (float(problem.weight[one][0]), _only(problem.steps, one)) for one in classes if one.any()
    ]

    def objective(vector: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        part = vector.astype(np.float32)
        sparse = part[: cuts[0]].reshape(features, labels)
        dense = part[cuts[0] : cuts[1]].reshape(dimensions, labels)
        moves = part[cuts[1] :].reshape(labels, labels)
        scores = problem.matrix @ sparse + problem.dense @ dense
        gradient = np.zeros_like(scores)
        move_gradient = np.zeros_like(moves)
        loss = 0.0
        for weight, own in steps:
            everything = np.concatenate(own.at)
            free = probabilities(scores, moves + fixed, own)
            held = probabilities(scores, moves + fixed, own, problem.allowed)
            loss += weight * (free[0] - held[0])
            gradient[everything] = weight * (free[1] - held[1])[everything]
            move_gradient += weight * (free[2] - held[2])
        loss += 0.5 * RIDGE * float((sparse**2).sum() + (moves**2).sum())
        loss += 0.5 * DENSE_RIDGE * float((dense**2).sum())
        slope = np.concatenate(
            (
                (transposed @ gradient + RIDGE * sparse).ravel(),
                (problem.dense.T @ gradient + DENSE_RIDGE * dense).ravel(),
                (move_gradient + RIDGE * moves).ravel(),
            )
        )
        return loss, slope.astype(np.float64)

    found = minimize(
        objective,
        np.zeros(sum(sizes)),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": rounds, "maxcor": 6},
    ).x.astype(np.float32)
    return (
        found[: cuts[0]].reshape(features, labels),
        found[cuts[0] : cuts[1]].reshape(3, -1, labels),
        found[cuts[1] :].reshape(labels, labels) + fixed,
    )


def _only(steps: Steps, chosen: NDArray[np.bool_]) -> Steps:
    """The sentences whose tokens are chosen."""
    return Steps([own for tokens in steps.at if len(own := tokens[chosen[tokens]])])


def learn(
    documents: Sequence[Document],
    lexicon: Lexicon,
    phrases: Phrases,
    facts: dict[str, object],
    rounds: int = ROUNDS,
) -> Weights:
    """The weights that explain the documents best."""
    problem = collect(documents, lexicon, phrases)
    sparse, dense, moves = fit(problem, rounds)
    kept = np.abs(sparse).max(axis=1) >= SMALLEST
    sparse = sparse[kept]
    scale = np.abs(sparse).max(axis=1) / 127
    return Weights(
        LABELS,
        lexicon,
        phrases,
        problem.keys[kept],
        np.round(sparse / scale[:, None]).astype(np.int8),
        scale.astype(np.float16).astype(np.float32),
        dense,
        moves,
        facts,
    )


def unseen(
    documents: Sequence[Document], lexicon: Lexicon, phrases: Phrases
) -> Iterator[tuple[Document, list[Span]]]:
    """Each document with its names by weights that have not learned from its text."""
    texts = list(dict.fromkeys(document.text for document in documents))
    fold_of = {text: number % FOLDS for number, text in enumerate(texts)}
    for fold in range(FOLDS):
        rest = [document for document in documents if fold_of[document.text] != fold]
        tagger = FastTagger(learn(rest, lexicon, phrases, {}))
        for document in documents:
            if fold_of[document.text] == fold:
                yield document, tagger.find([document.text])[0]


def scores(documents: Sequence[Document], lexicon: Lexicon, phrases: Phrases) -> dict[str, float]:
    """F1 of exact names and types by source, in per cent, cross-validated: PERSON, ORG, PLACE."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for document, spans in unseen(documents, lexicon, phrases):
        gold = {name for name in document.names if name[2] in CORE}
        found = {(s.start, s.end, str(s.type)) for s in spans if str(s.type) in CORE}
        right = counts[document.source]
        right[0] += len(gold & found)
        right[1] += len(gold)
        right[2] += len(found)
    return {
        source: round(200 * both / (wanted + found), 1)
        for source, (both, wanted, found) in sorted(counts.items())
    }


def data_digest(folder: Path) -> str:
    """SHA-256 of the files that are learned from."""
    total = hashlib.sha256()
    for source in SOURCES:
        total.update((folder / source.file).read_bytes())
    return total.hexdigest()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--vectors", type=Path, help="of words: see service/training/lexicon.py")
    options = parser.parse_args()
    lexicon = make_lexicon(options.vectors) if options.vectors else load_weights().lexicon
    phrases = make_phrases()
    found = list(documents(options.data))
    facts = {
        "data": data_digest(options.data),
        "documents": len(found),
        "tokens": sum(len(document.tokens) for document in found),
        "scores": scores(found, lexicon, phrases),
        "credits": sorted({document.credit for document in found}),
    }
    weights = learn(found, lexicon, phrases, facts)
    with WEIGHTS.open("wb") as file:
        weights.save(file)


if __name__ == "__main__":
    main()
