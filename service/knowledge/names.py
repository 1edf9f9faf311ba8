"""Which spellings count as one name."""

import hashlib
import unicodedata

LONGEST_INITIALS = 3  # code points
LONGEST_NAME = 100  # code points


def _folded(name: str) -> str:
    """`name` without what spellings of one name differ in.

    Files are sorted by it: a change here needs another version of their layout.
    """
    if not name.isascii():
        decomposed = unicodedata.normalize("NFKD", name)
        name = "".join(c for c in decomposed if not unicodedata.combining(c)).replace("’", "'")
    plain = name.replace(".", "").replace(",", "").replace("-", " ")
    words = ["st" if word == "saint" else word for word in plain.casefold().split()]
    return " ".join(words).removeprefix("the ")


def key(name: str) -> str:
    """What `name` is looked up by: folded, except that two or three capitals stay capitals.

    So "US", "U.S." and "the US" have one key, and "us" another. Empty for what cannot be a name.
    """
    if len(name) > LONGEST_NAME:
        return ""
    plain = name.strip().replace(".", "").removeprefix("the ").removeprefix("The ")
    if len(plain) <= LONGEST_INITIALS and plain.isupper():
        return plain
    return _folded(name)


def digest(key: str) -> int:
    """64 bits of a key, the same on every machine.

    They sort the names of a knowledge base, and the features of the fast tagger.
    """
    return int.from_bytes(digest_bytes(key), "little")


def digest_bytes(key: str) -> bytes:
    """The same as eight bytes, the smallest first."""
    return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest()
