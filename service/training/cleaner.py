"""Train the classifier of lines: `python -m service.training.cleaner DATA`.

Forests of symmetric trees, one behind the other. What the second is trained on are judgements of
the first on sites that it was not trained on; of text, a third says with the same features which
lines stand below the article's end. Everything that is fitted is judged by cross-validation over
sites. With the same data, program and versions the weights come out the same.
"""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from service.stages.clean.features import second_look
from service.stages.clean.forest import Forest
from service.stages.clean.model import WEIGHTS, ended, runs, text_share
from service.stages.clean.rows import Matrix, Row
from service.training.corpus import Corpus, corpus, digest
from service.training.pages import FORMS, Sample
from service.training.parallel import each
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
Features = dict[str, Matrix]  # by the key of a page


@dataclass(frozen=True, slots=True)
class First:
    """What a first judgement is made with."""

    wording: Wording
    text: Forest
    html: Forest

    def look(self, page: Sample) -> Matrix:
        """All features of a page, which the forests may or may not have seen."""
        rows = page.look(self.wording.lookup(page.site))
        forest = self.text if page.blocks is None else self.html
        second_look(page.page, rows, forest(rows.matrix()))
        return rows.matrix().copy()


def train(data: Path, output: Path, say: Say) -> None:
    """Cross-validate, then fit on everything that is free to use, and write the weights."""
    pages = corpus(data)
    say(f"{len(pages.text)} texts, {len(pages.made)} made of them, {len(pages.html)} pages of HTML")
    features = first_judgements(pages, say)
    judged, odds = second_judgements(pages, features, say)
    scores = evaluate(judged, [runs(row, SWITCHING) for row in odds], scorer(data))
    free = pages.part(lambda page: page.is_free)
    first = learn_first(free)
    forests = {"first": first.text, "html_first": first.html, **learn_later(free, features)}
    for name, score in scores.items():
        say(f"{name}: {json.dumps(score)}")
    about = {
        "data": digest(data),
        "folds": FOLDS,
        "scores": scores,
        "scale": SCALE,
        "switching": SWITCHING,
    }
    write(output, first.wording, forests, about)


def first_judgements(pages: Corpus, say: Say) -> Features:
    """All features of each page, as judged by a forest that has not seen its site."""

    def judge(fold: int) -> Features:
        first = learn_first(others(pages, fold))
        own = pages.part(lambda page: _fold(page) == fold)
        every = (*own.text, *own.html, *own.bare, *own.made)
        found = {page.key: first.look(page) for page in every}
        say(f"first judgement, fold {fold + 1} of {FOLDS}")
        return found

    return {key: matrix for part in each(judge, FOLDS) for key, matrix in part.items()}


def second_judgements(
    pages: Corpus, features: Features, say: Say
) -> tuple[list[Sample], list[Row]]:
    """The pages, and for each the log odds from later forests that have not seen its site.

    Those of HTML are of markup and bare text together, as the service has them.
    """

    def judge(fold: int) -> dict[str, Row]:
        forests = learn_later(others(pages, fold), features)
        own = pages.part(lambda page: _fold(page) == fold)
        found = {page.key: forests["html_second"](features[page.key]) for page in own.html}
        for page in (*own.text, *own.bare):
            seen = features[page.key]
            found[page.key] = ended(forests["second"](seen), forests["end"](seen))
        say(f"second judgement, fold {fold + 1} of {FOLDS}")
        return found

    odds = {key: row for part in each(judge, FOLDS) for key, row in part.items()}
    for page, bare in zip(pages.html, pages.bare, strict=True):
        share = text_share(page.blocks) if page.blocks else 0.0
        odds[page.key] = (1 - share) * odds[page.key] + share * odds[bare.key]
    judged = [*pages.text, *pages.html]
    return judged, [odds[page.key] for page in judged]


def learn_first(pages: Corpus) -> First:
    """The wording of the pages, and what judges a page by itself."""
    wording = Wording([*pages.text, *pages.html])

    def grow(chosen: Sequence[Sample]) -> Forest:
        return fit(*_stack([(page, _features(page, wording)) for page in chosen], by_body), FIRST)

    return First(wording, grow([*pages.text, *pages.made]), grow(pages.html))


def learn_later(pages: Corpus, features: Features) -> dict[str, Forest]:
    """What judges a second time; of text, also what tells the end.

    HTML learns as it did the first time: the other lesson has been measured on text alone.
    """
    text = [(page, features[page.key]) for page in (*_two_forms(pages.text), *pages.made)]
    html = [(page, features[page.key]) for page in pages.html]
    return {
        "second": fit(*_stack(text, by_body_again), AGAIN),
        "end": fit(*_stack(text, by_end), END),
        "html_second": fit(*_stack(html, by_body), FIRST),
    }


def _fold(page: Sample) -> int:
    return crc32(page.site.encode()) % FOLDS


def others(pages: Corpus, fold: int) -> Corpus:
    """The pages to learn from, to judge those of the fold; they share no site."""
    return pages.part(lambda page: _fold(page) != fold and page.is_free)


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


def _two_forms(pages: Sequence[Sample]) -> list[Sample]:
    """Each page as it is and in one of its other forms, which is enough to learn from."""
    return [
        page
        for page in pages
        if page.form in (FORMS[0], FORMS[1 + crc32(page.row["id"].encode()) % 2])
    ]


def _stack(
    pages: Sequence[tuple[Sample, Matrix]], lesson: Callable[[Sample], Lesson]
) -> tuple[Matrix, NDArray[np.bool_], Row]:
    """Lines of all pages, one below the other: features, what they are, weights."""
    chance = np.random.default_rng(0)
    parts: list[tuple[Matrix, NDArray[np.bool_], NDArray[np.floating]]] = []
    for page, matrix in pages:
        kept, more = _thinned(page, chance)
        wanted, weight = lesson(page)
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
