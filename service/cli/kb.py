"""`copydesk kb`"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.cli.errors import Failure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.knowledge import KnowledgeBase
    from service.knowledge.writing import Record

FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def kb() -> None:
    """Build and look into the knowledge base: what copydesk knows of the world."""


@kb.command()
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default="world.kb",
    show_default=True,
    help="The file to write.",
)
@click.option(
    "--list",
    "lists",
    type=FILE,
    multiple=True,
    help="A list of your own, CSV or JSON lines; may be given more than once.",
)
@click.option("--wikidata", type=FILE, help="A Wikidata dump: latest-all.json.bz2, .gz or .json.")
@click.option(
    "--sitelinks",
    type=click.IntRange(1, 1000),
    default=15,
    show_default=True,
    help="Of the dump, what has pages in at least so many wikis.",
)
def build(out: Path, lists: tuple[Path, ...], wikidata: Path | None, sitelinks: int) -> None:
    """Make a knowledge base from the installed data, your lists and a Wikidata dump.

    A dump may be interrupted: the same command goes on where it stopped.
    """
    from service.knowledge.build import build as make
    from service.knowledge.lists import ListError
    from service.knowledge.wikidata import finish

    kept = out.with_name(f"{out.name}.wikidata")
    try:
        count = make(out, lists, _from_dump(wikidata, kept, sitelinks) if wikidata else ())
    except (ListError, OSError, EOFError) as error:
        raise Failure(str(error)) from error
    if wikidata:
        finish(kept)
    click.echo(f"{out}: {count:,} entities, {out.stat().st_size / 1e6:.1f} MB")


@kb.command()
@click.argument("file", type=FILE, required=False)
def info(file: Path | None) -> None:
    """Say what a knowledge base holds; without FILE, the one that comes with copydesk."""
    base = _opened(file)
    click.echo(f"{base.path}: {base.size / 1e6:.1f} MB")
    click.echo(f"{len(base):,} entities, {base.names:,} names")
    click.echo(f"made by {base.engine}, inputs {base.inputs[:16]}")
    for (type_, kind), count in sorted(base.counts().items(), key=lambda item: -item[1]):
        click.echo(f"  {count:>9,}  {type_.value:<8} {kind or ''}".rstrip())
    for name, count in base.id_counts().items():
        click.echo(f"  {count:>9,}  with {name} id")
    for source in base.sources:
        click.echo(f"  source: {source}")
    if file is None:
        from service.knowledge.build import sources_of_ids

        one, two, more = sources_of_ids()
        click.echo(
            f"  Wikidata ids from one source beside Wikidata {one:,}, two {two:,}, more {more:,}"
        )


@kb.command()
@click.argument("name")
@click.option("--kb", "file", type=FILE, help="Another knowledge base than the shipped one.")
@click.pass_context
def lookup(ctx: click.Context, name: str, file: Path | None) -> None:
    """What NAME may mean, the most likely first; exit status 1 if nothing is known."""
    from service.cli.errors import FAILED
    from service.cli.render import printable

    found = _opened(file).lookup(name)
    for candidate in found:
        entry = candidate.entry
        ids = " ".join(f"{key}:{value}" for key, value in entry.ids.items())
        what = " ".join(
            part for part in (entry.type.value, entry.kind, entry.country, entry.description)
            if part
        )  # fmt: skip
        place = f" {entry.latitude:.3f},{entry.longitude:.3f}" if entry.latitude else ""
        via = f' as "{candidate.alias}"' if candidate.alias != entry.name else ""
        line = f"{candidate.share:6.1%}  {entry.name}{via}  {what}{place}  {ids}"
        click.echo(printable(line.rstrip()))
    if not found:
        click.echo(f"nothing is known by the name {printable(name)!r}", err=True)
        ctx.exit(FAILED)


def _opened(file: Path | None) -> "KnowledgeBase":
    from service.knowledge import KnowledgeError, load_knowledge

    try:
        return load_knowledge(file)
    except (KnowledgeError, OSError) as error:
        raise Failure(str(error)) from error


def _from_dump(dump: Path, kept: Path, sitelinks: int) -> "Iterator[Record]":
    """The entities of a dump, with a bar on a terminal while it is read."""
    from rich.console import Console
    from rich.progress import Progress

    from service.knowledge.build import country_codes
    from service.knowledge.wikidata import records, select

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(dump.name, total=dump.stat().st_size)
        state = select(
            dump,
            kept,
            least_sitelinks=sitelinks,
            progress=lambda read: bar.update(task, completed=read),
        )
    click.echo(
        f"{dump.name}: {state.lines:,} lines, {state.kept:,} entities kept, "
        f"{state.malformed:,} malformed lines skipped",
        err=True,
    )
    yield from records(kept, country_codes())
