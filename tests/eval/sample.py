"""How one article fares in the stages: `python -m tests.eval.sample DATA SAMPLES`.

samples/peace-talks.txt, a page as it is found, goes through clean, tag and enrich, and what comes
out in its title, body and captions is laid back upon the page and judged by sample_gold.jsonl:
exact and span F1 over all mentions, dates too; which mentions of one person, place or body are not
in one entity; and links. A nationality has its country's id there, so its country is what counts.
Ids in that file are yet to be checked: one that the knowledge base does not confirm is named.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from schemas.article import EnrichedArticle, RawArticle
from schemas.entity import EntityType, Mention
from service.knowledge import KnowledgeBase, load_knowledge
from service.stages.clean import clean
from service.stages.enrich import enrich
from service.stages.tag import load_tagger, tag
from service.training.scoring import scorer

Row = dict[str, Any]
Found = dict[tuple[int, int], Row]

GROUPED = ("PER", "LOC", "ORG")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", type=Path, help="the directory with sample_gold.jsonl")
    parser.add_argument("samples", type=Path, help="the directory with peace-talks.txt")
    options = parser.parse_args()
    gold = json.loads((options.data / "sample_gold.jsonl").read_text("utf-8"))
    page = (options.samples / "peace-talks.txt").read_text("utf-8")
    knowledge = load_knowledge()
    tagged = tag(clean(RawArticle(content=page)), tagger=load_tagger())
    found = laid_back(enrich(tagged, knowledge=knowledge), page)
    row = {"id": gold["id"], "entities": list(found.values())}
    score = scorer(options.data, "score_entities").score([gold], [row], types=None)
    for name in ("exact", "span"):
        figures = score[name]
        print(  # noqa: T201
            f"{name:<6}F1 {figures['f']:.1f}: {figures['tp']} right, "
            f"{figures['fp']} too many, {figures['fn']} missing"
        )
    for line in (*differences(gold, found), *groups(gold, found), *ids(gold, found, knowledge)):
        print(line)  # noqa: T201


def laid_back(article: EnrichedArticle, page: str) -> Found:
    """Each mention by its place on the page: type, name, entity's id, wikidata id, country."""
    entities = {entity.id: entity for entity in article.entities}
    mentions: list[tuple[str, Mention, EntityType, str | None]] = [
        (article.body, mention, entity.type, entity.id)
        for entity in article.entities
        for mention in entity.mentions
    ]
    for text, found in zip(
        (article.title or "", *article.captions),
        (article.title_mentions, *article.caption_mentions),
        strict=True,
    ):
        mentions += [(text, mention, mention.type, mention.entity) for mention in found]
    laid: Found = {}
    for text, mention, kind, which in mentions:
        start = _on_page(text, mention.start, page)
        entity = entities.get(which or "")
        laid[start, start + len(mention.text)] = {
            "start": start,
            "end": start + len(mention.text),
            "type": str(kind),
            "text": mention.text,
            "entity": which,
            "wikidata": entity.wikidata if entity else None,
            "country": entity.country if entity and kind is EntityType.NORP else None,
        }
    return laid


def _on_page(text: str, at: int, page: str) -> int:
    """Where on the page the place `at` of a cleaned field is; paragraphs are as they were."""
    begin = text.rfind("\n\n", 0, at) + 2 if "\n\n" in text[:at] else 0
    paragraph = text[begin:].partition("\n\n")[0]
    return page.index(paragraph) + at - begin


def differences(gold: Row, found: Found) -> Iterator[str]:
    """Mentions that are missing, too many, or of another type."""
    wanted = {(e["start"], e["end"]): e for e in gold["entities"]}
    for span in sorted(wanted.keys() - found.keys()):
        yield f"missing: {_shown(wanted[span])}"
    first, last = gold["eval_span"]
    for span in sorted(found.keys() - wanted.keys()):
        if first <= span[0] and span[1] <= last:
            yield f"too many: {_shown(found[span])}"


def _shown(mention: Row) -> str:
    return f"{mention['text']} ({mention['type']} at {mention['start']})"


def groups(gold: Row, found: Found) -> Iterator[str]:
    """How many people, places and bodies are one entity each, and which are not."""
    of_gold: dict[str, set[str]] = defaultdict(set)
    of_ours: dict[str, set[str]] = defaultdict(set)
    outside = []
    for mention in gold["entities"]:
        ours = found.get((mention["start"], mention["end"]))
        if mention["type"] in GROUPED and ours:
            if ours["entity"] is None:
                outside.append(_shown(mention))
                continue
            of_gold[mention["canonical"]].add(ours["entity"])
            of_ours[ours["entity"]].add(mention["canonical"])
    whole = sum(len(o) == 1 and all(len(of_ours[one]) == 1 for one in o) for o in of_gold.values())
    yield f"groups: {whole} of {len(of_gold)} right"
    yield from (f"split: {name} {sorted(o)}" for name, o in of_gold.items() if len(o) > 1)
    yield from (f"joined: {sorted(names)}" for names in of_ours.values() if len(names) > 1)
    if outside:
        yield f"in the title or a caption alone, so of no entity: {', '.join(outside)}"


def ids(gold: Row, found: Found, knowledge: KnowledgeBase) -> Iterator[str]:
    """Links that are right, wrong, missing or beside gold; and gold that nothing confirms."""
    entries = map(knowledge.entry, range(len(knowledge)))
    known = {entry.ids.get("wikidata"): entry for entry in entries}
    right = 0
    counted: dict[str, int] = defaultdict(int)
    for mention in gold["entities"]:
        which = mention["wikidata"]
        ours = found.get((mention["start"], mention["end"]))
        if ours is None or not (which or ours["wikidata"]):
            continue
        entry = known.get(which)
        by_country = ours["country"] and entry and entry.country == ours["country"]
        if which and (ours["wikidata"] == which or by_country):
            right += 1
        elif ours["wikidata"]:
            counted[f"link to check: {mention['text']} {ours['wikidata']}, gold {which}"] += 1
        else:
            counted[f"not linked: {mention['text']}, gold {which}"] += 1
    yield f"links: {right} mentions right"
    yield from counted
    linked = {(e["canonical"], e["wikidata"]) for e in gold["entities"] if e["wikidata"]}
    for name, which in sorted(linked):
        if which not in known:
            yield f"gold to check: {name} {which}, which the knowledge base does not have"


if __name__ == "__main__":
    main()
