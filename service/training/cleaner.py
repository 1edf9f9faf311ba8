"""Train the classifier of lines: `python -m service.training.cleaner DATA`.

Two forests of symmetric trees, one behind the other. What the second is trained on are judgements
of the first on sites that it was not trained on. Everything that is fitted is judged by
cross-validation over sites. With the same data, program and versions the weights come out the same.
"""

import importlib.util
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo
from zlib import crc32

import numpy as np
from catboost import CatBoostClassifier, Pool
from numpy.typing import NDArray

from service.stages.clean.features import Matrix, Row, second_look
from service.stages.clean.forest import Forest
from service.stages.clean.model import WEIGHTS, runs
from service.training.pages import FORMS, HTML, SETS, Sample, digest, html_samples, samples
from service.training.wording import SCALE, Wording

FOLDS = 5
SWITCHING = 0.5  # log odds; more loses short bodies, less leaves single lines of furniture
_FAR_ABOVE, _FAR_BELOW = 30, 50  # lines from the body; of those further off some are enough
_SHARE_OF_FAR = 0.2
_TREES: dict[str, Any] = {
    "loss_function": "Logloss",
    "depth": 6,
    "iterations": 250,
    "learning_rate": 0.12,
    "l2_leaf_reg": 6,
    "border_count": 64,
    "bootstrap_type": "Bernoulli",
    "subsample": 0.6,
    "rsm": 0.4,  # share of features that each level may choose from
    "boosting_type": "Plain",
    "random_seed": 1,
    "thread_count": 1,  # more would add up in another order
    "verbose": False,
    "allow_writing_files": False,
}

Say = Callable[[str], None]


def train(data: Path, output: Path, say: Say) -> None:
    """Cross-validate, then fit on everything that is free to use, and write the weights."""
    judge = scorer(data)
    scores: dict[str, dict[str, float]] = {}
    forests: dict[str, Forest] = {}
    kinds = {"": list(samples(data)), "html_": list(html_samples(data))}
    wording = Wording([page for pages in kinds.values() for page in pages if page.is_free])
    for kind, pages in kinds.items():
        say(f"{len(pages)} pages, {sum(len(page.lines) for page in pages)} lines")
        features = first_judgements(pages, say)
        odds = second_judgements(pages, features, say)
        scores |= evaluate(pages, [runs(row, SWITCHING) for row in odds], judge)
        free = [at for at, page in enumerate(pages) if page.is_free]
        first = {at: _features(pages[at], wording) for at in free}
        forests[f"{kind}first"] = fit(*_stack(pages, first))
        forests[f"{kind}second"] = fit(*_stack(pages, {at: features[at] for at in free}))
    for name, score in scores.items():
        say(f"{name}: {json.dumps(score)}")
    about = {
        "data": digest(data),
        "folds": FOLDS,
        "scores": scores,
        "scale": SCALE,
        "switching": SWITCHING,
    }
    write(output, wording, forests, about)


def first_judgements(pages: Sequence[Sample], say: Say) -> list[Matrix]:
    """All features of each page, as judged by a forest that has not seen its site."""
    features: list[Matrix] = [np.zeros((0, 0), np.float32)] * len(pages)
    for fold, (others, own) in enumerate(folds(pages)):
        wording = Wording([pages[at] for at in others])
        forest = fit(*_stack(pages, {at: _features(pages[at], wording) for at in others}))
        for at in own:
            page = pages[at]
            rows = page.look(wording.lookup(page.site))
            second_look(page.page, rows, forest(rows.matrix()))
            features[at] = rows.matrix().copy()
        say(f"first judgement, fold {fold + 1} of {FOLDS}")
    return features


def second_judgements(pages: Sequence[Sample], features: Sequence[Matrix], say: Say) -> list[Row]:
    """For each page the log odds from a second forest that has not seen its site."""
    odds: list[Row] = [np.zeros(0, np.float32)] * len(pages)
    for fold, (others, own) in enumerate(folds(pages)):
        forest = fit(*_stack(pages, {at: features[at] for at in others}))
        for at in own:
            odds[at] = forest(features[at])
        say(f"second judgement, fold {fold + 1} of {FOLDS}")
    return odds


def folds(pages: Sequence[Sample]) -> Iterator[tuple[list[int], list[int]]]:
    """Positions of pages to train on and of those to judge, which share no site."""
    part = [crc32(page.site.encode()) % FOLDS for page in pages]
    for fold in range(FOLDS):
        free = [at for at, page in enumerate(pages) if part[at] != fold and page.is_free]
        yield free, [at for at in range(len(pages)) if part[at] == fold]


def fit(features: Matrix, body: NDArray[np.bool_], weight: Row) -> Forest:
    """A forest for features (lines x features)."""
    model = CatBoostClassifier(**_TREES)
    model.fit(Pool(features, body.astype(int), weight=weight))
    return exported(model)


def exported(model: CatBoostClassifier) -> Forest:
    """CatBoost's trees as arrays; a tree of fewer levels gets questions never answered yes."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save_model(str(path), format="json")
        stored = json.loads(path.read_bytes())
    trees, depth = stored["oblivious_trees"], int(_TREES["depth"])
    feature = np.zeros((len(trees), depth), np.int16)
    border = np.full((len(trees), depth), np.inf, np.float32)
    leaf = np.zeros((len(trees), 1 << depth), np.float32)
    for at, tree in enumerate(trees):
        for level, split in enumerate(tree["splits"]):
            feature[at, level] = split["float_feature_index"]
            border[at, level] = split["border"]
        leaf[at, : len(tree["leaf_values"])] = tree["leaf_values"]
    scale, (bias,) = stored["scale_and_bias"]
    return Forest(feature, border, leaf * np.float32(scale), float(bias))


def evaluate(
    pages: Sequence[Sample], chosen: Sequence[NDArray[np.bool_]], judge: ModuleType
) -> dict[str, dict[str, float]]:
    """The scorer's figures for each set and form."""
    found: dict[str, dict[str, float]] = {}
    for group in SETS:
        for form in (*FORMS, HTML):
            metrics = [
                judge.doc_metrics(page.row, "\n".join(np.array(page.lines, object)[kept]))
                for page, kept in zip(pages, chosen, strict=True)
                if (page.group, page.form) == (group, form)
            ]
            if metrics:
                summary = judge.summarise(metrics)
                names = ("f1", "precision", "recall", "leak_runs", "loss", "clean")
                found[f"{group} {form}"] = {name: round(summary[name], 4) for name in names}
    return found


def scorer(data: Path) -> ModuleType:
    """The module score_cleaning.py that lies beside the data."""
    spec = importlib.util.spec_from_file_location("score_cleaning", data / "score_cleaning.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(data / "score_cleaning.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def write(
    output: Path, wording: Wording, forests: dict[str, Forest], about: dict[str, Any]
) -> None:
    """One compressed file whose bytes depend on nothing but the weights."""
    lexicon = wording.lexicon()
    slot = np.flatnonzero(lexicon.check)
    arrays: dict[str, NDArray[Any]] = {
        "about": np.frombuffer(json.dumps(about, sort_keys=True).encode(), np.uint8),
        "slot": slot.astype(np.int32),
        "check": lexicon.check[slot],
        "weights": lexicon.weights[slot],
    }
    for name, forest in forests.items():
        arrays[f"{name}_feature"] = forest.feature
        arrays[f"{name}_border"] = forest.border
        arrays[f"{name}_leaf"] = forest.leaf
        arrays[f"{name}_bias"] = np.array(forest.bias)
    with ZipFile(output, "w") as archive:
        for name, array in arrays.items():
            content = BytesIO()
            np.save(content, array)
            entry = ZipInfo(f"{name}.npy")  # of 1980, whenever it is made
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, content.getvalue())


def _features(sample: Sample, wording: Wording) -> Matrix:
    return sample.look(wording.lookup(sample.site)).matrix().copy()


def _stack(
    pages: Sequence[Sample], features: dict[int, Matrix]
) -> tuple[Matrix, NDArray[np.bool_], Row]:
    """Lines of all pages, one below the other: features, labels, weights."""
    chance = np.random.default_rng(0)
    parts: list[tuple[Matrix, NDArray[np.bool_], NDArray[np.float64]]] = []
    for at, matrix in features.items():
        page = pages[at]
        kept, weight = _thinned(page, chance)
        size = np.sqrt(np.clip(page.page.counts, 1, 60) / len(page.lines))
        parts.append((matrix.T[kept], page.body[kept], (page.weight * size * weight)[kept]))
    columns = tuple(np.concatenate(column) for column in zip(*parts, strict=True))
    return columns[0], columns[1], columns[2].astype(np.float32)


def _thinned(
    page: Sample, chance: np.random.Generator
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Lines to learn from: some of those far off the body are left out, the others weigh more."""
    at, body = np.arange(len(page.lines)), np.flatnonzero(page.body)
    near = np.zeros(len(at), np.bool_)
    if len(body):
        near = (at >= body[0] - _FAR_ABOVE) & (at <= body[-1] + _FAR_BELOW)
    kept = near | (chance.random(len(at)) < _SHARE_OF_FAR)
    return kept, np.where(near, 1, 1 / _SHARE_OF_FAR)


def main() -> None:
    """Write the weights that the package ships."""
    import service.stages.clean

    output = Path(service.stages.clean.__file__).with_name(WEIGHTS)
    train(Path(sys.argv[1]), output, lambda line: print(line, file=sys.stderr, flush=True))  # noqa: T201


if __name__ == "__main__":
    main()
