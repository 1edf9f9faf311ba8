"""Entities out of a Wikidata dump as it is published: a JSON array, one entity a line.

https://www.wikidata.org/wiki/Wikidata:Database_download, licensed CC0. The dump is read as a
stream (bz2, gz or plain) and never held; what is kept goes to a file beside the output, with a
checkpoint, so a run that was stopped goes on where it was: at once in a plain file, and in a
compressed one after decompressing, without parsing, what was done before.
"""

import bz2
import gzip
import io
import os
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

import orjson

from schemas.entity import EntityType
from service.knowledge.countries import LANGUAGES
from service.knowledge.lists import ID_CHECKS
from service.knowledge.names import key
from service.knowledge.writing import Alias, Record

LEAST_SITELINKS = 15  # Wikipedias and sister projects that have a page on it
CHECKPOINT = 50_000  # lines
LONGEST_LINE = 64 * 2**20  # bytes; the longest entity today has about 4 MB
READ = 2**20  # bytes
MOST_ALIASES = 40
USUAL_SITELINKS = 30  # of a city of 100,000 people, whose prior is 1
PERSON, ORG, PLACE = EntityType.PERSON, EntityType.ORG, EntityType.PLACE
EVENT, WORK, NORP = EntityType.EVENT, EntityType.WORK, EntityType.NORP

# What an entity is by its class (P31), for the largest classes.
CLASSES: Mapping[str, tuple[EntityType, str | None]] = {
    "Q5": (PERSON, "person"),
    "Q6256": (PLACE, "country"),
    "Q3624078": (PLACE, "country"),
    "Q515": (PLACE, "city"),
    "Q5119": (PLACE, "capital"),
    "Q1549591": (PLACE, "city"),
    "Q1093829": (PLACE, "city"),
    "Q3957": (PLACE, "city"),
    "Q532": (PLACE, "city"),
    "Q486972": (PLACE, "city"),
    "Q4022": (PLACE, "river"),
    "Q8502": (PLACE, "mountain"),
    "Q23397": (PLACE, "lake"),
    "Q23442": (PLACE, "island"),
    "Q43229": (ORG, "organisation"),
    "Q4830453": (ORG, "company"),
    "Q7278": (ORG, "party"),
    "Q3918": (ORG, "university"),
    "Q163740": (ORG, "organisation"),
    "Q327333": (ORG, "agency"),
    "Q476028": (ORG, "club"),
    "Q178561": (EVENT, None),
    "Q198": (EVENT, None),
    "Q11424": (WORK, None),
    "Q482994": (WORK, None),
    "Q5398426": (WORK, None),
    "Q7725634": (WORK, None),
    "Q192350": (ORG, "ministry"),
    "Q484652": (ORG, "organisation"),  # international
    # By what is said of them, some of these would be works.
    "Q11032": (ORG, "media"),  # newspaper
    "Q1110794": (ORG, "media"),  # daily newspaper
    "Q41298": (ORG, "media"),  # magazine
    "Q15265344": (ORG, "media"),  # broadcaster
    "Q192283": (ORG, "agency"),  # of news
    "Q41710": (NORP, "group"),  # ethnic group
    "Q231002": (NORP, "group"),  # nationality
    "Q9174": (NORP, "group"),  # religion
}
# Thousands of smaller classes are told by what is said of their members; the first that is there.
PROPERTIES = (
    ("P569", PERSON, "person"),  # date of birth
    ("P625", PLACE, None),  # coordinates
    ("P159", ORG, "organisation"),  # headquarters
    ("P577", WORK, None),  # date of publication
    ("P585", EVENT, None),  # point in time
    ("P571", ORG, "organisation"),  # inception
)
IDS = {"P1566": "geonames", "P297": "iso", "P1278": "lei"}
LISTED, TICKER, DELISTED = "P414", "P249", "P582"  # at an exchange, under, until
EARTH = "/Q2"  # how the address ends of what coordinates are on


class DumpError(ValueError):
    """A dump cannot be read, or not to its end; the message names it."""


@dataclass(slots=True)
class State:
    """How far a dump was read. `position` is in bytes of the dump when decompressed."""

    dump: str
    size: int
    least_sitelinks: int
    position: int = 0
    lines: int = 0
    kept: int = 0
    kept_bytes: int = 0
    malformed: int = 0


def select(
    dump: Path,
    kept: Path,
    *,
    least_sitelinks: int = LEAST_SITELINKS,
    progress: Callable[[int], None] = lambda read: None,
) -> State:
    """Write the entities worth keeping to `kept`, a JSON line each; go on where it stopped.

    Lines that are no entity are counted and skipped. `progress` is told how many bytes of the
    dump's file have been read. `finish` says when the result is no longer wanted.
    Raises DumpError where the dump is not there, damaged or cut off, OSError where `kept` cannot
    be written.
    """
    try:
        size = dump.stat().st_size
    except OSError as error:
        raise DumpError(f"cannot read {dump}: {error.strerror}") from error
    state = _resume(State(dump.name, size, least_sitelinks), kept)
    with dump.open("rb") as raw, kept.open("ab") as out:
        out.truncate(state.kept_bytes)
        for line in _lines(dump, raw, state.position, progress):
            state.position += len(line)
            state.lines += 1
            row = _judge(line, state)
            if row is not None:
                out.write(row)
                state.kept += 1
                state.kept_bytes += len(row)
            if state.lines % CHECKPOINT == 0:
                out.flush()
                _save(kept, state)
                progress(raw.tell())
        out.flush()
        _save(kept, state)
        progress(raw.tell())
    return state


def records(kept: Path, countries: Mapping[str, str]) -> Iterator[Record]:
    """What `select` kept. `countries` are ISO codes by Wikidata id."""
    with kept.open("rb") as file:
        for line in file:
            row = orjson.loads(line)
            yield Record(
                name=row["name"],
                type=EntityType(row["type"]),
                kind=row["kind"],
                description=row["description"],
                country=countries.get(row["country"] or ""),
                latitude=row["latitude"],
                longitude=row["longitude"],
                ids=row["ids"],
                prior=(row["sitelinks"] / USUAL_SITELINKS) ** 1.5,
                aliases=[Alias(text, language) for text, language in row["aliases"]],
            )


def finish(kept: Path) -> None:
    """Remove what `select` left beside the output."""
    for path in (kept, _state_path(kept)):
        path.unlink(missing_ok=True)


def _judge(line: bytes, state: State) -> bytes | None:
    text = line.strip().rstrip(b",")
    if text in (b"", b"[", b"]"):
        return None
    if not (text.startswith(b"{") and text.endswith(b"}")):
        state.malformed += 1
        return None
    # Nine in ten have few pages; that is seen without parsing them.
    if text.count(b'"site":') < state.least_sitelinks:
        return None
    try:
        row = _row(orjson.loads(text), state.least_sitelinks)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        state.malformed += 1
        return None
    return orjson.dumps(row) + b"\n" if row else None


def _row(entity: Mapping[str, Any], least_sitelinks: int) -> dict[str, Any] | None:
    # A map without entries is written as a list without entries.
    claims = entity["claims"] or {}
    sitelinks = len(entity["sitelinks"])
    kind = _kind(claims)
    labels = entity["labels"] or {}
    label = labels.get("en") or labels.get("mul")
    wikidata = entity["id"]
    if sitelinks < least_sitelinks or not kind or not label or not key(label["value"]):
        return None
    if not ID_CHECKS["wikidata"](wikidata):
        raise ValueError(wikidata)
    ids = {"wikidata": wikidata}
    for claim, name in IDS.items():
        value = _value(claims, claim)
        if isinstance(value, str) and ID_CHECKS[name](value):
            ids[name] = value
    if ticker := _ticker(claims):
        ids["ticker"] = ticker
    others = entity.get("aliases") or {}
    aliases = [[one["value"], "en"] for one in others.get("en") or others.get("mul") or ()]
    aliases += [[labels[code]["value"], code] for code in LANGUAGES if code in labels]
    point = _value(claims, "P625")
    country = _value(claims, "P17") or _value(claims, "P27")
    description = (entity.get("descriptions") or {}).get("en", {}).get("value")
    placed = isinstance(point, dict) and point["latitude"] is not None
    placed = placed and point.get("globe", EARTH).endswith(EARTH)
    return {
        "name": label["value"],
        "type": kind[0],
        "kind": kind[1],
        "description": description,
        "country": country["id"] if isinstance(country, dict) else None,
        "latitude": float(point["latitude"]) if placed else None,
        "longitude": float(point["longitude"]) if placed else None,
        "ids": ids,
        "sitelinks": sitelinks,
        "aliases": aliases[:MOST_ALIASES],
    }


def _kind(claims: Mapping[str, Any]) -> tuple[EntityType, str | None] | None:
    for statement in _statements(claims, "P31"):
        value = _of_snak(statement["mainsnak"])
        if isinstance(value, dict) and value.get("id") in CLASSES:
            return CLASSES[value["id"]]
    told = ((type_, kind) for name, type_, kind in PROPERTIES if _statements(claims, name))
    return next(told, None)


def _ticker(claims: Mapping[str, Any]) -> str | None:
    """The symbol at the exchange that is preferred, else at the first; none of the past."""
    for statement in _statements(claims, LISTED):
        qualifiers = statement.get("qualifiers") or {}
        for snak in () if DELISTED in qualifiers else qualifiers.get(TICKER, ()):
            value = _of_snak(snak)
            if isinstance(value, str) and ID_CHECKS["ticker"](value):
                return value
    return None


def _value(claims: Mapping[str, Any], name: str) -> Any:
    """The preferred value of a claim, else the first; None where nobody knows it."""
    statements = _statements(claims, name)
    return _of_snak(statements[0]["mainsnak"]) if statements else None


def _statements(claims: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """What is said of an entity and not deprecated, the preferred first."""
    statements = [one for one in claims.get(name, ()) if one.get("rank") != "deprecated"]
    return sorted(statements, key=lambda one: one.get("rank") != "preferred")


def _of_snak(snak: Mapping[str, Any]) -> Any:
    return snak.get("datavalue", {}).get("value")


def _decompressed(dump: Path, raw: BinaryIO) -> BinaryIO:
    if dump.suffix == ".bz2":
        return cast(BinaryIO, io.BufferedReader(cast(Any, bz2.BZ2File(raw)), READ))
    if dump.suffix == ".gz":
        return cast(BinaryIO, io.BufferedReader(cast(Any, gzip.GzipFile(fileobj=raw)), READ))
    return raw


def _skip(stream: BinaryIO, position: int, progress: Callable[[], None]) -> None:
    if not isinstance(stream, io.BufferedReader) or isinstance(stream.raw, io.FileIO):
        stream.seek(position)
        return
    while position > 0 and (data := stream.read(min(position, 64 * READ))):
        position -= len(data)
        progress()


def _lines(
    dump: Path, raw: BinaryIO, position: int, progress: Callable[[int], None]
) -> Iterator[bytes]:
    """Whole lines from a position on; one that is too long to be an entity comes in pieces."""
    stream = _decompressed(dump, raw)
    try:
        _skip(stream, position, lambda: progress(raw.tell()))
        while line := stream.readline(LONGEST_LINE):
            yield line
    except (OSError, EOFError, zlib.error) as error:
        raise DumpError(f"{dump} is damaged or cut off: {error}") from error


def _resume(fresh: State, kept: Path) -> State:
    with suppress(OSError, ValueError, TypeError):
        state = State(**orjson.loads(_state_path(kept).read_bytes()))
        same = (state.dump, state.size, state.least_sitelinks) == (
            fresh.dump,
            fresh.size,
            fresh.least_sitelinks,
        )
        if same and kept.stat().st_size >= state.kept_bytes:
            return state
    return fresh


def _save(kept: Path, state: State) -> None:
    part = _state_path(kept).with_suffix(".part")
    part.write_bytes(orjson.dumps(asdict(state)))
    os.replace(part, _state_path(kept))


def _state_path(kept: Path) -> Path:
    return kept.with_name(f"{kept.name}.state")
