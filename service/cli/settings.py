"""`copydesk settings`"""

import click


@click.command()
def settings() -> None:
    """Print every setting: its variable, its value, and whether that is the default.

    Settings come from the environment and from a file `.env` in the working directory; the
    environment wins. Secrets are hidden.
    """
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
