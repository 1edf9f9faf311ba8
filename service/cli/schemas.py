"""`copydesk schemas`"""

from pathlib import Path

import click

from service.cli.errors import FAILED


def _default_folder() -> Path:
    import schemas

    return Path(next(iter(schemas.__path__))) / "json"


_folder = click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=_default_folder,
    show_default="schemas/json",
    help="Where the schemas are.",
)


@click.group()
def schemas() -> None:
    """The JSON Schemas of the events, made from the models."""


@schemas.command()
@_folder
def export(folder: Path) -> None:
    """Write a JSON Schema for each event."""
    from service.generate import json_schemas

    for path in json_schemas.export(folder):
        click.echo(str(path))


@schemas.command()
@_folder
@click.pass_context
def check(ctx: click.Context, folder: Path) -> None:
    """Say which schemas are not what the models say; exit status 1 if any."""
    from service.generate import json_schemas

    differences = json_schemas.check(folder)
    for line in differences:
        click.echo(line)
    if differences:
        click.echo("`copydesk schemas export` makes them anew", err=True)
        ctx.exit(FAILED)
