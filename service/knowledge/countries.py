"""Names of countries and their parts: pycountry (LGPL 2.1) and babel's CLDR (Unicode licence).

ISO codes are facts; the names in other languages are those of the Unicode Common Locale Data
Repository (https://cldr.unicode.org).
"""

from collections.abc import Iterator
from typing import Any

import pycountry
from babel import Locale

from schemas.entity import EntityType
from service.knowledge.country_names import INITIALS, OTHER_NAMES
from service.knowledge.names import key
from service.knowledge.writing import Alias, Record

# The languages with the most readers, beside English.
LANGUAGES = (
    *("ar", "bn", "cs", "da", "de", "el", "es", "fa", "fi", "fr", "he", "hi", "hu", "id", "it"),
    *("ja", "ko", "nl", "no", "pl", "pt", "ro", "ru", "sv", "th", "tr", "uk", "vi", "zh"),
)
# Kinds of parts that news names by themselves; a municipality or a commune is too small.
STATE_TYPES = frozenset({"State", "Province", "Region", "Land", "Oblast", "Republic"})
REGION_TYPES = frozenset(
    {
        "Administrative region", "Autonomous community", "Autonomous region", "Canton", "Country",
        "Department", "Emirate", "Federal district", "Governorate", "Metropolitan region",
        "Prefecture", "Special administrative region", "Territory", "Union territory",
        "Administrative territory", "Autonomous republic", "County", "Nation",
        "Council area", "Two-tier county", "Unitary authority",
    }
)  # fmt: skip
# Words that say where in its country a part lies, or what it is. A name of nothing else could be
# that of any part of the world, and needs its kind: "West Region", "Gulf Province", "Rivers State".
_WHERE = frozenset(
    {
        *("north", "south", "east", "west", "northern", "southern", "eastern", "western"),
        *("central", "centre", "far", "upper", "lower"),
        *("coast", "delta", "gulf", "highlands", "littoral", "plateau", "rivers"),
    }
)
PART_PRIOR = 1.5
# ISO 3166-1 alpha-2, and XK, which it leaves to its users and they have given to Kosovo.
CODES = frozenset({"XK", *(country.alpha_2 for country in pycountry.countries)})


def name_countries(records: list[Record]) -> None:
    """Add to the countries what ISO, CLDR and the news call them."""
    by_code = {record.country: record for record in records if record.country}
    for country in pycountry.countries:
        record = by_code.get(country.alpha_2)
        if record:
            for field in ("name", "common_name", "official_name"):
                name = getattr(country, field, None)
                # "Congo, The Democratic Republic of the" is an entry of a register, not a name
                if name and "," not in name:
                    record.aliases.append(Alias(name, "en"))
    for name, code in (*OTHER_NAMES.items(), *INITIALS.items()):
        by_code[code].aliases.append(Alias(name, "en"))
    for language in LANGUAGES:
        territories = Locale(language).territories
        for code, state in by_code.items():
            if name := territories.get(code):
                state.aliases.append(Alias(name, language, 0.9))


def names_of_parts() -> set[str]:
    """The folded names of states, provinces and regions."""
    return {key(name) for _, name in _named_parts()}


def _named_parts() -> Iterator[tuple[Any, str]]:
    for part in sorted(pycountry.subdivisions, key=lambda part: part.code):
        name = part.name.split(" [")[0].split(" (")[0].removesuffix("*")
        if part.type in STATE_TYPES | REGION_TYPES and "," not in name and "/" not in name:
            yield part, name


def first_order(code: str) -> str | None:
    """The first-order division that an ISO 3166-2 code names or lies in; None for no such code."""
    part = pycountry.subdivisions.get(code=code)
    while part and part.parent_code:
        part = pycountry.subdivisions.get(code=part.parent_code)
    return part.code if part else None


def parts(taken: set[tuple[str, str]]) -> list[Record]:
    """States, provinces and regions, but for those of the US and for whose name is `taken`.

    `taken` holds pairs of country and folded name: most often the part's chief city, which news
    means by the name.
    """
    records = []
    for part, name in _named_parts():
        if part.country_code != "US" and (part.country_code, key(name)) not in taken:
            records.append(
                Record(
                    name=f"{name} {part.type}" if _WHERE.issuperset(key(name).split()) else name,
                    type=EntityType.PLACE,
                    kind="state" if part.type in STATE_TYPES else "region",
                    country=part.country_code,
                    division=first_order(part.code),
                    ids={"iso": part.code},
                    prior=PART_PRIOR,
                )
            )
    return records
