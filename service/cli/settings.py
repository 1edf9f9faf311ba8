"""`copydesk settings`"""

from pathlib import Path

import click

from service.cli.errors import Failure

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--markdown", is_flag=True, help="A table of all settings with their defaults.")
@click.option("--write", type=_FILE, help="Put that table into this file, between its markers.")
@click.option("--check", type=_FILE, help="Verify that this file has that table; else exit 1.")
def settings(markdown: bool, write: Path | None, check: Path | None) -> None:
    """Print every setting: its variable, its value, and whether that is the default.

    Settings come from the environment and from a file `.env` in the working directory; the
    environment wins. Secrets are hidden.
    """
    if markdown or write or check:
        _table(write, check)
        return
    from service.settings import PREFIX, read_settings

    found = read_settings()
    for name in type(found).model_fields:
        line = f"{PREFIX}{name.upper()}={_shown(getattr(found, name))}"
        origin = "" if name in found.model_fields_set else "# default"
        click.echo(f"{line:<55} {origin}".rstrip())


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    # A secret is eight stars as a string, whatever its length.
    return ",".join(value) if isinstance(value, tuple) else str(value)


def _table(write_to: Path | None, check_in: Path | None) -> None:
    from service.generate import settings_table
    from service.settings import PREFIX, Settings

    table = settings_table.settings_table(Settings, PREFIX)
    try:
        if write_to is not None:
            settings_table.write(write_to, table)
        elif check_in is None:
            click.echo(table)
        elif not settings_table.check(check_in, table):
            raise Failure(
                f"{check_in}: the table of settings is stale; "
                f"`copydesk settings --write {check_in}` makes it anew"
            )
    except settings_table.NoRegion as error:
        raise Failure(str(error)) from error
