"""Lists of entities in CSV or JSON lines: the project's own tables and a newsroom's.

Columns: `name` and `type` (PERSON, ORG, PLACE, NORP, EVENT, WORK, PRODUCT), then as wanted
`kind`, `description`, `country` (ISO 3166-1 alpha-2), `latitude`, `longitude`, `aliases` (with
"|" between them; in JSON also a list), `prior`, `source`, the ids `wikidata`, `geonames`,
`iso`, `lei`, `ticker`, and ids of the list's own as `id.NAME`.
"""

import csv
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from schemas.entity import EntityType
from service.knowledge.countries import CODES
from service.knowledge.names import key
from service.knowledge.writing import Alias, Record

NAMED = frozenset(
    {
        *("name", "type", "kind", "description", "country", "latitude", "longitude"),
        *("aliases", "prior", "source"),
    }
)
_NUMBERS = {"DATE", "TIME", "MONEY", "PERCENT", "QUANTITY"}
TYPES = frozenset(EntityType) - {EntityType(name) for name in _NUMBERS}
OWN_ID = re.compile(r"id\.([a-z][a-z0-9_]{0,30})")
LONGEST_LINE = 100_000  # code points
JSON_LINES = (".jsonl", ".ndjson")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")  # control characters, half characters


class ListError(ValueError):
    """A list cannot be used; the message names the file, the line and what is wrong with it."""


def read_list(path: Path) -> list[Record]:
    """The entities of a list, in its order.

    Raises ListError for anything that is not as described above, and for a name that is there
    twice with nothing to tell the two apart.
    """
    suffix = path.suffix.casefold()
    if suffix not in (".csv", *JSON_LINES):
        known = ", ".join((".csv", *JSON_LINES))
        raise ListError(f"{path}: a list is told by its ending, which is one of {known}")
    try:
        return _records(path, _json_rows(path) if suffix in JSON_LINES else _csv_rows(path))
    except OSError as error:
        raise ListError(f"cannot read {path}: {error.strerror}") from error


def _records(path: Path, rows: Iterable[tuple[int, dict[str, Any]]]) -> list[Record]:
    records, first = [], dict[tuple[object, ...], int]()
    for line, row in rows:
        try:
            record = _record(row)
        except ValueError as error:
            raise ListError(f"{path}, line {line}: {error}") from None
        same = (key(record.name), record.type, record.country, *sorted(record.ids.items()))
        if same in first:
            raise ListError(
                f"{path}, line {line}: {record.name!r} is already in line {first[same]}; "
                "give one of them an id or a country, or leave it out"
            )
        first[same] = line
        records.append(record)
    return records


def _csv_rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        try:
            columns = reader.fieldnames or ()
            if not {"name", "type"} <= set(columns):
                raise ListError(f"{path}, line 1: the columns `name` and `type` are needed")
            for column in columns:
                _check_column(column, f"{path}, line 1")
            if len(set(columns)) < len(columns):
                raise ListError(f"{path}, line 1: a column is there twice")
            for row in reader:
                if None in row or None in row.values():
                    raise ListError(
                        f"{path}, line {reader.line_num}: {len(columns)} columns are wanted"
                    )
                yield reader.line_num, row
        except csv.Error as error:
            raise ListError(f"{path}, line {reader.line_num + 1}: {error}") from None
        except UnicodeDecodeError:
            raise ListError(f"{path}, line {reader.line_num + 1}: not UTF-8") from None


def _json_rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    with path.open("rb") as file:
        for line, data in enumerate(file, 1):
            if not data.strip():
                continue
            try:
                row = json.loads(data)
            except ValueError:
                raise ListError(f"{path}, line {line}: not JSON") from None
            if not isinstance(row, dict):
                raise ListError(f"{path}, line {line}: not a JSON object")
            for column in row:
                _check_column(column, f"{path}, line {line}")
            yield line, {name: value for name, value in row.items() if value is not None}


def _check_column(column: str, place: str) -> None:
    if column not in NAMED and column not in ID_CHECKS and not OWN_ID.fullmatch(column):
        raise ListError(f"{place}: no such column: {column!r} (an id of your own is `id.NAME`)")


def _record(row: Mapping[str, Any]) -> Record:
    """The entity in a row; ValueError says what is wrong with it."""
    type_ = _text(row, "type").upper()
    if type_ not in TYPES:
        raise ValueError(f"no such type: {type_!r}")
    country = _text(row, "country").upper()
    if country and country not in CODES:
        raise ValueError(f"no such country: {country!r} (of ISO 3166-1, two letters, as in GB)")
    name = _name(_text(row, "name"))
    latitude, longitude = _number(row, "latitude", 90), _number(row, "longitude", 180)
    if (latitude is None) != (longitude is None):
        raise ValueError("latitude and longitude are wanted both or neither")
    prior = _number(row, "prior", math.inf)
    if prior is not None and prior <= 0:
        raise ValueError(f"prior {prior} is not above 0")
    return Record(
        name=name,
        type=EntityType(type_),
        kind=_text(row, "kind") or None,
        description=_text(row, "description") or None,
        country=country or None,
        latitude=latitude,
        longitude=longitude,
        ids=_ids(row),
        prior=1.0 if prior is None else prior,
        aliases=[Alias(_name(alias)) for alias in _aliases(row)],
    )


def _text(row: Mapping[str, Any], column: str) -> str:
    value = row.get(column, "")
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    return _plain(value, column)


def _plain(value: object, column: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{column} is not a text")
    if len(value) > LONGEST_LINE:
        raise ValueError(f"{column} is too long")
    if _UNPRINTABLE.search(value):
        raise ValueError(f"{column} has control characters, or half a character")
    return value.strip()


def _name(text: str) -> str:
    if not key(text):
        raise ValueError(f"{text[:40]!r} is no name (1 to 100 characters, some to tell it by)")
    return text


def _aliases(row: Mapping[str, Any]) -> list[str]:
    value = row.get("aliases", "")
    if isinstance(value, list):
        return [_plain(alias, "an alias") for alias in value]
    return [alias.strip() for alias in _text(row, "aliases").split("|") if alias.strip()]


def _number(row: Mapping[str, Any], column: str, limit: float) -> float | None:
    text = _text(row, column)
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        raise ValueError(f"{column} {text!r} is not a number") from None
    if not math.isfinite(number) or abs(number) > limit:
        raise ValueError(f"{column} {text} is out of range")
    return number


def _ids(row: Mapping[str, Any]) -> dict[str, str]:
    ids = {}
    for column in row:
        own = OWN_ID.fullmatch(column)
        if column not in ID_CHECKS and not own:
            continue
        if value := _text(row, column):
            if not own and not ID_CHECKS[column](value):
                raise ValueError(f"{value!r} is not a {column} id")
            ids[own[1] if own else column] = value
    return ids


def _is_lei(value: str) -> bool:
    """20 characters, the last two of which make it 1 modulo 97 (ISO 17442, ISO 7064)."""
    if not re.fullmatch("[0-9A-Z]{18}[0-9]{2}", value):
        return False
    return int("".join(str(int(character, 36)) for character in value)) % 97 == 1


def _matches(pattern: str) -> Callable[[str], bool]:
    return lambda value: re.fullmatch(pattern, value) is not None


ID_CHECKS: Mapping[str, Callable[[str], bool]] = {
    "wikidata": lambda value: (
        bool(re.fullmatch(r"Q[1-9]\d{0,9}", value)) and int(value[1:]) < 2**32
    ),
    "geonames": lambda value: bool(re.fullmatch(r"[1-9]\d{0,9}", value)) and int(value) < 2**32,
    "iso": _matches(r"[A-Z]{2}(-[A-Z0-9]{1,3})?"),
    "lei": _is_lei,
    "ticker": _matches(r"[A-Z0-9][A-Z0-9.:-]{0,14}"),
}
