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
EVENT, WORK = EntityType.EVENT, EntityType.WORK

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
IDS = {"P1566": "geonames", "P297": "iso", "P1278": "lei", "P249": "ticker"}


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
    """
    state = _resume(dump, kept, least_sitelinks)
    with dump.open("rb") as raw, kept.open("ab") as out:
        out.truncate(state.kept_bytes)
        stream = _decompressed(dump, raw)
        _skip(stream, state.position, lambda: progress(raw.tell()))
        for line in _lines(stream):
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
    claims = entity["claims"]
    sitelinks = len(entity["sitelinks"])
    kind = _kind(claims)
    labels = entity["labels"]
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
    aliases = [[one["value"], "en"] for one in entity.get("aliases", {}).get("en", ())]
    aliases += [[labels[code]["value"], code] for code in LANGUAGES if code in labels]
    point = _value(claims, "P625")
    country = _value(claims, "P17") or _value(claims, "P27")
    description = entity.get("descriptions", {}).get("en", {}).get("value")
    placed = isinstance(point, dict) and point["latitude"] is not None
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
    for claim in claims.get("P31", ()):
        value = claim["mainsnak"].get("datavalue", {}).get("value", {}).get("id")
        if value in CLASSES:
            return CLASSES[value]
    return next(((type_, kind) for name, type_, kind in PROPERTIES if name in claims), None)


def _value(claims: Mapping[str, Any], name: str) -> Any:
    """The preferred value of a claim, else the first that is not deprecated."""
    statements = [one for one in claims.get(name, ()) if one.get("rank") != "deprecated"]
    statements.sort(key=lambda one: one.get("rank") != "preferred")
    return statements[0]["mainsnak"].get("datavalue", {}).get("value") if statements else None


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


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """Whole lines; one that is too long to be an entity comes in pieces."""
    while line := stream.readline(LONGEST_LINE):
        yield line


def _resume(dump: Path, kept: Path, least_sitelinks: int) -> State:
    fresh = State(dump.name, dump.stat().st_size, least_sitelinks)
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
