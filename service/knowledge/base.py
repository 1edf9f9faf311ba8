"""A knowledge base, read where it lies: the file is mapped, so processes share its memory."""

import mmap
import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from schemas.entity import EntityType
from service.knowledge.entry import Candidate, Entry
from service.knowledge.layout import (
    DEGREE,
    ENTRY_ARRAYS,
    FULL_WEIGHT,
    MAGIC,
    NOWHERE,
    PREFIX,
    dtype,
)
from service.knowledge.names import LONGEST_NAME, digest, key

TYPES = tuple(EntityType)
KEPT = 4096  # names whose meanings are kept in memory


class KnowledgeError(ValueError):
    """A file is no knowledge base, or none that this can read; the message says why."""


class KnowledgeBase:
    """Entries by name and by row. Its memory is the file's, mapped: shared between processes.

    `engine` says what it was made from, for the provenance. Pickling carries the file's path.
    """

    def __init__(self, path: Path, header: Mapping[str, Any], data: memoryview) -> None:
        self.path = path
        self.engine: str = header["engine"]
        self.inputs: str = header["inputs"]
        self.sources: list[str] = header["sources"]
        self.size = len(data)  # bytes, without the header
        self._kinds: list[str | None] = header["kinds"]
        self._languages: list[str | None] = header["languages"]
        self._divisions: list[str | None] = header["divisions"]
        self._columns = {
            name: np.frombuffer(data, dtype(name), count=length, offset=start)
            for name, (start, length) in header["arrays"].items()
        }
        self._text = self._columns["text"].data
        self._digests = self._columns["digest"]
        # News names the same few thousand over and over.
        self._looked_up = lru_cache(maxsize=KEPT)(self._lookup)

    @classmethod
    def open(cls, path: Path | str) -> "KnowledgeBase":
        """The knowledge base in a file.

        Raises KnowledgeError where the file cannot be read, or is none of ours.
        """
        path = Path(path)
        try:
            file = path.open("rb")
        except OSError as error:
            raise KnowledgeError(f"cannot read {path}: {error.strerror}") from error
        with file:
            start = file.read(PREFIX)
            if len(start) < PREFIX or start[:7] != MAGIC[:7]:
                raise KnowledgeError(
                    f"{path} is not a knowledge base; `copydesk kb build` makes one"
                )
            if start[7] != MAGIC[7]:
                raise KnowledgeError(
                    f"{path} is a knowledge base of version {start[7]}, and this copydesk reads "
                    f"version {MAGIC[7]}; `copydesk kb build` makes one"
                )
            mapped = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        if zlib.crc32(mapped[12:]) != int.from_bytes(start[8:12], "little"):
            raise KnowledgeError(f"{path} is damaged; `copydesk kb build` makes it anew")
        end = PREFIX + int.from_bytes(start[12:16], "little")
        return cls(path, orjson.loads(mapped[PREFIX:end]), mapped[end:])

    def __len__(self) -> int:
        return len(self._columns["name"])

    def __reduce__(self) -> tuple[Callable[..., "KnowledgeBase"], tuple[str]]:
        return KnowledgeBase.open, (str(self.path),)

    @property
    def names(self) -> int:
        """How many names it knows, each counted once for each entry that it may mean."""
        return len(self._digests)

    def lookup(self, name: str) -> tuple[Candidate, ...]:
        """What `name` may mean, the most likely first; of equals the one with the lower row.

        Case, accents, hyphens, full stops and a leading "the" do not matter, except that two
        or three capitals ("US", "U.K.", "WHO") are initials and nothing else.
        """
        return self._looked_up(name) if len(name) <= LONGEST_NAME else ()

    def _lookup(self, name: str) -> tuple[Candidate, ...]:
        wanted = key(name)
        if not wanted:
            return ()
        number = np.uint64(digest(wanted))
        start = int(self._digests.searchsorted(number))
        found: list[tuple[float, int, str, str | None]] = []
        for place in range(start, len(self._digests)):
            if self._digests[place] != number:
                break
            alias = self._string(self._columns["alias"][place])
            if key(alias) == wanted:
                row = int(self._columns["entry"][place])
                weight = int(self._columns["weight"][place]) / FULL_WEIGHT
                score = weight * float(self._columns["prior"][row])
                language = self._languages[self._columns["language"][place]]
                found.append((score, row, alias, language))
        total = sum(score for score, *_ in found)
        return tuple(
            Candidate(self.entry(row), alias, language, score / total)
            for score, row, alias, language in sorted(found, key=lambda one: (-one[0], one[1]))
        )

    def entry(self, row: int) -> Entry:
        """The entry in a row. Raises IndexError where there is none."""
        if not 0 <= row < len(self):
            raise IndexError(f"no row {row} in a knowledge base of {len(self)}")
        value = {name: self._columns[name][row] for name in ENTRY_ARRAYS}
        placed = value["latitude"] != NOWHERE
        return Entry(
            row=row,
            name=self._string(value["name"]),
            type=TYPES[value["type"]],
            kind=self._kinds[value["kind"]],
            description=self._string(value["description"]) or None,
            country=value["country"].decode() or None,
            division=self._divisions[value["division"]],
            latitude=int(value["latitude"]) / DEGREE if placed else None,
            longitude=int(value["longitude"]) / DEGREE if placed else None,
            ids=self._ids(row),
            prior=float(value["prior"]),
        )

    def counts(self) -> dict[tuple[EntityType, str | None], int]:
        """How many entries there are of each type and kind."""
        pairs = zip(self._columns["type"].tolist(), self._columns["kind"].tolist(), strict=True)
        found = Counter(pairs)
        return {(TYPES[type_], self._kinds[kind]): n for (type_, kind), n in found.items()}

    def id_counts(self) -> dict[str, int]:
        """How many entries have an id of each kind."""
        return dict(Counter(name for row in range(len(self)) for name in self._ids(row)))

    def _ids(self, row: int) -> dict[str, str]:
        ids = {}
        if wikidata := int(self._columns["wikidata"][row]):
            ids["wikidata"] = f"Q{wikidata}"
        if geonames := int(self._columns["geonames"][row]):
            ids["geonames"] = str(geonames)
        for line in self._string(self._columns["ids"][row]).splitlines():
            name, _, value = line.partition("=")
            ids[name] = value
        return ids

    def _string(self, position: int) -> str:
        start = int(position)
        if not start:
            return ""
        end = start
        while self._text[end]:
            end += 1
        return bytes(self._text[start:end]).decode()


def load_knowledge(path: Path | str | None = None) -> KnowledgeBase:
    """The knowledge base in the file at `path`; by default the one that comes with copydesk."""
    return KnowledgeBase.open(path or default_path())


def default_path() -> Path:
    """Where the knowledge base lies that comes with copydesk."""
    return Path(str(resources.files("service.knowledge"))) / "world.kb"
