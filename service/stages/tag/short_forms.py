"""How a text calls again what it has named in full."""

import re
from collections.abc import Iterator
from functools import lru_cache

from service.stages.tag.spelling import Words

MAX_NAME_WORDS = 6  # a longer "person" is a tagger's mistake, and has no short forms
LONGEST_KEPT = 40  # code points of a word whose respelling is kept
MAX_EXPANSION_WORDS = 10

_GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv"})
_SMALL_WORDS = "a al and at bin de del des di du e et for in la of on the to und y"
_LEGAL_FORMS = """
    ag asa bv co company corp corporation gmbh group holding holdings inc incorporated kg limited
    llc llp ltd nv oyj plc pte pty sa sarl se spa
"""
_SMALL = frozenset(_SMALL_WORDS.split())
_LEGAL = frozenset(_LEGAL_FORMS.split())
_MUHAMMADS = "mohamad mohamed mohammad mohammed muhamad muhamed muhammad muhammed"
_MUHAMMAD = frozenset(_MUHAMMADS.split())
_I_SOUND = re.compile(r"e?[iy]+")
_DOUBLED = re.compile(r"([^\W\d_])\1")
_COUNTRIES = frozenset({"us", "uk", "eu", "un"})  # before the name of a body
_ACRONYM = re.compile(r"[A-Z](?:[A-Za-z]?[A-Z&]|\.[A-Z]){1,7}\.?")
_IN_BRACKETS = re.compile(r"[’']?s? ?[(\[][\"“‘']?")


def ends(words: Words) -> Iterator[Words]:
    """What may follow a person's full name: its end, or the name without its middle.

    "Trump Jr" is a short form of "Donald Trump Jr"; "Donald Trump", his father, is not.
    """
    if len(words) > MAX_NAME_WORDS:
        return
    name = words[:-1] if words[-1] in _GENERATIONS else words
    if len(name) == 1 and len(words) > 1:
        yield name  # "Elizabeth II"
    for start in range(1, len(name)):
        yield name[start:]
        yield words[start:]
    if len(name) > 2:
        yield (name[0], name[-1])


def respelt(words: Words) -> Words:
    """What transliterations of one name share: "Zelenskyy" and "Zelensky", "Sergei", "Sergey"."""
    return tuple(map(_respelt, words))


def _respelt(word: str) -> str:
    return _sounds(word) if len(word) <= LONGEST_KEPT else _sounds.__wrapped__(word)


@lru_cache(maxsize=8192)  # the same words come in article after article
def _sounds(word: str) -> str:
    if word in _GENERATIONS:
        return word  # "II" is no misspelt "I"
    return "muhammad" if word in _MUHAMMAD else _DOUBLED.sub(r"\1", _I_SOUND.sub("i", word))


def first_name(words: Words) -> Words | None:
    """A person's first name, or surname that stands first as in "Xi Jinping"; no initial."""
    if 2 <= len(words) <= MAX_NAME_WORDS and len(words[0].rstrip(".")) > 1:
        return words[:1]
    return None


def without_region(words: Words) -> Words:
    """A place's name without what follows the comma: "Paris" of "Paris, Texas"."""
    for end, word in enumerate(words[:-1], start=1):
        if word.endswith(",") and len(word) > 1:
            return (*words[: end - 1], word[:-1])
    return words


def without_legal_form(words: Words) -> Words:
    """An organisation's name without "Inc", "Holdings plc", ...; never empty."""
    end = len(words)
    while end > 1 and words[end - 1].strip(",") in _LEGAL:
        end -= 1
    return (*words[: end - 1], words[end - 1].rstrip(","))


def initials(words: Words) -> Iterator[str]:
    """The acronyms that a name of several words may have: with its small words and without."""
    if not 2 <= len(words) <= MAX_EXPANSION_WORDS:
        return
    for letters in (
        "".join(word[0] for word in words if word not in _SMALL),
        "".join(word[0] for word in words),
    ):
        if len(letters) > 1:
            yield letters


def acronym_letters(surface: str) -> str | None:
    """The folded letters of a name that is an acronym: "fda" of "F.D.A.", None of "Ford"."""
    if not _ACRONYM.fullmatch(surface):
        return None
    return surface.replace(".", "").replace("&", "").casefold()


def is_in_brackets_after(between: str) -> bool:
    """Whether the text between two names opens a bracket: "... Administration (FDA"."""
    return _IN_BRACKETS.fullmatch(between) is not None


def may_shorten(letters: str, words: Words) -> bool:
    """Whether `letters` may stand for `words`, beside which they are printed.

    They run through the words in order from the first letter of the first, or are the initials
    in the order of another language: "Italian Episcopal Conference (CEI)".
    """
    if len(words) < 2:
        return False
    if any(sorted(letters) == sorted(found) for found in initials(words)):
        return True
    if words[0] in _COUNTRIES and may_shorten(letters, words[1:]):
        return True  # "U.S. Food and Drug Administration (FDA)"
    if words[0][0] != letters[0]:
        return False
    whole = iter("".join(words))
    return all(letter in whole for letter in letters)
