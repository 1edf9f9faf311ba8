"""What spellings of one name have in common, whatever case, accents and marks they are in."""

import unicodedata
from functools import lru_cache

Words = tuple[str, ...]

# Letters that are no letter with an accent to Unicode.
_LETTERS = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"})
_MARKS = str.maketrans({"’": "", "'": "", "ʼ": "", "`": "", ".": "", "-": " ", "‑": " ", "–": " "})
INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_UNSEEN = dict.fromkeys(map(ord, INVISIBLE))
_LONGEST = 200  # code points; a longer "name" is data, compared as it is


def fold(name: str) -> Words:
    """The words of `name` without what spellings of one name differ in; never empty."""
    return _fold(name) if len(name) <= _LONGEST else _without_article(name, name)


@lru_cache(maxsize=8192)  # the same names come in article after article
def _fold(name: str) -> Words:
    plain = name
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain.translate(_UNSEEN).casefold())
        plain = plain.translate(_LETTERS)
        plain = "".join(c for c in plain if not unicodedata.combining(c))
    return _without_article(plain.replace("&", " and ").translate(_MARKS), name)


def _without_article(plain: str, name: str) -> Words:
    words = tuple(plain.casefold().split())
    return (words[1:] if len(words) > 1 and words[0] == "the" else words) or (name,)


def printed(name: str) -> str:
    """A name on one line, without what is not seen of it."""
    seen = name if name.isascii() else name.translate(_UNSEEN)
    return " ".join(seen.split()) or name
