"""The results of a demo, for a person or as JSON lines."""

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from schemas.article import EnrichedArticle, RawArticle
from schemas.codec import decode
from schemas.deadletter import DeadLetter
from service.cli.demo.flow import Outcome, Results
from service.cli.render import render
from service.client.files import Article
from service.topology import PIPELINE


def show(results: Results, as_json: bool) -> None:
    """Print what became of each article, in the order of the input, and the time per stage.

    As JSON: the enriched events on standard output, all else on standard error.
    """
    out = click.get_binary_stream("stdout")
    console = Console(stderr=as_json)
    for article, outcome in results.outcomes():
        if as_json and isinstance(outcome, bytes):
            out.write(outcome + b"\n")
        else:
            _print(console, article, outcome)
    out.flush()
    console.print(_times(results))
    console.print(_summary(results))
    for bad in results.refused:
        click.echo(f"{bad.where}: {bad.why} (a real Kafka takes larger ones)", err=True)


def _print(console: Console, article: Article, outcome: Outcome) -> None:
    if isinstance(outcome, DeadLetter):
        console.print(render(outcome, label=article.where))
    else:
        # It has passed, so its raw article is a valid one.
        raw_length = len(decode(article.value, RawArticle).content)
        event = decode(outcome, EnrichedArticle)
        console.print(render(event, label=article.where, raw_length=raw_length))
    console.print()


def _times(results: Results) -> Table:
    table = Table("stage", box=None, pad_edge=False)
    table.add_column("articles", justify="right")
    table.add_column("mean ms", justify="right")
    for step in PIPELINE:
        count, seconds = results.stage_times.get(step.name, (0, 0.0))
        mean = f"{seconds / count * 1000:.1f}" if count else "–"
        table.add_row(step.name, str(count), mean)
    return table


def _summary(results: Results) -> Text:
    sent, dead = len(results.outcomes()), results.dead_letters
    return Text(
        f"\n{sent - dead} of {sent} articles enriched, {dead} dead letter{'s' * (dead != 1)}, "
        f"{results.seconds:.1f} s through all topics",
        "bold",
    )
