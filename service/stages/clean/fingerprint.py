"""A hash that stays close when the text changes little."""

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from string import punctuation

import numpy as np
from trafilatura.deduplication import sample_tokens

DIGITS = 16  # hexadecimal, 64 bits
_ENOUGH = 32  # votes; with fewer, shorter words have one, too


def fingerprint(text: str) -> str:
    """64-bit Simhash of the words of `text` (Charikar 2002), as 16 hexadecimal digits.

    Near-duplicates differ in few bits. The same as trafilatura's Simhash, in a tenth of the time:
    the votes of all words are counted at once, and what a word votes for is remembered.
    """
    digests = _sample(list(map(_vote, text.split()))) or [
        _digest(word) for word in sample_tokens(text, 4 * DIGITS)
    ]
    votes = np.frombuffer(b"".join(digests), np.uint8).reshape(-1, DIGITS // 2)
    yes = np.unpackbits(votes, axis=1).sum(axis=0, dtype=np.int64)
    return np.packbits(2 * yes >= len(digests)).tobytes().hex()


def _sample(votes: Sequence[tuple[int, bytes]]) -> list[bytes]:
    """The votes of all words longer than four characters, or of shorter ones if these are few."""
    for shorter in (4, 3, 2, 1, 0):
        found = [digest for length, digest in votes if length > shorter]
        if len(found) >= _ENOUGH:
            break
    return found


@lru_cache(1 << 15)  # a language says most of what it says in so many words
def _vote(token: str) -> tuple[int, bytes]:
    """The length of a word without the punctuation around it, and its hash; 0 for no word."""
    word = token.strip(punctuation)
    return (len(word), _digest(word)) if word.isalnum() else (0, b"")


def _digest(word: str) -> bytes:
    return blake2b(word.encode(), digest_size=DIGITS // 2).digest()
