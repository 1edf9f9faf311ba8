"""How well and how fast pages are cleaned, beside other tools: `make eval-cleaning`.

`python -m tests.eval.cleaning DATA [--speed | --peers]` judges by cross-validation over sites,
which trains the classifier anew ten times and takes half an hour on one core; --peers judges only
the other tools, and --speed measures the speed alone. The figures are explained in
DATA/score_cleaning.py.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from schemas.article import RawArticle
from service.stages import Rejected
from service.stages.clean import clean
from service.stages.clean.choice import by_odds
from service.stages.clean.layout import lay_out
from service.stages.clean.lines import measure
from service.training import cleaner
from service.training.corpus import corpus
from service.training.pages import SETS, Sample, rows_of
from service.training.scoring import scorer
from tests.eval.peers import Row, peers

FIGURES = ("f1", "f1_std", "precision", "recall", "leak_runs", "loss", "clean")
RESAMPLES = 200
SPEED_PAGES = 100  # of the first set


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--speed", action="store_true", help="only pages per second")
    only.add_argument("--peers", action="store_true", help="only how good the other tools are")
    options = parser.parse_args()
    judge = scorer(options.data)
    if not options.speed:
        _print("", "", *FIGURES)
        if not options.peers:
            print_quality(options.data, judge)
        print_peers(options.data, judge)
    if not options.peers:
        print_speed(options.data)


def print_quality(data: Path, judge: ModuleType) -> None:
    """F1 with its bootstrap error, and the figures that cannot be gamed, for each set."""
    pages = corpus(data)
    features = cleaner.first_judgements(pages, _say)
    found: dict[tuple[str, str], list[Row]] = {}
    for page, row in zip(*cleaner.second_judgements(pages, features, _say), strict=True):
        metrics = judge.doc_metrics(page.row, _laid_out(page, row))
        found.setdefault((page.group, page.form), []).append(metrics)
    for (group, form), each in sorted(found.items()):
        _print_summary(judge, group, f"copydesk, {form}", each)


def print_peers(data: Path, judge: ModuleType) -> None:
    """The same of the other tools on HTML, and of the least that text can be cleaned."""
    for group in SETS:
        flat = [judge.doc_metrics(row, row["text"]) for row in rows_of(data, f"flat_{group}")]
        _print_summary(judge, group, "every line kept, full", flat)
        for name, body in peers().items():
            rows = rows_of(data, f"html_{group}")
            _print_summary(
                judge, group, f"{name}, html", (judge.doc_metrics(row, body(row)) for row in rows)
            )


def print_speed(data: Path) -> None:
    """Pages per second of processor time, all on the same pages in turn."""
    html = {row["id"]: row for row in rows_of(data, f"html_{SETS[0]}")}
    flat = [row for row in rows_of(data, f"flat_{SETS[0]}") if row["id"] in html][:SPEED_PAGES]
    tools: dict[str, Callable[[Row], object]] = {
        "copydesk, flat": lambda row: _cleaned(row["text"], "text/plain"),
        "copydesk, html": lambda row: _cleaned(html[row["id"]]["html"], "text/html"),
    }
    for name, body in peers().items():
        tools[name] = lambda row, body=body: body(html[row["id"]])  # type: ignore[misc]
    spent = dict.fromkeys(tools, 0.0)
    for tool in tools.values():
        tool(flat[0])  # what is loaded once is not counted
    for row in flat:
        for name, tool in tools.items():
            before = time.process_time()
            tool(row)
            spent[name] += time.process_time() - before
    for name, seconds in spent.items():
        _print("pages per second", name, len(flat) / seconds)


def _laid_out(page: Sample, odds: NDArray[np.float32]) -> str:
    """The body as the stage would have it, were these the odds."""
    lines = [measure(line) for line in page.lines]
    kept = by_odds(lines, odds)
    captions = page.blocks.captions if page.blocks else []
    marked = {position for position, caption in enumerate(captions) if caption}
    return "\n".join(lay_out(lines, kept, None, marked).paragraphs) if kept else ""


def _cleaned(content: str, content_type: str) -> str:
    try:
        return clean(
            RawArticle.model_validate({"content": content, "content_type": content_type})
        ).body
    except Rejected:
        return ""


def _print_summary(judge: ModuleType, group: str, name: str, each: Iterable[Row]) -> None:
    summary = judge.summarise(list(each), RESAMPLES)
    _print(group, name, *(summary[figure] for figure in FIGURES))


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201


def _print(group: str, name: str, *figures: object) -> None:
    cells = (f"{x:>10.3f}" if isinstance(x, float) else f"{x!s:>10}" for x in figures)
    print(f"{group:18}{name:36}", *cells, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
