"""`copydesk demo`"""

from dataclasses import replace
from pathlib import Path

import click

from service.cli.errors import FAILED, USAGE, Failure
from service.cli.produce import FILE, known_suffixes

HEEDED = ("tagger", "tagger_model", "taggers", "knowledge")


@click.command()
@click.argument(
    "files",
    nargs=-1,
    type=FILE,
    callback=known_suffixes,
)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print the enriched events on standard output, a JSON line each, as they are in Kafka; "
    "all else goes to standard error.",
)
@click.pass_context
def demo(ctx: click.Context, files: tuple[str, ...], as_json: bool) -> None:
    """Articles through the whole pipeline, on this machine alone.

    Starts a broker and a worker, sends FILES (.html, .htm, .txt, .jsonl, - for standard input)
    or the sample articles through all topics, prints what comes out, and ends both. Needs no
    Kafka and no settings, but heeds COPYDESK_TAGGER, COPYDESK_TAGGER_MODEL, COPYDESK_TAGGERS and
    COPYDESK_KNOWLEDGE.

    The exit status is 1 if one of FILES could not be sent or became a dead letter. One of the
    samples becomes a dead letter on purpose.
    """
    from service.client.files import Article, Bad, read_articles, sample_files

    stages = _stage_settings()
    items = list(read_articles(files or sample_files()))
    bad = [item for item in items if isinstance(item, Bad)]
    for item in bad:
        if item.where in files:  # the file itself, not one of its lines
            raise Failure(f"{item.where}: {item.why}", USAGE)
        click.echo(f"{item.where}: {item.why}", err=True)
    articles = [item for item in items if isinstance(item, Article)]
    for note in filter(None, (article.note for article in articles)):
        click.echo(note, err=True)
    if not articles:
        raise Failure("no article in these files")

    if not files:  # where the samples are installed is of no interest
        articles = [replace(article, where=Path(article.where).name) for article in articles]

    from service.cli.demo.run import run
    from service.cli.demo.show import show
    from service.cli.demo.worker import WorkerFailed

    try:
        results = run(articles, stages)
    except WorkerFailed as error:
        click.echo(error.log, err=True)
        raise Failure(str(error)) from error
    show(results, as_json)
    if bad or results.refused or (files and results.dead_letters):
        ctx.exit(FAILED)


def _stage_settings() -> dict[str, str]:
    """What the stages are made of, as variables for a worker that runs in another folder.

    All other settings are as if nobody had set them. Raises SettingsError for what cannot be had.
    """
    from service.app import pipeline_of
    from service.settings import Settings, read_settings

    fields = Settings.model_fields.items()
    found = read_settings(
        **{name: field.get_default() for name, field in fields if name not in HEEDED}
    )
    pipeline_of(found)
    values = {
        "COPYDESK_TAGGER": found.tagger,
        "COPYDESK_TAGGER_MODEL": found.tagger_model,
        "COPYDESK_TAGGERS": ",".join(found.taggers),
        "COPYDESK_KNOWLEDGE": found.knowledge and str(found.knowledge.absolute()),
    }
    return {name: value for name, value in values.items() if value}
