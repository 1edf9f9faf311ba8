"""What the curated tables say, brought together with the packages: places, surnames, towns."""

from collections import defaultdict
from collections.abc import Iterable, Set
from dataclasses import replace

from schemas.entity import EntityType
from service.knowledge.names import key
from service.knowledge.writing import Alias, Record

DIVISIONS = frozenset({"country", "state", "region"})
KNOWN_BY_SURNAME = 4.0  # prior from which the news calls a person by the surname alone
SURNAME_WEIGHT = 0.3  # beside the full name; who else has it may be meant as well
CALLED_BY_TOWN = 1.0  # the most that news calls a body by its town's name, as a prior
SURNAME_FIRST = frozenset({"CN", "HK", "KP", "KR", "TW", "VN"})


class Divisions:
    """Countries, states and regions by name, so that the tables do not have them twice."""

    def __init__(self, places: Iterable[Record]) -> None:
        self._by_name: dict[str, list[Record]] = defaultdict(list)
        for place in places:
            self._by_name[key(place.name)].append(place)

    def settle(self, row: Record) -> bool:
        """Give a division the ISO code of the one that it is; False where it is to be left out.

        Of one country it is that country's division of the name. Without a country it is the
        only place of its name, if that is a division; where the two have other Wikidata ids,
        nobody can tell what it is, and it is left out.
        """
        if row.type is not EntityType.PLACE or row.kind not in DIVISIONS:
            return True
        named = self._by_name.get(key(row.name), [])
        divisions = [place for place in named if place.kind in DIVISIONS and "iso" in place.ids]
        if row.country:
            divisions = [place for place in divisions if place.country == row.country]
        elif len(named) > 1:
            return True
        if len(divisions) != 1:
            return True
        (place,) = divisions
        ids = {place.ids.get("wikidata"), row.ids.get("wikidata")} - {None}
        if len(ids) > 1:
            return False
        row.ids["iso"] = place.ids["iso"]
        return True


def name_by_surname(rows: Iterable[Record]) -> None:
    """Add to well-known people their surname, by which a text may call them."""
    for row in rows:
        words = row.name.split()
        if row.type is not EntityType.PERSON or row.prior < KNOWN_BY_SURNAME or len(words) < 2:
            continue
        surname = words[0] if row.country in SURNAME_FIRST else words[-1]
        # Not "Leo XIV", "Margrethe II of Denmark", "Albert II, Prince of Monaco".
        if not surname.isupper() and "of" not in words:
            row.aliases.append(Alias(surname, weight=SURNAME_WEIGHT))


def weigh_names_of_towns(rows: Iterable[Record], cities: Set[str]) -> None:
    """Let a town's name rather mean the town than a body: Boston is seldom the Red Sox.

    `cities` are the folded names of cities.
    """
    for row in rows:
        if row.type is EntityType.ORG:
            weight = min(1.0, CALLED_BY_TOWN / row.prior)
            row.aliases = [
                replace(alias, weight=weight) if key(alias.text) in cities else alias
                for alias in row.aliases
            ]
