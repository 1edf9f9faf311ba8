"""What the fast tagger knows of words and names before it reads a text.

Words: where they are among all words by a sentence encoder's vectors, the group that this puts
them in, and the parts of names that the knowledge base has. Phrases: names of several words.
"""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from schemas.entity import EntityType
from service.knowledge.build import world
from service.knowledge.names import digest
from service.stages.tag.fast.features import LONGEST_PHRASE, Phrases, phrase_key
from service.stages.tag.fast.spellings import Lexicon
from service.stages.tag.fast.tokens import tokenize

DIMENSIONS = 32
COARSE, FINE = 64, 8  # groups of words, and groups within each
ROUNDS = 12

NAMES = (
    "given", "surname", "org", "orgpart", "city", "country", "region", "placepart", "demonym",
    "other",
)  # fmt: skip
_BIT = {name: 1 << bit for bit, name in enumerate(NAMES)}
_KINDS = {EntityType.PERSON: 1, EntityType.ORG: 2, EntityType.PLACE: 3, EntityType.NORP: 4}


def make_lexicon(vectors: Path) -> Lexicon:
    """From a file of vectors (see word_vectors.py): `words`, and `vectors` [words, dimensions]."""
    with np.load(vectors, allow_pickle=False) as stored:
        words = [str(word) for word in stored["words"]]
        raw = stored["vectors"].astype(np.float32)
    raw -= raw.mean(axis=0)
    _, _, axes = np.linalg.svd(raw[::4], full_matrices=False)
    reduced = raw @ axes[:DIMENSIONS].T
    reduced /= np.abs(reduced).std(axis=0) * 4
    groups = _groups(raw @ axes[:96].T)
    bits = _bits()
    place = {word: number for number, word in enumerate(words)}
    every = sorted({*words, *bits}, key=digest)
    rows = np.array([place.get(word, -1) for word in every])
    vector = np.round(np.clip(reduced, -1, 1) * 127).astype(np.int8)[rows]
    vector[rows < 0] = 0
    return Lexicon(
        NAMES,
        np.array([digest(word) for word in every], np.uint64),
        np.array([bits.get(word, 0) for word in every], np.uint16),
        np.where(rows < 0, 0, groups[rows] + FINE).astype(np.uint16),
        vector,
    )


def make_phrases() -> Phrases:
    """The names of the knowledge base, of one word and of several."""
    kinds: dict[int, int] = defaultdict(int)
    for name, kind, _ in _names():
        words = tokenize([name]).words
        if words and len(words) <= LONGEST_PHRASE and (len(words) > 1 or len(name) > 3):
            kinds[phrase_key(words)] |= 1 << kind
    keys = np.array(sorted(kinds), np.uint64)
    return Phrases(keys, np.array([kinds[int(key)] for key in keys], np.uint8))


def _names() -> Iterator[tuple[str, int, str | None]]:
    """(name, number of its type, kind) of all that the knowledge base has, in Latin letters."""
    for record in world():
        aliases = [alias.text for alias in record.aliases if alias.language in (None, "en")]
        for name in dict.fromkeys((record.name, *aliases)):
            if _is_latin(name):
                yield name, _KINDS.get(record.type, 0), record.kind


def _is_latin(name: str) -> bool:
    return all(ord(character) < 0x250 or ord(character) > 0x1E00 for character in name)


def _bits() -> dict[str, int]:
    """What names each word is part of."""
    bits: dict[str, int] = defaultdict(int)
    for name, kind, finer in _names():
        words = [word.casefold() for word in tokenize([name]).words if word[:1].isalpha()]
        if not words:
            continue
        if kind == 1:
            for word in words[:-1]:
                bits[word] |= _BIT["given"]
            bits[words[-1]] |= _BIT["surname"]
        elif kind == 4:
            bits[words[-1]] |= _BIT["demonym"]
        elif kind == 3 and len(words) == 1:
            place = "country" if finer == "country" else "region" if finer != "city" else "city"
            bits[words[0]] |= _BIT[place]
        else:
            part = {2: "orgpart", 3: "placepart"}.get(kind, "other")
            for word in words:
                bits[word] |= _BIT["org" if kind == 2 and len(words) == 1 else part]
    return dict(bits)


def _groups(vectors: NDArray[np.float32]) -> NDArray[np.int64]:
    """Spherical k-means, in two levels: number = coarse * FINE + fine."""
    vectors = vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9)
    coarse = _k_means(vectors, COARSE)
    groups = np.zeros(len(vectors), np.int64)
    for group in range(COARSE):
        members = np.flatnonzero(coarse == group)
        if len(members) >= FINE:
            groups[members] = group * FINE + _k_means(vectors[members], FINE)
        else:
            groups[members] = group * FINE
    return groups


def _k_means(vectors: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    rng = np.random.default_rng(0)
    centres = vectors[rng.choice(len(vectors), count, replace=False)]
    nearest = np.zeros(len(vectors), np.int64)
    for _ in range(ROUNDS):
        nearest = np.argmax(vectors @ centres.T, axis=1)
        for group in range(count):
            members = vectors[nearest == group]
            if len(members):
                centre = members.mean(axis=0)
                centres[group] = centre / (np.linalg.norm(centre) + 1e-9)
    return nearest
