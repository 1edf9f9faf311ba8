"""A made knowledge base: a few entries by name."""

from schemas.entity import EntityType
from service.knowledge import Candidate, Entry


class Known:
    """Entries by each of their names; a name's share follows the priors."""

    engine = "known 1"

    def __init__(self, *entries: tuple[Entry, tuple[str, ...]]) -> None:
        self._entries: dict[str, list[tuple[Entry, str]]] = {}
        for entry, aliases in entries:
            for alias in (entry.name, *aliases):
                self._entries.setdefault(alias.casefold(), []).append((entry, alias))

    def lookup(self, name: str) -> tuple[Candidate, ...]:
        found = self._entries.get(name.casefold(), [])
        total = sum(entry.prior for entry, _ in found)
        weighed = [Candidate(entry, alias, None, entry.prior / total) for entry, alias in found]
        return tuple(sorted(weighed, key=lambda one: -one.share))


def place(
    row: int,
    name: str,
    kind: str,
    country: str,
    prior: float,
    *aliases: str,
    division: str | None = None,
) -> tuple[Entry, tuple[str, ...]]:
    entry = Entry(
        row=row,
        name=name,
        type=EntityType.PLACE,
        kind=kind,
        country=country,
        division=division,
        latitude=float(row),
        longitude=-float(row),
        ids={"geonames": str(row), "wikidata": f"Q{row}", "iso": f"X{row}"},
        prior=prior,
    )
    return entry, aliases


def other(
    row: int, name: str, kind: EntityType, country: str | None, prior: float, *aliases: str
) -> tuple[Entry, tuple[str, ...]]:
    entry = Entry(
        row, name, kind, kind.value.lower(), f"president called {name}", country, prior=prior
    )
    return entry, aliases


WORLD = Known(
    place(1, "Washington", "capital", "US", 28, "Washington, D.C."),
    place(2, "Washington", "state", "US", 20),
    place(3, "United States", "country", "US", 3000, "U.S."),
    place(4, "Paris", "capital", "FR", 85),
    place(5, "Paris", "city", "US", 0.25, division="US-TX"),
    place(6, "Texas", "state", "US", 20, division="US-TX"),
    place(7, "Georgia", "country", "GE", 57),
    place(8, "Georgia", "state", "US", 20),
    place(9, "Atlanta", "city", "US", 8),
    place(10, "Tbilisi", "capital", "GE", 40),
    place(11, "Springfield", "city", "US", 1.5),
    place(12, "Springfield", "city", "US", 1.4),
    place(13, "Moscow", "capital", "RU", 415),
    place(14, "French", "territory", "PF", 1, "French Polynesia"),
    place(15, "Portland", "city", "US", 6.5, division="US-OR"),
    place(16, "Portland", "city", "US", 0.7, division="US-ME"),
    place(17, "Maine", "state", "US", 20, division="US-ME"),
    place(18, "Augusta", "city", "US", 0.4, division="US-OR"),
    place(19, "Augusta", "city", "US", 0.2, division="US-ME"),
    other(20, "Russian", EntityType.NORP, "RU", 50),
    other(21, "Vladimir Putin", EntityType.PERSON, "RU", 50, "Putin"),
    other(22, "Food and Drug Administration", EntityType.ORG, "US", 10, "FDA"),
)
