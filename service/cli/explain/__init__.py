"""`copydesk explain`"""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import IO, TYPE_CHECKING

import click

from service.cli.errors import Failure
from service.cli.produce import FILE, known_suffixes

if TYPE_CHECKING:
    from service.explain.page import Explained
    from service.explain.story import Story

CLEAN = "clean"
STAGES = (CLEAN, "tag", "enrich")


@click.command()
@click.argument("files", nargs=-1, required=True, type=FILE, callback=known_suffixes)
@click.option(
    "--html",
    "report_file",
    type=click.File("w", encoding="utf-8"),
    metavar="FILE.html",
    help="Write a report for the browser instead; - is standard output.",
)
@click.option("--charset", help="Encoding of the pages as their server named it.")
def explain(files: tuple[str, ...], report_file: IO[str] | None, charset: str | None) -> None:
    """Show why pages are cleaned as they are, and what is found in the articles.

    FILES are pages (.html, .htm, .txt), one article each, or JSON lines (.jsonl), a raw article
    each; - is standard input, JSON lines or one page. Each line is shown with its class, with the
    probability that it is the article's text, and with what moved that most. The article follows
    with its entities in the colours of their types, then what is known of each. What cannot be
    read is named; then the exit status is 1.
    """
    explain_files(files, report_file, charset=charset)


def explain_files(
    files: Sequence[str],
    report_file: IO[str] | None = None,
    stages: Sequence[str] = STAGES,
    charset: str | None = None,
) -> None:
    """Explain what `stages` make of the articles in `files`, on the terminal or in a report.

    They follow one another; the first says of which kind the articles are.
    Raises Failure in the end if there was something that is no article.
    """
    bad: list[str] = []
    if report_file is not None:
        from service.explain.html import report

        for piece in report(_explained(files, stages, charset, bad)):
            report_file.write(piece)
    else:
        from rich.console import Console

        from service.cli.explain.show import show

        console = Console()
        for item in _explained(files, stages, charset, bad):
            for part in show(item):
                console.print(part)
    for line in bad:
        click.echo(line, err=True)
    if bad:
        raise Failure(f"{len(bad)} could not be read")


def _explained(
    files: Sequence[str], stages: Sequence[str], charset: str | None, bad: list[str]
) -> "Iterator[Explained | Story]":
    """Each article explained; what is no article goes to `bad`."""
    from schemas.codec import Invalid, Undecodable, decode
    from service.app import pipeline_of
    from service.client.files import Bad, read_articles
    from service.explain.story import explained
    from service.settings import read_settings

    steps = [step for step in pipeline_of(read_settings()) if step.name in stages]
    run, knowledge = [], None
    for step in steps:
        if step.name != CLEAN:
            loaded = {name: load() for name, load in step.resources.items()}
            run.append(partial(step.stage, **loaded))
            knowledge = loaded.get("knowledge")
    for item in read_articles(files, charset):
        if isinstance(item, Bad):
            bad.append(f"{item.where}: {item.why}")
            continue
        try:
            article = decode(item.value, steps[0].source.event)
        except Undecodable as error:
            bad.append(f"{item.where}: {error}")
            continue
        except Invalid as error:
            bad.append(f"{item.where}: {f'{error.pointer}: ' if error.pointer else ''}{error}")
            continue
        yield explained(article, item.where, run, knowledge)
