"""All that the classifier of lines is learned from and judged by."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from service.training.pages import BARE, SETS, Sample, html_samples, samples


@dataclass(frozen=True, slots=True)
class Corpus:
    """Pages in all their forms."""

    text: list[Sample]
    html: list[Sample]
    bare: list[Sample]  # the texts of `html`, by which HTML is judged, too; not learned from

    def part(self, wanted: Callable[[Sample], bool]) -> "Corpus":
        """The pages that are wanted."""
        return Corpus(
            [page for page in self.text if wanted(page)],
            [page for page in self.html if wanted(page)],
            [page for page in self.bare if wanted(page)],
        )


def corpus(data: Path) -> Corpus:
    """The pages below `data`."""
    html = list(html_samples(data))
    bare = [replace(page, form=BARE, blocks=None) for page in html]
    return Corpus(list(samples(data)), html, bare)


def digest(data: Path) -> str:
    """SHA-256 of the files that are read, one after the other."""
    whole = sha256()
    for group in SETS:
        for kind in ("flat", "html"):
            whole.update((data / "dev" / f"{kind}_{group}.jsonl.gz").read_bytes())
    return whole.hexdigest()
