"""Every file that is made from code, from one list, so that none goes stale unnoticed.

A page that is only partly ours has a region between `<!-- name -->` and `<!-- /name -->`.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from service.generate import alerts, dashboards, json_schemas, keda, metrics_table, strimzi

Files = Mapping[str, str]  # path from the project's root -> content

MAKERS: tuple[Callable[[], Files], ...] = (
    json_schemas.files,
    metrics_table.files,
    dashboards.files,
    alerts.files,
    strimzi.files,
    keda.files,
)


class NoRegion(ValueError):
    """A page has no place for what is made; the message says which."""


def made(root: Path, tables: Mapping[tuple[str, str], str]) -> dict[Path, str]:
    """What every generated file should hold.

    `tables` are Markdown for the regions of pages, by (path, name of the region).
    Raises NoRegion.
    """
    files = {root / path: text for maker in MAKERS for path, text in maker().items()}
    for (path, name), table in tables.items():
        page = root / path
        files[page] = _replaced(page, files.get(page) or _read(page), name, table)
    return files


def write(files: Mapping[Path, str]) -> list[Path]:
    """Write what differs; returns the files that it changed."""
    changed = stale(files)
    for path in changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(files[path], encoding="utf-8")
    return changed


def stale(files: Mapping[Path, str]) -> list[Path]:
    """The files that are missing or hold something else."""
    return [path for path, text in files.items() if _read(path) != text]


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _replaced(page: Path, text: str, name: str, table: str) -> str:
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, opening, rest = text.partition(begin)
    _, closing, after = rest.partition(end)
    if not opening or not closing:
        raise NoRegion(f"{page}: no region between {begin} and {end}")
    return f"{before}{begin}\n{table}\n{end}{after}"
