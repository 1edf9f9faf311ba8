"""`copydesk generate`, for those who work on copydesk itself"""

from pathlib import Path

import click

from service.cli.errors import FAILED, Failure


@click.command()
@click.option("--check", is_flag=True, help="Only name what is stale; exit 1 if anything is.")
@click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    show_default=True,
    help="The project's folder.",
)
@click.pass_context
def generate(ctx: click.Context, check: bool, root: Path) -> None:
    """Make anew the files of the project that are made from code.

    For those who work on copydesk itself, in the folder with its source.
    """
    from service.generate import files
    from service.generate.settings_table import settings_table
    from service.settings import PREFIX, Settings

    try:
        made = files.made(root, {("README.md", "settings"): settings_table(Settings, PREFIX)})
    except files.NoRegion as error:
        raise Failure(str(error)) from error
    paths = files.stale(made) if check else files.write(made)
    for path in paths:
        click.echo(str(path))
    if check and paths:
        click.echo("stale; `make generate` makes them anew", err=True)
        ctx.exit(FAILED)
