"""`copydesk schemas`"""

from pathlib import Path

import click


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def schemas(folder: Path) -> None:
    """Write the JSON Schema of each event to FOLDER."""
    from service.generate import json_schemas

    folder.mkdir(parents=True, exist_ok=True)
    for name, text in json_schemas.files().items():
        path = folder / Path(name).name
        path.write_text(text, encoding="utf-8")
        click.echo(str(path))
