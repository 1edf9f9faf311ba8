"""Texts with names marked by hand, as tokens with the labels that are allowed for each.

A set that does not mark a type says nothing of it: there every label of the types that it lacks is
allowed where it marks nothing. Tweets are written unlike news, but have many names that nothing
else under an open licence has; they count for less.
"""

import gzip
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from schemas.entity import EntityType
from service.stages.tag.fast.index import Ids, Ints
from service.stages.tag.fast.tokens import Tokens, tokenize
from service.stages.tag.trimming import trimmed

# OTHER is what else has a name: works, products, laws. The data does not tell those apart, so they
# are learned as what is none of the others, and never reported.
TYPES = ("PERSON", "ORG", "PLACE", "NORP", "EVENT", "OTHER")
LABELS = ("O", *(f"{part}-{kind}" for kind in TYPES for part in "BI"))
NUMBER = {label: number for number, label in enumerate(LABELS)}

CORE = frozenset({"PERSON", "ORG", "PLACE"})
OTHER = frozenset(TYPES) - CORE
# How nationalities and faiths end in English, for sets that have one class for all such names.
_DEMONYM = re.compile(
    r"[A-Z]\w+(?:ian|ean|ans?|ese|ish|eli|elis|aqi|aqis|ani|anis|emeni|Dutch|lims?|ists?|ics?)s?"
    r"|Dutch|French|Greeks?|Czechs?|Thais?|Swiss|Jews?|Arabs?|Kurds?|Turks?|Danes?|Germans?|Hindus?"
)


@dataclass(frozen=True, slots=True)
class Source:
    """A file of rows: what its types mean, which types it marks wherever they occur, and how much
    each of its tokens counts."""

    file: str
    kinds: Mapping[str, frozenset[str]]
    marks: frozenset[str] = CORE
    weight: float = 1.0
    vague: bool = False  # a name of several possible types may be none


def _one(kind: str) -> frozenset[str]:
    return frozenset({kind})


TWEETS = 0.3  # how much a token of a tweet counts
_BASIC = {"PER": _one("PERSON"), "ORG": _one("ORG"), "LOC": _one("PLACE")}
SOURCES = (
    Source("dev/gum_ner.jsonl.gz", {**_BASIC, "EVENT": _one("EVENT")}, CORE | {"EVENT"}),
    Source(
        "dev/gum_other.jsonl.gz",
        {
            **_BASIC,
            "EVENT": _one("EVENT"),
            "ABSTRACT": OTHER,
            "OBJECT": OTHER,
        },
        CORE | {"EVENT"},
        vague=True,
    ),
    Source("dev/wikigold.jsonl.gz", {**_BASIC, "MISC": OTHER}, frozenset(TYPES)),
    Source("dev/uner_ewt_test.jsonl.gz", _BASIC),
    Source("train/uner_dev.jsonl.gz", _BASIC),
    Source(
        "dev/re3d.jsonl.gz",
        {
            "Person": _one("PERSON"),
            "Organisation": _one("ORG"),
            "Location": _one("PLACE"),
            "Nationality": _one("NORP"),
        },
        CORE | {"NORP"},
        0.5,
    ),
    Source("train/btc_train.jsonl.gz", _BASIC, weight=TWEETS),
    Source("dev/btc_f_h.jsonl.gz", _BASIC, weight=TWEETS),
    Source(
        "dev/wnut17_test.jsonl.gz",
        {
            "person": _one("PERSON"),
            "location": _one("PLACE"),
            "corporation": _one("ORG"),
            "group": frozenset({"ORG", "NORP", "OTHER"}),
            "creative-work": OTHER,
            "product": OTHER,
        },
        weight=TWEETS,
    ),
)
OPEN = ("CC BY", "OGL", "APACHE")
CLOSED = ("-NC", "-ND", "MIXED")


@dataclass(frozen=True, slots=True)
class Document:
    """A text, its tokens, and [tokens, labels]: whether a label may be.

    `names` are (start, end, type) in code points, those of one type only. `credit` says whose text
    it is and under what licence. `hints` are more features of tokens (see silver.py).
    """

    id: str
    source: str
    text: str
    tokens: Tokens
    allowed: NDArray[np.bool_]
    weight: float
    names: frozenset[tuple[int, int, str]]
    credit: str
    hints: Sequence[tuple[Ints | None, Ids]] = ()


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a file of JSON lines."""
    with gzip.open(path) as lines:
        for line in lines:
            yield orjson.loads(line)


def documents(folder: Path, sources: Sequence[Source] = SOURCES) -> Iterator[Document]:
    """All rows that may be learned from: those under an open licence."""
    for source in sources:
        for row in rows(folder / source.file):
            licence = str(row.get("licence", "")).upper()
            if not any(name in licence for name in OPEN) or any(n in licence for n in CLOSED):
                continue
            tokens = tokenize([row["text"]])
            if len(tokens):
                spans = _outermost(row, source)
                yield Document(
                    f"{source.file}#{row['id']}",
                    source.file,
                    row["text"],
                    tokens,
                    _allowed(spans, tokens, source),
                    source.weight,
                    frozenset((s, e, min(kinds)) for s, e, kinds in spans if len(kinds) == 1),
                    f"{row['source']}: {row['licence']}",
                )


def _outermost(row: Mapping[str, Any], source: Source) -> list[tuple[int, int, frozenset[str]]]:
    """The names of a row; of names within names the outermost, as a reader would mark it."""
    spans = [span for span in (_span(row["text"], e, source) for e in row["entities"]) if span]
    outermost: list[tuple[int, int, frozenset[str]]] = []
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not outermost or span[0] >= outermost[-1][1]:
            outermost.append(span)
    return outermost


def _allowed(
    spans: Sequence[tuple[int, int, frozenset[str]]], tokens: Tokens, source: Source
) -> NDArray[np.bool_]:
    allowed = np.zeros((len(tokens), len(LABELS)), bool)
    allowed[:, 0] = True
    capital = np.array([word[:1].isupper() for word in tokens.words])
    for kind in TYPES:
        if kind not in source.marks:
            for part in "BI":
                allowed[capital, NUMBER[f"{part}-{kind}"]] = True
    for start, end, kinds in spans:
        inside = np.flatnonzero((tokens.start < end) & (tokens.end > start))
        if not len(inside):
            continue
        allowed[inside] = False
        for kind in kinds:
            allowed[inside[0], NUMBER[f"B-{kind}"]] = True
            allowed[inside[1:], NUMBER[f"I-{kind}"]] = True
        if len(kinds) > 1 and source.vague:
            allowed[inside, 0] = True
    return allowed


def _span(
    text: str, entity: Mapping[str, Any], source: Source
) -> tuple[int, int, frozenset[str]] | None:
    kinds = source.kinds.get(str(entity.get("type")))
    if kinds is None or entity.get("named") is False:
        return None
    start = entity.get("name_start", entity["start"])
    end = entity.get("name_end", entity["end"])
    kind = EntityType.PERSON if kinds == {"PERSON"} else EntityType.ORG
    bounds = trimmed(text, start, end, kind)
    if bounds is None:
        return None
    if kinds >= {"NORP", "OTHER"}:  # a nationality, or something else
        is_demonym = _DEMONYM.fullmatch(text, *bounds) is not None
        kinds = _one("NORP") if is_demonym else kinds - {"NORP"}
    return (*bounds, kinds)
