"""A hash that stays close when the text changes little."""

from collections import Counter
from collections.abc import Sequence
from hashlib import blake2b
from string import punctuation

import numpy as np
from trafilatura.deduplication import sample_tokens

DIGITS = 16  # hexadecimal, 64 bits
_EMPTY = blake2b(digest_size=DIGITS // 2)
_ENOUGH = 32  # words that have a vote; with fewer, shorter ones have it, too


def fingerprint(text: str) -> str:
    """64-bit Simhash of the words of `text` (Charikar 2002), as 16 hexadecimal digits.

    Near-duplicates differ in few bits. The same as trafilatura's Simhash, in a third of the time:
    each word is looked at once, and the votes of all are counted at once.
    """
    sample = _sample(text.split()) or _sample(sample_tokens(text, 4 * DIGITS))
    digests = b"".join(map(_digest, sample))
    votes = np.unpackbits(np.frombuffer(digests, np.uint8)).reshape(-1, 4 * DIGITS)
    # of 32 bits, which are exact for counts and multiplied in a tenth of the time
    yes = np.array(list(sample.values()), np.float32) @ votes.astype(np.float32)
    return np.packbits(2 * yes >= sum(sample.values())).tobytes().hex()


def _sample(tokens: Sequence[str]) -> dict[str, int]:
    """All words longer than four characters, with shorter ones if these are few."""
    for shorter in (4, 3, 2, 1, 0):
        words = _words([token for token in tokens if len(token) > shorter], shorter)
        if sum(words.values()) >= _ENOUGH:
            break
    return words


def _words(tokens: Sequence[str], shorter: int) -> dict[str, int]:
    """How often each word longer than `shorter` is among tokens that may have marks around."""
    words: dict[str, int] = {}
    for token, count in Counter(tokens).items():
        word = token if token.isalnum() else token.strip(punctuation)
        if len(word) > shorter and word.isalnum():
            words[word] = words.get(word, 0) + count
    return words


def _digest(word: str) -> bytes:
    found = _EMPTY.copy()  # in two thirds of the time of a new one
    found.update(word.encode())
    return found.digest()
