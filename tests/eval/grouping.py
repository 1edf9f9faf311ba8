"""How well mentions are grouped: `python -m tests.eval.grouping DATA`, on gold mentions.

B-cubed (Bagga and Baldwin 1998): for each mention the share of its group that is of its entity
(precision), and of its entity that is in its group (recall), averaged over the mentions of a set.
Names alone are judged, not pronouns, and trimmed as taggers trim them. GUM has entities by
coreference, the others by id.
"""

import argparse
import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from schemas.entity import EntityType
from service.stages.tag.grouping import group
from service.stages.tag.tagger import Span
from service.stages.tag.trimming import trimmed

Row = dict[str, Any]
Gold = dict[Span, str]  # which entity each mention is of

SETS = ("gum_ner", "newsfair_ner", "wiki_fair_v2")

TYPES = {
    "PER": EntityType.PERSON,
    "ORG": EntityType.ORG,
    "LOC": EntityType.PLACE,
    "MISC": EntityType.WORK,
    "EVENT": EntityType.EVENT,
}
_CLASSES = {"Q215627": "PER", "Q27096213": "LOC", "Q43229": "ORG"}  # of the Wiki-Fair set


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", type=Path, help="the directory with dev/")
    parser.add_argument("--misses", action="store_true", help="show what is split and joined")
    options = parser.parse_args()
    print(f"{'set':<14}{'mentions':>9}{'entities':>9}{'P':>7}{'R':>7}{'F1':>7}")  # noqa: T201
    for line in rows(options.data, misses=options.misses):
        print(line)  # noqa: T201


def rows(data: Path, *, misses: bool = False) -> Iterator[str]:
    """A line of the table for each set."""
    for name in SETS:
        precision = recall = mentions = entities = 0.0
        for text, gold, _ in golds(data, name):
            found = {(m.start, m.end): e.name for e in group(text, gold) for m in e.mentions}
            ours = {span: found[span.start, span.end] for span in gold}
            sizes, both = Counter(ours.values()), Counter((ours[s], gold[s]) for s in gold)
            of_gold = Counter(gold.values())
            for span in gold:
                shared = both[ours[span], gold[span]]
                precision += shared / sizes[ours[span]]
                recall += shared / of_gold[gold[span]]
            mentions += len(gold)
            entities += len(of_gold)
            if misses:
                yield from _misses(text, gold, ours)
        p, r = 100 * precision / mentions, 100 * recall / mentions
        f = 2 * p * r / (p + r)
        yield f"{name:<14}{mentions:>9.0f}{entities:>9.0f}{p:>7.1f}{r:>7.1f}{f:>7.1f}"


def golds(data: Path, name: str) -> Iterator[tuple[str, Gold, tuple[int, int]]]:
    """The texts of a set with their named mentions, none overlapping, and what was annotated."""
    coreference: dict[tuple[str, int, int], str] = {}
    if name == "gum_ner":
        for row in read(data, "gum_wikinews"):
            for entity in row["entities"]:
                if "name_start" in entity:
                    key = row["id"], entity["name_start"], entity["name_end"]
                    coreference.setdefault(key, entity["coref"])
    for row in read(data, name):
        gold: Gold = {}
        end = 0
        for entity in sorted(row["entities"], key=lambda e: (e["start"], -e["end"])):
            which = coreference.get((row["id"], entity["start"], entity["end"]))
            which = which or entity.get("wikidata") or entity.get("wikipedia")
            surface = row["text"][entity["start"] : entity["end"]]
            if (
                not which
                or entity.get("coref")
                or entity.get("optional")
                or entity["start"] < end
                or surface[:1].islower()
            ):
                continue
            kind = TYPES.get(entity["type"]) or TYPES[_class(entity["type"])]
            bounds = trimmed(row["text"], entity["start"], entity["end"], kind)
            if bounds:
                gold[Span(*bounds, kind)] = which
                end = entity["end"]
        first, last = row.get("eval_span") or (0, len(row["text"]))
        yield row["text"], gold, (first, last)


def read(data: Path, name: str) -> Iterator[Row]:
    with gzip.open(data / "dev" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _class(types: str) -> str:
    return next((_CLASSES[part] for part in types.split("|") if part in _CLASSES), "MISC")


def _misses(text: str, gold: Gold, ours: dict[Span, str]) -> Iterator[str]:
    for title, one, other in (("split", gold, ours), ("joined", ours, gold)):
        groups: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for span in gold:
            groups[one[span]][other[span]].add(f"{text[span.start : span.end]}/{span.type.value}")
        for key, parts in groups.items():
            if len(parts) > 1:
                yield f"{title} {key}: {[sorted(names) for names in parts.values()]}"


if __name__ == "__main__":
    main()
