"""What a knowledge base holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from schemas.entity import EntityType


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing of the world.

    `country` is ISO 3166-1 alpha-2; of a nationality, the country that it points to. `division` is
    the country's first-order division that a place lies in or is, by ISO 3166-2 ("US-ME"); None
    where nobody has told. Coordinates are WGS 84 degrees. `ids` has some of wikidata, geonames,
    iso, lei, ticker, or a house list's own. `prior` (> 0) says how often news names the entry,
    beside other entries: a city of 100,000 people has 1.
    """

    row: int
    name: str
    type: EntityType
    kind: str | None = None
    description: str | None = None
    country: str | None = None
    division: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    ids: Mapping[str, str] = field(default_factory=dict)
    prior: float = 1.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that a name may mean.

    `alias` is the name as stored, in `language` (ISO 639-1; null where it is of no language or
    of many). `share` is the probability of the entry given the name and nothing else.
    """

    entry: Entry
    alias: str
    language: str | None
    share: float
