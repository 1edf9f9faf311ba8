"""All that the classifier of lines is learned from and judged by."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from hashlib import sha256
from pathlib import Path

from service.training.interrupted import interrupted
from service.training.pages import BARE, FORMS, SETS, Sample, html_samples, samples
from service.training.shortened import shortened


@dataclass(frozen=True, slots=True)
class Corpus:
    """Pages in all their forms: `text` and `html` are learned from and judged."""

    text: list[Sample]
    html: list[Sample]
    bare: list[Sample]  # the texts of `html`, by which HTML is judged, too; not learned from
    made: list[Sample]  # texts of the same pages, shortened and interrupted; learned from alone

    def part(self, wanted: Callable[[Sample], bool]) -> "Corpus":
        """The pages that are wanted."""
        parts = {field.name: getattr(self, field.name) for field in fields(self)}
        return Corpus(
            **{name: [page for page in part if wanted(page)] for name, part in parts.items()}
        )


def corpus(data: Path) -> Corpus:
    """The pages below `data`."""
    text, html = list(samples(data)), list(html_samples(data))
    whole = [page for page in text if page.form == FORMS[0]]
    return Corpus(
        text=text,
        html=html,
        bare=[replace(page, form=BARE, blocks=None) for page in html],
        made=[made for page in whole for how in (shortened, interrupted) if (made := how(page))],
    )


def digest(data: Path) -> str:
    """SHA-256 of the files that are read, one after the other."""
    whole = sha256()
    for group in SETS:
        for kind in ("flat", "html"):
            whole.update((data / "dev" / f"{kind}_{group}.jsonl.gz").read_bytes())
    return whole.hexdigest()
