"""How well and how fast names are tagged, beside spaCy: `python -m tests.eval.entities DATA`.

Sets that the weights were trained on are judged by cross-validation over documents; worldwide
newswire and News-Fair, which are never learned from, by the weights that are shipped. One run, one
core, processor time.
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
from service.stages.tag.tagger import Span
from service.training.names import documents, rows
from service.training.scoring import scorer
from service.training.tagger import unseen

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
    judged = _cross_validated(options.data)
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
                predicted = [_row(row, judged[row["text"]]) for row in gold]
            result = score(gold, predicted)
            exact = result["exact"]
            by_type = [str(result["per_type"].get(kind, {}).get("f", "")) for kind in CORE]
            table.add_row(
                name, system, str(exact["f"]), str(exact["p"]), str(exact["r"]),
                str(result["span"]["f"]), *by_type, f"{words / seconds:,.0f}",
            )  # fmt: skip
    Console(width=120).print(table)


def _predict(
    gold: Sequence[dict[str, Any]], find: Callable[[Sequence[str]], list[Any]]
) -> list[dict[str, Any]]:
    found = find([row["text"] for row in gold])
    return [_row(row, spans) for row, spans in zip(gold, found, strict=True)]


def _row(row: dict[str, Any], spans: Sequence[Any]) -> dict[str, Any]:
    entities = [{"start": s.start, "end": s.end, "type": str(s.type)} for s in spans]
    return {"id": row["id"], "entities": entities}


def _cross_validated(data: Path) -> dict[str, list[Span]]:
    """Predictions for rows, by their text, from weights that have learned from other texts only."""
    shipped = load_weights()
    judged = unseen(list(documents(data)), shipped.lexicon, shipped.phrases)
    return {document.text: spans for document, spans in judged}


if __name__ == "__main__":
    main()
