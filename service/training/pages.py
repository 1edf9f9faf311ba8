"""Pages with bodies marked by hand: reading them, and the forms in which a scraper gives them."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.stages.clean.characters import Words, words_of
from service.stages.clean.lexicon import Terms, terms_of
from service.stages.clean.page import visible_lines
from service.training.alignment import align

SETS = ("en_news", "en_web", "other")
FORMS = ("full", "headline", "fragments")  # the whole page; from its headline on; by text node
_LICENCES = ("MIT", "Apache-2.0", "CC-BY-4.0")  # of rows that weights may be made from


@dataclass(slots=True)
class Sample:
    """One form of one page."""

    row: dict[str, Any]
    group: str  # one of SETS
    form: str  # one of FORMS
    lines: list[str]
    body: NDArray[np.bool_] = field(repr=False)
    weight: NDArray[np.float32] = field(repr=False)
    page: Words = field(repr=False)
    terms: Terms = field(repr=False)

    @property
    def site(self) -> str:
        return str(self.row["site"])

    @property
    def is_free(self) -> bool:
        """Whether weights may be made from it: its licence allows it and its body is whole."""
        return self.row["licence"].startswith(_LICENCES) and not self.row["gold_suspect"]


def samples(data: Path) -> Iterator[Sample]:
    """Every form of every page in `data`/dev, in the order of the files."""
    for group in SETS:
        with gzip.open(data / "dev" / f"flat_{group}.jsonl.gz", "rt", encoding="utf-8") as rows:
            for row in map(json.loads, rows):
                below = "\n".join(row["text"].split("\n")[row["article_line"] or 0 :])
                for form, text in zip(FORMS, (row["text"], below, row["text_frag"]), strict=True):
                    lines = visible_lines(text)
                    if lines:
                        yield sample(row, group, form, lines)


def sample(row: dict[str, Any], group: str, form: str, lines: list[str]) -> Sample:
    """A page's lines with their labels."""
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
        page=page,
        terms=terms_of(page),
    )


def digest(data: Path) -> str:
    """SHA-256 of the files that are read, one after the other."""
    whole = sha256()
    for group in SETS:
        whole.update((data / "dev" / f"flat_{group}.jsonl.gz").read_bytes())
    return whole.hexdigest()
