"""Pages with bodies marked by hand: reading them, and the forms in which a scraper gives them."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.stages.clean.characters import Hashes, Ints, Words, words_of
from service.stages.clean.features import Lookup, Rows, first_look
from service.stages.clean.html import parse
from service.stages.clean.lexicon import Terms, terms_of
from service.stages.clean.markup import Blocks, blocks_of, markup_look, name_terms
from service.stages.clean.page import visible_lines
from service.training.alignment import align, said_in

SETS = ("en_news", "en_web", "other")
FORMS = ("full", "headline", "fragments")  # the whole page; from its headline on; by text node
HTML = "html"
BARE = "bare"  # the blocks of HTML without their markup
_LICENCES = ("MIT", "Apache-2.0", "CC-BY-4.0")  # of rows that weights may be made from

Row = dict[str, Any]


@dataclass(slots=True)
class Sample:
    """One form of one page."""

    row: Row
    group: str  # one of SETS
    form: str  # one of FORMS, HTML or BARE
    lines: list[str]
    body: NDArray[np.bool_] = field(repr=False)
    weight: NDArray[np.float32] = field(repr=False)
    captions: NDArray[np.bool_] = field(repr=False)  # whether marked as one, by hand
    page: Words = field(repr=False)
    terms: Terms = field(repr=False)
    blocks: Blocks | None = field(repr=False, default=None)

    @property
    def site(self) -> str:
        return str(self.row["site"])

    @property
    def key(self) -> str:
        """Of this form of the page, among all."""
        return f"{self.group} {self.row['id']} {self.form}"

    @property
    def is_free(self) -> bool:
        """Whether weights may be made from it: its licence allows it and its body is whole."""
        return self.row["licence"].startswith(_LICENCES) and not self.row["gold_suspect"]

    def with_lines(self, order: Ints, form: str) -> "Sample":
        """The page as text that has the lines at these positions, in this order."""
        lines = [self.lines[at] for at in order]
        words = words_of(lines)
        return replace(
            self,
            form=form,
            lines=lines,
            body=self.body[order],
            weight=self.weight[order],
            captions=self.captions[order],
            page=words,
            terms=terms_of(words),
        )

    def look(self, lookup: Lookup) -> Rows:
        """The features for a first judgement."""
        rows = first_look(self.page, self.terms, lookup)
        if self.blocks is not None:
            markup_look(rows, self.blocks, self.page.counts, lookup)
        return rows

    def names(self) -> tuple[Hashes, Ints]:
        """Terms in the names of all elements around each line, and the line of each."""
        if self.blocks is None:
            return np.zeros(0, np.uint64), np.zeros(0, np.int64)
        own: dict[int, list[int]] = {}
        for term, element in zip(*(part.tolist() for part in name_terms(self.blocks)), strict=True):
            own.setdefault(element, []).append(term)
        terms: list[int] = []
        lines: list[int] = []
        for line, element in enumerate(self.blocks.element):
            around: set[int] = set()
            while element:
                around.update(own.get(element, ()))
                element = self.blocks.parents[element]
            terms.extend(sorted(around))
            lines.extend([line] * len(around))
        return np.array(terms, np.uint64), np.array(lines, np.int64)


def samples(data: Path) -> Iterator[Sample]:
    """Every form of every flattened page in `data`/dev, in the order of the files."""
    for group in SETS:
        for row in rows_of(data, f"flat_{group}"):
            below = "\n".join(row["text"].split("\n")[row["article_line"] or 0 :])
            for form, text in zip(FORMS, (row["text"], below, row["text_frag"]), strict=True):
                lines = visible_lines(text)
                if lines:
                    yield _sample(row, group, form, lines, None)


def html_samples(data: Path) -> Iterator[Sample]:
    """Every HTML page in `data`/dev that has a visible block."""
    for group in SETS:
        for row in rows_of(data, f"html_{group}"):
            root = parse(row.pop("html"))
            blocks = blocks_of(root) if root is not None else None
            if blocks is not None and blocks.texts:
                yield _sample(row, group, HTML, blocks.texts, blocks)


def rows_of(data: Path, name: str) -> Iterator[Row]:
    """The rows of one file of the data."""
    with gzip.open(data / "dev" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as rows:
        yield from map(json.loads, rows)


def _sample(row: Row, group: str, form: str, lines: list[str], blocks: Blocks | None) -> Sample:
    neutral = [row.get("gold_title") or "", *(row["title_hints"] or ()), *(row["captions"] or ())]
    labels = align(lines, row["gold_body"], [text for text in neutral if text])
    page = words_of(lines)
    return Sample(
        row=row,
        group=group,
        form=form,
        lines=lines,
        body=np.array([label.body for label in labels]),
        weight=np.array([label.weight for label in labels], np.float32),
        captions=np.array(said_in(lines, row["captions"] or ())),
        page=page,
        terms=terms_of(page),
        blocks=blocks,
    )
