"""Trains the fast tagger: `python -m service.training.tagger DATA [--texts PAGES]`.

Writes service/stages/tag/fast/tagger.npz, with the digest of what it was learned from, its scores
on documents that it has not seen, and whose texts they are. The same data, program and versions
give the same bytes. With `--texts`, the pages that cleaning is judged by, it learns from the names
in these, too, as a teacher marks them (see silver.py). `--vectors` are those of words (see
word_vectors.py); without them the lexicon of the weights that are there stays.
"""

import argparse
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from service.stages.tag.fast import FastTagger
from service.stages.tag.fast.crf import Steps
from service.stages.tag.fast.features import OFFSETS, Phrases, context_features
from service.stages.tag.fast.index import Ints
from service.stages.tag.fast.model import Floats, Weights, load_weights
from service.stages.tag.fast.spellings import Lexicon, SpellingTable
from service.stages.tag.tagger import Span
from service.training.lexicon import make_lexicon, make_phrases
from service.training.likelihood import Neighbour, Objective, Problem
from service.training.names import LABELS, SOURCES, Document, documents, rows
from service.training.parallel import each
from service.training.scoring import scorer, summary
from service.training.silver import Teacher, Unmarked, digest_of, hear, hints, unmarked_texts

WEIGHTS = Path("service/stages/tag/fast/tagger.npz")
FEWEST = 2  # tokens that a feature must stand at
RIDGE = 1.0  # penalty on the square of each weight
ROUNDS = 45
FOLDS = 3
JUDGED = ("dev/gum_ner.jsonl.gz", "dev/wikigold.jsonl.gz", "dev/uner_ewt_test.jsonl.gz")
SMALLEST = 0.02  # a feature none of whose scores is larger is left out
IMPOSSIBLE = -30.0


def collect(documents: Sequence[Document], lexicon: Lexicon, phrases: Phrases) -> Problem:
    """The features of all tokens, those that are rare left out."""
    table = SpellingTable(lexicon)
    types_of = [table.types(document.tokens.words) for document in documents]
    spellings = table.spellings()
    size = len(table.number)
    ends = np.cumsum([0, *(len(types) for types in types_of)])
    neighbours = [
        Neighbour.of(
            np.concatenate(
                [_beside(d, t, offset, size) for d, t in zip(documents, types_of, strict=True)]
            )
        )
        for offset in OFFSETS
    ]
    found = [
        (ids, (np.arange(len(types)) if chosen is None else chosen) + base)
        for document, types, base in zip(documents, types_of, ends[:-1], strict=True)
        for chosen, ids in chain(
            context_features(document.tokens, types, spellings, phrases), document.hints
        )
    ]
    columns = [np.concatenate([ids for ids, _ in found])]
    rows = [np.concatenate([owners for _, owners in found])]
    counts = [np.ones(len(columns[0]))]
    for neighbour, ids, begins in zip(neighbours, *table.new_features(), strict=True):
        often = np.bincount(neighbour.which, minlength=size + 1)
        columns.append(ids)
        rows.append(np.repeat(np.arange(size), np.diff(np.append(begins, len(ids)))))
        counts.append(often[rows[-1]])
    keys, number = np.unique(np.concatenate(columns), return_inverse=True)
    kept = np.bincount(number, np.concatenate(counts)) >= FEWEST
    renumber = np.where(kept, np.cumsum(kept) - 1, -1)[number]
    heights = (int(ends[-1]), *[size] * len(OFFSETS))
    cuts = np.cumsum([len(one) for one in columns])[:-1]
    context, *words = (
        _matrix(owners, numbers, (height, int(kept.sum())))
        for owners, numbers, height in zip(rows, np.split(renumber, cuts), heights, strict=True)
    )
    vectors = lexicon.vector.astype(np.float32) / 127
    known = np.concatenate(table.rows)
    near = np.where(known[:, None] < 0, np.float32(0), vectors[known])
    first = np.concatenate([d.tokens.first for d in documents])
    first[ends[:-1]] = True
    return Problem(
        keys[kept],
        neighbours,
        words,
        context,
        near,
        np.concatenate([d.allowed for d in documents]),
        np.concatenate([np.full(len(d.tokens), d.weight, np.float32) for d in documents]),
        Steps.of(first),
    )


def _beside(document: Document, types: Ints, offset: int, nothing: int) -> Ints:
    """The spelling at an offset from each token, `nothing` where the sentence has none."""
    count = len(types)
    which = np.full(count, nothing, np.int64)
    sentence = np.cumsum(document.tokens.first)
    here = np.arange(max(0, -offset), count - max(0, offset))
    here = here[sentence[here] == sentence[here + offset]] if len(here) else here
    which[here] = types[here + offset]
    return which


def _matrix(rows: Ints, columns: Ints, shape: tuple[int, int]) -> csr_matrix:
    inside = columns >= 0
    ones = np.ones(int(inside.sum()), np.float32)
    return csr_matrix((ones, (rows[inside], columns[inside])), shape=shape)


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
    """(scores of features, of vectors, of transitions), by L-BFGS on the penalised likelihood."""
    fixed = possible()
    objective = Objective(problem, fixed, RIDGE)
    found = minimize(
        objective,
        np.zeros(objective.size),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": rounds, "maxcor": 6},
    )
    sparse, dense, moves = objective.parts(found.x)
    return sparse, dense, moves + fixed


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


def taught(
    documents: Sequence[Document],
    lexicon: Lexicon,
    phrases: Phrases,
    facts: dict[str, object],
    unmarked: Unmarked | None = None,
) -> Weights:
    """The same, also from what a teacher that has learned from them makes of unmarked texts."""
    if unmarked is not None:
        heard = unmarked.heard
        listening = [
            replace(one, hints=tuple(hints(one.tokens, heard[one.text]))) for one in documents
        ]
        teacher = Teacher(learn(listening, lexicon, phrases, {}), heard)
        marked = [teacher.mark(text, credit) for text, credit in unmarked.texts.items()]
        documents = [*documents, *marked]
    return learn(documents, lexicon, phrases, facts)


def unseen(
    documents: Sequence[Document],
    lexicon: Lexicon,
    phrases: Phrases,
    unmarked: Unmarked | None = None,
) -> dict[str, list[Span]]:
    """For each text its names by weights that have not learned from it."""
    texts = list(dict.fromkeys(document.text for document in documents))
    fold_of = {text: number % FOLDS for number, text in enumerate(texts)}

    def judge(fold: int) -> dict[str, list[Span]]:
        rest = [document for document in documents if fold_of[document.text] != fold]
        tagger = FastTagger(taught(rest, lexicon, phrases, {}, unmarked))
        return {text: tagger.find([text])[0] for text in texts if fold_of[text] == fold}

    return {text: names for part in each(judge, FOLDS) for text, names in part.items()}


def scores(folder: Path, found: Mapping[str, Sequence[Span]]) -> dict[str, dict[str, float]]:
    """For each set that is judged the figures of score_entities.py, which lies beside the data:
    PERSON, ORG and PLACE, in per cent."""
    judge = scorer(folder, "score_entities")
    figures = {}
    for file in JUDGED:
        gold = [row for row in rows(folder / file) if row["text"] in found]
        predicted = [
            {
                "id": row["id"],
                "entities": [
                    {"start": span.start, "end": span.end, "type": str(span.type)}
                    for span in found[row["text"]]
                ],
            }
            for row in gold
        ]
        figures[file] = summary(judge.score(gold, predicted))
    return figures


def data_digest(folder: Path) -> str:
    """SHA-256 of the files that are learned from."""
    total = hashlib.sha256()
    for source in SOURCES:
        total.update((folder / source.file).read_bytes())
    return total.hexdigest()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--texts", type=Path, help="pages whose bodies a teacher marks")
    parser.add_argument("--vectors", type=Path, help="of words: see service/training/lexicon.py")
    options = parser.parse_args()
    lexicon = make_lexicon(options.vectors) if options.vectors else load_weights().lexicon
    phrases = make_phrases()
    found = list(documents(options.data))
    texts: dict[str, str] = {}
    unmarked = None
    if options.texts:
        texts = unmarked_texts(options.data, options.texts)
        unmarked = Unmarked(texts, hear([*texts, *(document.text for document in found)]))
    else:
        print("no --texts: learning from what is marked by hand alone")  # noqa: T201
    facts: dict[str, object] = {
        "data": data_digest(options.data),
        "texts": digest_of(texts) if texts else None,
        "documents": len(found),
        "tokens": sum(len(document.tokens) for document in found),
        "scores": scores(options.data, unseen(found, lexicon, phrases, unmarked)),
        "credits": sorted({*texts.values(), *(document.credit for document in found)}),
    }
    weights = taught(found, lexicon, phrases, facts, unmarked)
    with WEIGHTS.open("wb") as file:
        weights.save(file)


if __name__ == "__main__":
    main()
