"""How fast the stages tag and enrich are beside spaCy: `python -m tests.eval.stages_speed [LOAD]`.

LOAD is a file of raw pages, JSON lines with `text`, compressed. Pages are cleaned first. Then each
English article goes through both stages as it does in the service, one at a time. Each tenth is
timed, and its body goes through spaCy's small English pipeline, too, as it is installed: so the
tagger knows as many words as a worker would by then, and the load of the machine weighs on all
alike. One run, one core, processor time.
"""

import argparse
import gc
import gzip
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console
from rich.table import Table

from schemas.article import CleanedArticle, RawArticle
from service.knowledge import load_knowledge
from service.stages import Rejected
from service.stages.clean import clean
from service.stages.enrich import enrich
from service.stages.tag import load_tagger, tag
from service.stages.tag.spacy_backend import MODEL, load_spacy

EVERY = 10  # of so many articles one is timed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("load", type=Path, nargs="?")
    parser.add_argument("--articles", type=int, help="at most so many; default: all")
    parser.add_argument("--every", type=int, default=EVERY, help="which of them are timed")
    options = parser.parse_args()
    if options.load is None:
        Console().print("no LOAD=pages.jsonl.gz: the speed of whole stages is not measured")
        return
    import spacy  # here, because it takes a second

    tagger, knowledge = load_tagger(), load_knowledge()
    stock, names_only = spacy.load(MODEL), load_spacy()
    articles = _cleaned(options.load, options.articles)
    gc.freeze()  # as the service's processes do
    seconds: dict[str, float] = {}

    def timed(name: str, work: Callable[..., Any], *given: Any, **kept: Any) -> Any:
        start = time.process_time()
        result = work(*given, **kept)
        seconds[name] = seconds.get(name, 0.0) + time.process_time() - start
        return result

    chosen = articles[options.every - 1 :: options.every]
    for number, article in enumerate(articles, start=1):
        if number % options.every:
            enrich(tag(article, tagger=tagger), knowledge=knowledge)
            continue
        tagged = timed("tag", tag, article, tagger=tagger)
        timed("enrich", enrich, tagged, knowledge=knowledge)
        timed("of tag: find names again", tagger.find, [article.body])
        timed("spaCy, names only", names_only.find, [article.body])
        timed("spaCy, whole", stock, article.body)
    seconds["tag + enrich"] = seconds["tag"] + seconds["enrich"]
    count = len(chosen)
    words = sum(len(article.body.split()) for article in chosen)
    times = "x spaCy, whole", "x spaCy, names only"
    table = Table(f"{count} of {len(articles)} articles", "ms each", "words a second", *times)
    for name, own in seconds.items():
        table.add_row(
            name,
            f"{1000 * own / count:.1f}",
            f"{words / own:,.0f}",
            f"{seconds['spaCy, whole'] / own:.1f}",
            f"{seconds['spaCy, names only'] / own:.1f}",
        )
    Console(width=120).print(table)


def _cleaned(load: Path, wanted: int | None) -> list[CleanedArticle]:
    articles: list[CleanedArticle] = []
    with gzip.open(load) as lines:
        for line in lines:
            page = orjson.loads(line)
            try:
                article = clean(RawArticle(content=page["text"], url=page.get("url")))
            except Rejected:
                continue
            if article.language == "en":
                articles.append(article)
            if len(articles) == wanted:
                break
    return articles


if __name__ == "__main__":
    main()
