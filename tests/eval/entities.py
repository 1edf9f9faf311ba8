"""How well and how fast names are tagged, beside spaCy: `python -m tests.eval.entities DATA`.

Worldwide newswire and News-Fair, which are never learned from, are judged by the weights that are
shipped. For sets that those were trained on, the scores are those of cross-validation over
documents, which the trainer left in them. One run, one core, processor time.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from service.stages.tag.fast import load_fast
from service.stages.tag.fast.model import load_weights
from service.stages.tag.spacy_backend import load_spacy
from service.training.names import rows
from service.training.scoring import scorer, summary

JUDGED = {  # name: file, and whether the weights may have learned from it
    "Worldwide": ("dev/worldwide_newswire.jsonl.gz", False),
    "News-Fair": ("dev/newsfair_ner.jsonl.gz", False),
    "GUM Wikinews": ("dev/gum_ner.jsonl.gz", True),
    "WikiGold": ("dev/wikigold.jsonl.gz", True),
    "UNER": ("dev/uner_ewt_test.jsonl.gz", True),
}
CORE = ("PER", "ORG", "LOC")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    options = parser.parse_args()
    score = scorer(options.data, "score_entities").score
    fast = load_fast()
    cross_validated = load_weights().facts["scores"]
    spacy = load_spacy()
    table = Table("set", "system", "F1", "P", "R", "span F1", *CORE, "words per CPU second")
    for name, (file, learned) in JUDGED.items():
        gold = list(rows(options.data / file))
        words = sum(len(row["text"].split()) for row in gold)
        for system, find in (("fast", fast.find), ("spaCy small", spacy.find)):
            start = time.process_time()
            predicted = _predict(gold, find)
            seconds = time.process_time() - start
            if learned and system == "fast":
                figures = cross_validated[file]
            else:
                figures = summary(score(gold, predicted))
            own = (f"{figures.get(one, 0.0):.1f}" for one in ("f", "p", "r", "span", *CORE))
            table.add_row(name, system, *own, f"{words / seconds:,.0f}")
    Console(width=120).print(table)


def _predict(
    gold: Sequence[dict[str, Any]], find: Callable[[Sequence[str]], list[Any]]
) -> list[dict[str, Any]]:
    found = find([row["text"] for row in gold])
    return [_row(row, spans) for row, spans in zip(gold, found, strict=True)]


def _row(row: dict[str, Any], spans: Sequence[Any]) -> dict[str, Any]:
    entities = [{"start": s.start, "end": s.end, "type": str(s.type)} for s in spans]
    return {"id": row["id"], "entities": entities}


if __name__ == "__main__":
    main()
