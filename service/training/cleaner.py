"""Train the classifier of lines: `python -m service.training.cleaner DATA`.

Forests of symmetric trees, one behind the other. What the second is trained on are judgements of
the first on sites that it was not trained on; of text, a third says with the same features which
lines stand below the article's end. Everything that is fitted is judged by cross-validation over
sites. With the same data, program and versions the weights come out the same.
"""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from service.stages.clean.features import Matrix, Row, second_look
from service.stages.clean.forest import Forest
from service.stages.clean.model import WEIGHTS, ended, runs
from service.training.pages import FORMS, HTML, Sample, digest, html_samples, samples
from service.training.scoring import evaluate, scorer
from service.training.trees import AGAIN, END, FIRST, fit
from service.training.wording import SCALE, Wording

FOLDS = 5
SWITCHING = 0.3  # log odds; more loses short bodies, less leaves single lines of furniture
_FAR_ABOVE, _FAR_BELOW = 30, 50  # lines from the body; of those further off some are enough
_SHARE_OF_FAR = 0.1
_SURE = 0.4  # weight of the labels by which the end of a body is known
_CAPTION = 0.6  # weight of a caption outside the body in a second judgement

Say = Callable[[str], None]
Lesson = tuple[NDArray[np.bool_], NDArray[np.floating]]  # of each line: what it is; what it weighs


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
        forests[f"{kind}first"] = fit(*_stack(pages, first, by_body), FIRST)
        later = later_forests(pages, features, free)
        forests |= {f"{kind}{name}": forest for name, forest in later.items()}
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
        first = {at: _features(pages[at], wording) for at in others}
        forest = fit(*_stack(pages, first, by_body), FIRST)
        for at in own:
            page = pages[at]
            rows = page.look(wording.lookup(page.site))
            second_look(page.page, rows, forest(rows.matrix()))
            features[at] = rows.matrix().copy()
        say(f"first judgement, fold {fold + 1} of {FOLDS}")
    return features


def second_judgements(pages: Sequence[Sample], features: Sequence[Matrix], say: Say) -> list[Row]:
    """For each page the log odds from later forests that have not seen its site."""
    odds: list[Row] = [np.zeros(0, np.float32)] * len(pages)
    for fold, (others, own) in enumerate(folds(pages)):
        forests = later_forests(pages, features, others)
        for at in own:
            odds[at] = forests["second"](features[at])
            if "end" in forests:
                odds[at] = ended(odds[at], forests["end"](features[at]))
        say(f"second judgement, fold {fold + 1} of {FOLDS}")
    return odds


def later_forests(
    pages: Sequence[Sample], features: Sequence[Matrix], chosen: Sequence[int]
) -> dict[str, Forest]:
    """What judges a second time, from the `chosen` pages; of text, also what tells the end.

    HTML learns as it did the first time: the other lesson has been measured on text alone.
    """
    if pages[chosen[0]].form == HTML:
        again = {at: features[at] for at in chosen}
        return {"second": fit(*_stack(pages, again, by_body), FIRST)}
    again = _again(pages, features, chosen)
    return {
        "second": fit(*_stack(pages, again, by_body_again), AGAIN),
        "end": fit(*_stack(pages, again, by_end), END),
    }


def folds(pages: Sequence[Sample]) -> Iterator[tuple[list[int], list[int]]]:
    """Positions of pages to train on and of those to judge, which share no site."""
    part = [crc32(page.site.encode()) % FOLDS for page in pages]
    for fold in range(FOLDS):
        free = [at for at, page in enumerate(pages) if part[at] != fold and page.is_free]
        yield free, [at for at in range(len(pages)) if part[at] == fold]


def by_body(page: Sample) -> Lesson:
    """Which lines are body. Captions hardly count: they are worded like one."""
    size = np.sqrt(np.clip(page.page.counts, 1, 60) / len(page.lines))
    return page.body, page.weight * size


def by_body_again(page: Sample) -> Lesson:
    """The same, to tell captions apart, and with pages counting more alike."""
    size = np.sqrt(np.clip(page.page.counts, 1, 60))
    weight = np.where(page.captions & ~page.body, _CAPTION, page.weight)
    return page.body, weight * size / size.sum() ** 0.75


def by_end(page: Sample) -> Lesson:
    """Which lines stand below the last line of the body, on pages that count all the same."""
    size = np.sqrt(np.clip(page.page.counts, 1, 60))
    sure = np.flatnonzero(page.body & (page.weight >= _SURE))
    body = sure if len(sure) else np.flatnonzero(page.body)
    last = int(body[-1]) if len(body) else 0
    return np.arange(len(size)) > last, size / size.sum()


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


def _again(
    pages: Sequence[Sample], features: Sequence[Matrix], chosen: Sequence[int]
) -> dict[int, Matrix]:
    """Features to learn from a second time: each page as it is and in one of its other forms."""
    return {
        at: features[at]
        for at in chosen
        if pages[at].form == FORMS[0]
        or pages[at].form == FORMS[1 + crc32(pages[at].row["id"].encode()) % 2]
    }


def _stack(
    pages: Sequence[Sample], features: dict[int, Matrix], lesson: Callable[[Sample], Lesson]
) -> tuple[Matrix, NDArray[np.bool_], Row]:
    """Lines of all pages, one below the other: features, what they are, weights."""
    chance = np.random.default_rng(0)
    parts: list[tuple[Matrix, NDArray[np.bool_], NDArray[np.floating]]] = []
    for at, matrix in features.items():
        kept, more = _thinned(pages[at], chance)
        wanted, weight = lesson(pages[at])
        parts.append((matrix.T[kept], wanted[kept], (weight * more)[kept]))
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
