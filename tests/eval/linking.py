"""How well entities are linked: `python -m tests.eval.linking DATA [--misses]`.

Exact span and Wikidata id, as in the scorer that comes with the data: links of names beside gold
count as wrong where gold has the same span with another id or none, or no such span. `gold` links
the gold mentions, `whole` what the default tagger finds. `in base` is the part of the gold
mentions whose entity the knowledge base has at all: no linker can do more. `right of those` and
`precision` are on gold mentions. News-Fair is for measuring alone; nothing is fitted on it.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from schemas.entity import Entity
from service.knowledge import KnowledgeBase, load_knowledge
from service.stages.enrich.linking import links
from service.stages.tag import load_tagger
from service.stages.tag.grouping import group
from tests.eval.grouping import golds

SETS = ("newsfair_ner", "wiki_fair_v2", "oke_2016_eval", "kore50")

HEADER = (
    f"{'set':<14}{'mentions':>9}{'in base':>9}{'right of those':>16}{'precision':>11}"
    f"{'gold F1':>9}{'whole F1':>10}"
)


@dataclass(slots=True)
class Count:
    right: int = 0
    linked: int = 0
    known: int = 0
    gold: int = 0

    def f1(self) -> float:
        return 200 * self.right / max(self.linked + self.gold, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", type=Path, help="the directory with dev/")
    parser.add_argument("--misses", action="store_true", help="show wrong and missing links")
    options = parser.parse_args()
    for line in rows(options.data, misses=options.misses):
        print(line)  # noqa: T201


def rows(data: Path, *, misses: bool = False) -> Iterator[str]:
    """The table, a line at a time, and its header first."""
    knowledge, tagger = load_knowledge(), load_tagger()
    known = {knowledge.entry(row).ids.get("wikidata") for row in range(len(knowledge))}
    yield HEADER
    for name in SETS:
        given, whole = Count(), Count()
        for text, gold, eval_span in golds(data, name):
            ids = {(s.start, s.end): which for s, which in gold.items()}
            by_gold = _linked(text, group(text, gold), knowledge)
            _count(given, ids, by_gold, known)
            if misses:
                yield from _misses(text, ids, by_gold, known)
            found = _linked(text, group(text, tagger.find([text])[0]), knowledge)
            first, last = eval_span
            inside = {s: q for s, q in found.items() if s[0] >= first and s[1] <= last}
            _count(whole, ids, inside, known)
        yield (
            f"{name:<14}{given.gold:>9}{given.known:>9}"
            f"{100 * given.right / max(given.known, 1):>15.1f}%"
            f"{100 * given.right / max(given.linked, 1):>10.1f}%"
            f"{given.f1():>9.1f}{whole.f1():>10.1f}"
        )


Ids = dict[tuple[int, int], str]


def _linked(text: str, entities: tuple[Entity, ...], knowledge: KnowledgeBase) -> Ids:
    return {
        (mention.start, mention.end): link.entry.ids["wikidata"]
        for entity, link in zip(entities, links(text, entities, knowledge), strict=True)
        if link.entry and "wikidata" in link.entry.ids
        for mention in entity.mentions
    }


def _count(count: Count, gold: Ids, found: Ids, known: set[str | None]) -> None:
    count.gold += len(gold)
    count.known += sum(which in known for which in gold.values())
    count.linked += len(found)
    count.right += sum(found.get(span) == which for span, which in gold.items())


def _misses(text: str, gold: Ids, found: Ids, known: set[str | None]) -> Iterator[str]:
    for (start, end), which in gold.items():
        ours = found.get((start, end))
        if ours != which and (ours or which in known):
            yield f"{text[start:end]}: {which}, not {ours or 'NIL'}"


if __name__ == "__main__":
    main()
