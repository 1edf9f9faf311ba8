"""Writing a knowledge base: the same records make the same file, byte for byte."""

import os
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from schemas.entity import EntityType
from service.knowledge.base import KnowledgeError
from service.knowledge.layout import (
    DEGREE,
    ENTRY_ARRAYS,
    FULL_WEIGHT,
    MAGIC,
    NAME_ARRAYS,
    NOWHERE,
    aligned,
    dtype,
)
from service.knowledge.names import digest, key

MOST_CODES = 2**8 - 1  # what a byte holds
MOST_DIVISIONS = 2**16 - 1  # what two hold
TYPES = tuple(EntityType)


@dataclass(frozen=True, slots=True)
class Alias:
    """A name. `weight` in (0, 1] says how sure it is to mean its entry, beside other names."""

    text: str
    language: str | None = None
    weight: float = 1.0


@dataclass(slots=True)
class Record:
    """An entry to be written; fields as in `Entry`. Its name need not be among its aliases."""

    name: str
    type: EntityType
    kind: str | None = None
    description: str | None = None
    country: str | None = None
    division: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    ids: dict[str, str] = field(default_factory=dict)
    prior: float = 1.0
    aliases: list[Alias] = field(default_factory=list)


class _Texts:
    """Texts one after the other, each once."""

    def __init__(self) -> None:
        self.data = bytearray(1)
        self._places: dict[str, int] = {"": 0}

    def place(self, text: str | None) -> int:
        text = text or ""
        if text not in self._places:
            self._places[text] = len(self.data)
            self.data += text.encode().replace(b"\0", b" ") + b"\0"
        return self._places[text]


class _Codes:
    """Small numbers for few words; 0 is none."""

    def __init__(self, what: str, most: int = MOST_CODES) -> None:
        self._what = what
        self._most = most
        self._numbers: dict[str | None, int] = {None: 0}

    @property
    def words(self) -> list[str | None]:
        return list(self._numbers)

    def code(self, word: str | None) -> int:
        """The number of `word`. Raises KnowledgeError when there are too many for their array."""
        number = self._numbers.setdefault(word, len(self._numbers))
        if number > self._most:
            raise KnowledgeError(f"more than {self._most} {self._what}; too many with {word!r}")
        return number


def write(
    path: Path, records: Sequence[Record], *, engine: str, inputs: str, sources: Sequence[str]
) -> None:
    """Write the records, the first in row 0, and put the file in its place once it is whole.

    Raises KnowledgeError for more kinds than a file can hold, OSError where it cannot be written.
    """
    texts, kinds, languages = _Texts(), _Codes("kinds of entity"), _Codes("languages")
    divisions = _Codes("divisions of countries", MOST_DIVISIONS)
    entries = [_entry_values(record, texts, kinds, divisions) for record in records]
    columns: dict[str, Any] = {name: [values[name] for values in entries] for name in ENTRY_ARRAYS}
    names = sorted(
        values for row, record in enumerate(records) for values in _name_values(row, record)
    )
    columns["digest"] = [number for number, *_ in names]
    columns["entry"] = [row for _, row, *_ in names]
    columns["alias"] = [texts.place(text) for _, _, text, *_ in names]
    columns["language"] = [languages.code(language or None) for *_, language, _ in names]
    columns["weight"] = [weight for *_, weight in names]
    columns["text"] = np.frombuffer(bytes(texts.data), np.uint8)

    arrays, parts, position = {}, [], 0
    for name in (*ENTRY_ARRAYS, *NAME_ARRAYS, "text"):
        data = np.array(columns[name], dtype(name)).tobytes()
        arrays[name] = (position, len(columns[name]))
        parts.append(data.ljust(aligned(len(data)), b"\0"))
        position += len(parts[-1])
    header = orjson.dumps(
        {
            "engine": engine,
            "inputs": inputs,
            "sources": list(sources),
            "kinds": kinds.words,
            "languages": languages.words,
            "divisions": divisions.words,
            "arrays": arrays,
        }
    )
    header = header.ljust(aligned(len(header)))
    body = b"".join([len(header).to_bytes(4, "little"), header, *parts])
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(MAGIC + zlib.crc32(body).to_bytes(4, "little") + body)
    os.replace(part, path)


def _entry_values(
    record: Record, texts: _Texts, kinds: _Codes, divisions: _Codes
) -> dict[str, Any]:
    ids = dict(record.ids)
    placed = record.latitude is not None and record.longitude is not None
    return {
        "name": texts.place(record.name),
        "type": TYPES.index(record.type),
        "kind": kinds.code(record.kind),
        "country": (record.country or "").encode(),
        "division": divisions.code(record.division),
        "description": texts.place(record.description),
        "latitude": round((record.latitude or 0) * DEGREE) if placed else NOWHERE,
        "longitude": round((record.longitude or 0) * DEGREE) if placed else NOWHERE,
        "wikidata": int(ids.pop("wikidata", "Q0")[1:]),
        "geonames": int(ids.pop("geonames", "0")),
        "ids": texts.place("\n".join(f"{name}={value}" for name, value in sorted(ids.items()))),
        "prior": record.prior,
    }


def _name_values(row: int, record: Record) -> list[tuple[int, int, str, str, int]]:
    """The names of a record, one for each key: the surest, and of those the first given."""
    best: dict[str, Alias] = {}
    for alias in (Alias(record.name), *record.aliases):
        wanted = key(alias.text)
        if wanted and (wanted not in best or alias.weight > best[wanted].weight):
            best[wanted] = alias
    return [
        (
            digest(wanted),
            row,
            alias.text,
            alias.language or "",
            max(1, round(alias.weight * FULL_WEIGHT)),
        )
        for wanted, alias in best.items()
    ]
