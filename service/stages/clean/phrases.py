"""Wording that gives page furniture away, read from furniture.txt."""

from collections.abc import Mapping
from importlib.resources import files

from schemas.article import Removal


def _load(kind: str) -> Mapping[Removal, tuple[str, ...]]:
    """The phrases of one kind ("whole", "start" or "inside"), in the order of the file."""
    found: dict[Removal, tuple[str, ...]] = {}
    reason: Removal | None = None
    for line in files(__package__).joinpath("furniture.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            section, _, name = line.strip("[]").partition(" ")
            reason = Removal(name) if section == kind else None
        elif reason is not None and line and not line.startswith("#"):
            found[reason] = (*found.get(reason, ()), *(part.strip() for part in line.split("|")))
    return found


WHOLE = _load("whole")
START = _load("start")
INSIDE = _load("inside")
