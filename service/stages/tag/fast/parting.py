"""Names that were taken for one: "Washington and Beijing", "Chinese port city of Tianjin",
"Sweden's Ericsson"."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from schemas.entity import EntityType
from service.stages.tag.fast.bodies import POSSESSIVES
from service.stages.tag.fast.edges import PLACES, Name
from service.stages.tag.fast.spellings import Lexicon

_IN_COUNTRIES = frozenset(("country", "placepart"))
# Small words that names of people have in them.
_OF_NAMES = """
    de van von bin bint ibn al el der den des del della di da do dos du la le of the y e and et
    ter ten zu af av ben abu ul ud und san i zur vom dal
"""
_PARTICLES = frozenset(_OF_NAMES.split())
# Those that names of places have beside them, and what is seldom left out of a name.
_OF_PLACES = """
    on upon in by under or los las les delle aux sur sous en am im an der wa o river rivers lake
    canyon mountain waterfall waterfalls fjord fjords islands peninsula subcontinent rainforest
    states railway subway station
"""
_IN_PLACES = _PARTICLES | frozenset(_OF_PLACES.split())


def parted(words: Sequence[str], name: Name, lexicon: Lexicon) -> list[Name]:
    """The names that were taken for one, but what the gazetteer has as it is: "Washington and
    Beijing", "Pope Francis met King Charles", "Chinese port city of Tianjin"."""
    if not name.votes or name.end - name.first == 1:
        return [name]
    cuts: list[int] = []
    if _is_of_a_country(words, name, lexicon):
        span = name.span._replace(start=0, end=0)
        country = span._replace(type=EntityType.PLACE)
        owner = Name(name.first, name.first + 1, country)
        return [owner, Name(name.first + 2, name.end, span, name.votes)]
    if name.span.type is EntityType.PLACE:
        cuts = _cuts_in_place(words, name, lexicon)
    elif name.span.type is EntityType.PERSON:
        of = _of_a_country(words, name, lexicon)
        if of is not None:
            span = name.span._replace(start=0, end=0)
            country = span._replace(type=EntityType.PLACE)
            return [Name(name.first, of, span, name.votes), Name(of + 1, name.end, country)]
        cuts = _cuts_in_person(words, name)
    if not cuts:
        return [name]
    span = name.span._replace(start=0, end=0)
    pieces = (
        _without_signs(words, before + 1, after)
        for before, after in pairwise((name.first - 1, *cuts, name.end))
    )
    return [Name(first, end, span, name.votes) for first, end in pieces if first < end]


def _cuts_in_place(words: Sequence[str], name: Name, lexicon: Lexicon) -> list[int]:
    cuts = {
        place
        for place in range(name.first + 1, name.end - 1)
        if _joins_places(words, place, lexicon)
    }
    if any(word[:1].isupper() for word in words[name.first : name.end]):
        cuts.update(_common_words(words, name))
    return sorted(cuts)


def _cuts_in_person(words: Sequence[str], name: Name) -> list[int]:
    return [
        place
        for place in range(name.first + 1, name.end - 1)
        if _is_no_name(words[place]) or _ends_a_name(words, place, name.end)
    ]


def _common_words(words: Sequence[str], name: Name) -> Iterator[int]:
    """Where words stand that are no part of the name of a place: "port", "city" and their "of"."""
    common = True  # an "of" at the beginning is
    for place in range(name.first, name.end):
        word = words[place]
        if word != "of":
            common = word.isalpha() and word.islower() and len(word) > 2 and word not in _IN_PLACES
        if common:
            yield place


def _without_signs(words: Sequence[str], first: int, end: int) -> tuple[int, int]:
    while first < end and not words[first][0].isalnum():
        first += 1
    while first < end and not words[end - 1][0].isalnum():
        end -= 1
    return first, end


def _joins_places(words: Sequence[str], place: int, lexicon: Lexicon) -> bool:
    return words[place] == "and" and all(
        not PLACES.isdisjoint(lexicon.kinds(word.casefold()))
        for word in (words[place - 1], words[place + 1])
    )


def _is_of_a_country(words: Sequence[str], name: Name, lexicon: Lexicon) -> bool:
    """Whether a body or a person has a country as its owner: "Sweden's Ericsson"."""
    return (
        name.end - name.first > 2
        and name.span.type is not EntityType.PLACE
        and words[name.first + 1] in POSSESSIVES
        and words[name.first + 2][:1].isupper()
        and "country" in lexicon.kinds(words[name.first].casefold())
    )


def _of_a_country(words: Sequence[str], name: Name, lexicon: Lexicon) -> int | None:
    """The "of" before the country that a person with two names is of: "Mohammed bin Salman of Saudi
    Arabia", but not "Duke of Sussex"."""
    for place in range(name.first + 2, name.end - 1):
        if words[place] == "of":
            behind = (lexicon.kinds(word.casefold()) for word in words[place + 1 : name.end])
            return place if all(map(_IN_COUNTRIES.intersection, behind)) else None
    return None


def _ends_a_name(words: Sequence[str], place: int, end: int) -> bool:
    """Whether a full stop behind "Jr" ends the sentence: two words of a name follow."""
    return words[place] == "." and words[place - 1] in ("Jr", "Sr") and end - place > 2


def _is_no_name(word: str) -> bool:
    return word.isalpha() and word.islower() and word not in _PARTICLES
