"""`copydesk kb`"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from service.cli.errors import FAILED, USAGE, Failure

if TYPE_CHECKING:
    from service.knowledge import Candidate, KnowledgeBase

FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def kb() -> None:
    """Build and look into the knowledge base: what copydesk knows of the world.

    `enrich` links names by the one that comes with copydesk, or by the one of your own that
    COPYDESK_KNOWLEDGE names. `info` and `lookup` show the same, unless told another.

    \b
    copydesk kb build --out house.kb --list house.csv
    copydesk kb lookup "Acme Widgets" --kb house.kb
    COPYDESK_KNOWLEDGE=house.kb copydesk run < articles.jsonl > enriched.jsonl
    """


@kb.command()
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default="world.kb",
    show_default=True,
    metavar="FILE",
    help="The file to write; it is replaced once the new one is whole.",
)
@click.option(
    "--list",
    "lists",
    type=FILE,
    multiple=True,
    metavar="FILE",
    help="A list of your own, .csv, .jsonl or .ndjson; may be given more than once.",
)
@click.option(
    "--wikidata",
    type=FILE,
    metavar="FILE",
    help="A Wikidata dump: latest-all.json.bz2, .gz or .json.",
)
@click.option(
    "--sitelinks",
    type=click.IntRange(1, 1000),
    default=15,
    show_default=True,
    metavar="N",
    help="Of the dump, what has pages in at least N wikis.",
)
def build(out: Path, lists: tuple[Path, ...], wikidata: Path | None, sitelinks: int) -> None:
    """Make a knowledge base from the installed data, your lists and a Wikidata dump.

    A list has the columns name and type (PERSON, ORG, PLACE, NORP, EVENT, WORK, PRODUCT) and as
    wanted kind, description, country, latitude, longitude, aliases (with | between them), prior,
    wikidata, geonames, iso, lei, ticker, and ids of your own as id.NAME.

    A dump may be interrupted: the same command goes on where it stopped. The exit status is 2 if a
    list or the dump cannot be used, 1 if the file cannot be written; nothing is replaced then.
    """
    from service.knowledge import KnowledgeError
    from service.knowledge.build import build as make
    from service.knowledge.lists import ListError, read_list
    from service.knowledge.wikidata import DumpError, finish

    kept = out.with_name(f"{out.name}.wikidata") if wikidata else None
    try:
        if wikidata and kept:
            for path in lists:  # now rather than after hours of reading
                read_list(path)
            _select(wikidata, kept, sitelinks)
        count = make(out, lists, kept)
    except (ListError, KnowledgeError, DumpError) as error:
        raise Failure(str(error), USAGE) from error
    except OSError as error:
        raise Failure(f"cannot write {error.filename or out}: {error.strerror}") from error
    if kept:
        finish(kept)
    click.echo(f"{out}: {count:,} entities, {out.stat().st_size / 1e6:.1f} MB")


@kb.command()
@click.argument("file", type=FILE, required=False)
def info(file: Path | None) -> None:
    """Say what a knowledge base holds: FILE, or else the one that is used for linking.

    The exit status is 2 if the file is none.
    """
    from service.knowledge.base import default_path
    from service.knowledge.build import sources_of_ids

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
    if base.path == default_path():
        one, two, more = sources_of_ids()
        click.echo(
            f"  Wikidata ids from one source beside Wikidata {one:,}, two {two:,}, more {more:,}"
        )


@kb.command()
@click.argument("name")
@click.option(
    "--kb",
    "file",
    type=FILE,
    metavar="FILE",
    help="Another knowledge base than the one that is used for linking.",
)
@click.option("--json", "as_json", is_flag=True, help="A JSON line for each meaning, with all ids.")
@click.pass_context
def lookup(ctx: click.Context, name: str, file: Path | None, as_json: bool) -> None:
    """What NAME may mean, the most likely first, each with its share.

    The exit status is 1 if nothing is known by the name, 2 if the knowledge base is none.
    """
    from service.cli.render import printable

    found = _opened(file).lookup(name)
    for candidate in found:
        if as_json:
            import orjson

            click.echo(orjson.dumps(_facts(candidate)))
        else:
            click.echo(printable(_line(candidate)))
    if not found:
        click.echo(f"nothing is known by the name {printable(name)!r}", err=True)
        ctx.exit(FAILED)


def _facts(candidate: "Candidate") -> dict[str, Any]:
    entry = candidate.entry
    facts = {
        "share": round(candidate.share, 4),
        "name": entry.name,
        "alias": candidate.alias,
        "language": candidate.language,
        "type": entry.type.value,
        "kind": entry.kind,
        "description": entry.description,
        "country": entry.country,
        "division": entry.division,
        "latitude": entry.latitude,
        "longitude": entry.longitude,
        "ids": dict(entry.ids),
    }
    return {name: value for name, value in facts.items() if value is not None}


def _line(candidate: "Candidate") -> str:
    entry = candidate.entry
    ids = " ".join(f"{key}:{value}" for key, value in entry.ids.items())
    where = entry.division or entry.country
    told = (entry.type.value, entry.kind, where, entry.description)
    what = " ".join(part for part in told if part)
    placed = entry.latitude is not None and entry.longitude is not None
    place = f" {entry.latitude:.3f},{entry.longitude:.3f}" if placed else ""
    via = f' as "{candidate.alias}"' if candidate.alias != entry.name else ""
    return f"{candidate.share:6.1%}  {entry.name}{via}  {what}{place}  {ids}".rstrip()


def _opened(file: Path | None) -> "KnowledgeBase":
    """The knowledge base in a file; without one, that of the settings."""
    from service.knowledge import KnowledgeError, load_knowledge
    from service.settings import SettingsError, read_settings

    if file:
        return load_knowledge(file)
    try:
        return load_knowledge(read_settings().knowledge)
    except KnowledgeError as error:
        raise SettingsError(f"COPYDESK_KNOWLEDGE: {error}") from error


def _select(dump: Path, kept: Path, sitelinks: int) -> None:
    """Read a dump, with a bar on a terminal meanwhile, and say what was found."""
    from rich.console import Console
    from rich.progress import Progress

    from service.knowledge.wikidata import select

    console = Console(stderr=True)
    # Where there is no terminal, a bar would leave a blank line.
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(dump.name, total=dump.stat().st_size if dump.exists() else None)
        state = select(
            dump,
            kept,
            least_sitelinks=sitelinks,
            progress=lambda read: bar.update(task, completed=read),
        )
    found = f"{dump.name}: {state.lines:,} lines, {state.kept:,} entities kept, "
    found += f"{state.malformed:,} malformed lines skipped"
    if not state.kept:
        raise Failure(f"{found}; a dump has an entity in each line", USAGE)
    click.echo(found, err=True)
