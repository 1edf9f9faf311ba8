"""`copydesk produce`"""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.cli.errors import Failure

if TYPE_CHECKING:
    from service.client.produce import Produced
    from service.settings import Settings

FILE = click.Path(exists=True, dir_okay=False, readable=True, allow_dash=True)


def known_suffixes(
    ctx: click.Context, param: click.Parameter, paths: tuple[str, ...]
) -> tuple[str, ...]:
    """Refuse files whose kind nobody could tell, before anything is sent."""
    from service.client.files import STDIN, SUFFIXES

    for path in paths:
        if path != STDIN and Path(path).suffix.lower() not in SUFFIXES:
            raise click.BadParameter(f"{path} is none of {', '.join(SUFFIXES)}")
    return paths


@click.command()
@click.argument("files", nargs=-1, type=FILE, callback=known_suffixes)
@click.option("--samples", is_flag=True, help="Send the sample articles that come with copydesk.")
@click.option("--charset", help="Encoding of the pages as their server named it.")
def produce(files: tuple[str, ...], samples: bool, charset: str | None) -> None:
    """Send articles to the raw topic of the Kafka at COPYDESK_BROKER.

    FILES are pages (.html, .htm, .txt), one article each, or JSON lines (.jsonl), a raw article
    each, sent as they are; - is standard input, JSON lines or one page. Waits until the broker
    has confirmed every article and says how many it has. Lines that are not JSON are named and
    left out; then the exit status is 1.
    """
    import asyncio

    from service.client.files import sample_files
    from service.settings import read_settings

    if samples == bool(files):
        raise click.UsageError("Give either FILES or --samples")
    produced = asyncio.run(_produce(files or sample_files(), read_settings(), charset))
    count = f"{produced.confirmed} article{'' if produced.confirmed == 1 else 's'} confirmed"
    for bad in produced.bad:
        click.echo(f"{bad.where}: {bad.why}", err=True)
    if produced.bad:
        raise Failure(f"{count}, {len(produced.bad)} could not be sent")
    click.echo(count)


async def _produce(files: tuple[str, ...], settings: "Settings", charset: str | None) -> "Produced":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from schemas.topics import RAW
    from service.app import connection, require_topic
    from service.client.feed import from_thread
    from service.client.files import Article, Bad, read_articles
    from service.client.produce import produce

    broker = connection(settings)
    topic = await require_topic(settings, broker, RAW)
    bad: list[Bad] = []
    progress = Progress(
        TextColumn("confirmed"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        disable=not Console(stderr=True).is_terminal,
    )
    task = progress.add_task("confirmed", total=0)

    async def articles() -> AsyncIterator[Article]:
        read = 0
        async for item in from_thread(read_articles(files, charset)):
            if isinstance(item, Bad):
                bad.append(item)
                continue
            if item.note:
                progress.console.print(item.note, markup=False, highlight=False)
            read += 1
            progress.update(task, total=read)
            yield item

    with progress:
        produced = await produce(
            broker,
            topic,
            articles(),
            RAW.max_message_bytes,
            lambda so_far: progress.update(task, completed=so_far.confirmed),
        )
    produced.bad[:0] = bad
    return produced
