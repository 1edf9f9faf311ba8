"""How fast the stages tag and enrich are beside spaCy: `python -m tests.eval.stages_speed [LOAD]`.

LOAD is a file of raw pages, JSON lines with `text`, compressed. Pages are cleaned first. Then each
article goes through both stages as it does in the service, one at a time, and its body through
spaCy's small English pipeline, as it is installed. What is timed takes turns, article by article,
so that the load of the machine weighs on all of it alike. One run, one core, processor time.
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

WARM_UP = 100  # articles that are not timed: a worker has read some already
TIMED = 60


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("load", type=Path, nargs="?")
    parser.add_argument("--articles", type=int, default=TIMED)
    parser.add_argument("--warm-up", type=int, default=WARM_UP)
    options = parser.parse_args()
    if options.load is None:
        Console().print("no LOAD=pages.jsonl.gz: the speed of whole stages is not measured")
        return
    import spacy  # here, because it takes a second

    tagger, knowledge = load_tagger(), load_knowledge()
    stock, names_only = spacy.load(MODEL), load_spacy()
    articles = _cleaned(options.load, options.warm_up + options.articles)
    gc.freeze()  # as the service's processes do
    seconds: dict[str, float] = {}

    def timed(name: str, work: Callable[..., Any], *given: Any, **kept: Any) -> Any:
        start = time.process_time()
        result = work(*given, **kept)
        seconds[name] = seconds.get(name, 0.0) + time.process_time() - start
        return result

    for number, article in enumerate(articles):
        tagged = timed("tag", tag, article, tagger=tagger)
        timed("enrich", enrich, tagged, knowledge=knowledge)
        timed("of tag: find names", tagger.find, [article.body])
        if number < options.warm_up:
            seconds.clear()
            continue
        timed("spaCy, names only", names_only.find, [article.body])
        timed("spaCy, whole", stock, article.body)
    seconds["tag + enrich"] = seconds["tag"] + seconds["enrich"]
    count = len(articles) - options.warm_up
    words = sum(len(article.body.split()) for article in articles[options.warm_up :])
    times = "x spaCy, whole", "x spaCy, names only"
    table = Table(f"{count} articles", "ms each", "words a second", *times)
    for name, own in seconds.items():
        table.add_row(
            name,
            f"{1000 * own / count:.1f}",
            f"{words / own:,.0f}",
            f"{seconds['spaCy, whole'] / own:.1f}",
            f"{seconds['spaCy, names only'] / own:.1f}",
        )
    Console(width=120).print(table)


def _cleaned(load: Path, wanted: int) -> list[CleanedArticle]:
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
