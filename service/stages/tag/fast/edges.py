"""Where names begin and end, by the words in and beside them."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from schemas.entity import EntityType
from service.stages.tag.fast.bodies import POSSESSIVES
from service.stages.tag.fast.offices import is_office
from service.stages.tag.fast.spellings import Lexicon
from service.stages.tag.fast.words import classes
from service.stages.tag.tagger import Span

Votes = Mapping[EntityType, float]
_NO_VOTES: Votes = MappingProxyType({})
HOUSE = 0.9  # confidence of a house that is known by its possessive

PLACES = frozenset(("country", "city", "region"))  # what the lexicon knows of their words
_OF_COUNTRIES = frozenset(("country", "demonym"))
_OF_PLACES = PLACES | _OF_COUNTRIES
_PEOPLE = frozenset(("given", "surname"))
_NUMERALS = frozenset(("II", "III", "IV", "VI"))  # V and X are letters as often
_GENERATIONS = _NUMERALS | {"Jr", "Sr"}
_OF_PEOPLE = """
    officials forces soldiers troops leaders voters citizens people authorities lawmakers police
    diplomats nationals fighters militants rebels politicians ministers workers students players
    fans companies investigators prosecutors media hostages prisoners refugees migrants
"""
_GROUPS = frozenset(_OF_PEOPLE.split())
_OF_RULERS = """
    King Queen Emperor Empress Sheikh Madam Madame Envoy PM Prosecutor Treasurer Archbishop
"""
_RULERS = frozenset(_OF_RULERS.split())
_QUOTES = {'"': '"', "“": "”", "‘": "’", "'": "'"}
_HEIRS = (["Crown", "Prince"], ["Crown", "Princess"])
_OF_OWNERS = "Its Our His Her Their My Your This These Those"
_WHOSE = frozenset(_OF_OWNERS.split())
_OF_BODIES = """
    cabinet parliament senate congress knesset court ministry council committee police army
"""
_BODIES = frozenset(_OF_BODIES.split())
_POWERS = _BODIES | {"government", "administration", "military", "embassy"}
# Houses that are called by their founder's name and are known better than anybody of that name.
_OF_FOUNDERS = """
    McDonald Moody Macy Sotheby Christie Sainsbury Wendy Domino Denny Lowe Kohl Levi Lloyd Kellogg
    Hershey Arby Applebee Bloomingdale Hardee Chili Nordstrom Popeye Zaxby Culver Casey Menard
    Morrison Waterstone Debenham Cadbury
"""
_FOUNDERS = frozenset(_OF_FOUNDERS.split())


class Name(NamedTuple):
    """A name by its tokens, [first, end). Its span, which may be less, counts where it lies within
    them. `votes` are the shares of types, of none where its type is known."""

    first: int
    end: int
    span: Span
    votes: Votes = _NO_VOTES


def bounded(words: Sequence[str], name: Name, lexicon: Lexicon) -> Name:
    """The name without what is no part of it, and with what is.

    "of State Marco Rubio" goes without the end of his office, "King Abdullah" and "Its Big Mac"
    without their first word, "Donald Trump" with "Jr.", "Elizabeth" with "II", "Martin Luther" with
    "King Jr."; "Malaysian Prime Minister", "British officials", "U.S. steel" or "leaders of the
    Kyiv regime" is the one name in it.
    """
    if name.votes and name.end - name.first > 1 and words[name.first] in _WHOSE:
        name = Name(name.first + 1, name.end, name.span._replace(start=0, end=0), name.votes)
    if name.span.type is EntityType.PERSON:
        return _person(words, name, lexicon)
    if name.span.type is EntityType.ORG:
        return _body(words, name, lexicon)
    return name


def _person(words: Sequence[str], name: Name, lexicon: Lexicon) -> Name:
    first, end = _first_of_person(words, name), name.end
    several = end - first > 1
    if several and _is_nationality(words[first], lexicon) and is_office(words[first + 1 : end]):
        return Name(first, first + 1, Span(0, 0, EntityType.NORP, name.span.confidence))
    if name.votes and several and words[end - 1].casefold() in _BODIES:  # "Kishida Cabinet"
        return name._replace(span=name.span._replace(type=EntityType.ORG))
    end = _with_nickname(words, first, end)
    behind = [*words[end : end + 2], "", ""]
    if behind[0] in (_GENERATIONS if end - first > 1 else _NUMERALS):
        end += 1
    elif end - first > 1 and behind[0][:1].isupper() and behind[1] in _GENERATIONS:
        end += 2
    if end < len(words) and words[end] == "." and words[end - 1] in ("Jr", "Sr"):
        end += 1
    if (first, end) == (name.first, name.end):
        return name
    return Name(first, end, name.span._replace(start=0, end=0), name.votes)


def _with_nickname(words: Sequence[str], first: int, end: int) -> int:
    """Where a given name ends with the nickname and the surname behind it: 'Sean "Diddy" Combs'."""
    if end - first != 1 or not words[end : end + 1] or words[end] not in _QUOTES:
        return end
    for closing in (end + 2, end + 3):
        name = [*words[end + 1 : closing], *words[closing + 1 : closing + 2]]
        if words[closing : closing + 1] == [_QUOTES[words[end]]] and len(name) == closing - end:
            return closing + 2 if all(word[0].isupper() for word in name) else end
    return end


def _first_of_person(words: Sequence[str], name: Name) -> int:
    """Where a person's name begins, behind an office."""
    first = name.first
    if first > 1 and words[first - 1] == "Will":
        before = words[first - 2]
        if before == "," or before[0].islower():
            return first - 1  # a capital within a sentence: no question
    if words[first] == "of" and name.end - first > 2:
        first += 2
    if not name.votes or name.end - first == 1:
        return first
    if words[first : first + 2] in _HEIRS:
        behind = first + 2 + (words[first + 2 : first + 3] == [","])
        first = behind if behind < name.end else first
    ahead = words[first + 1 : name.end]
    return first + (words[first] in _RULERS and bool(ahead) and ahead[0] not in _GENERATIONS)


def _is_nationality(word: str, lexicon: Lexicon) -> bool:
    return "demonym" in lexicon.kinds(word.casefold())


def _body(words: Sequence[str], name: Name, lexicon: Lexicon) -> Name:
    first, end = name.first, name.end
    if end - first > 1:
        named = [place for place in range(first, end) if not words[place].islower()]
        described = words[first].islower() or words[end - 1] in _GROUPS
        goods = name.votes and not described and _are_common(words[first + 1 : end])
        if len(named) == 1 and (described or goods):
            known = lexicon.kinds(words[named[0]].casefold())
            only = EntityType.NORP if "demonym" in known else EntityType.PLACE
            if not (_OF_COUNTRIES if goods else _OF_PLACES).isdisjoint(known):
                return Name(named[0], named[0] + 1, Span(0, 0, only, name.span.confidence))
    return name


def _are_common(words: Sequence[str]) -> bool:
    """Whether words are small and none says what kind of body it is, as in "Swiss navy"."""
    return all(
        word.isalpha() and word.islower() and word not in _POWERS and "body" not in classes(word)
        for word in words
    )


def has_title(words: Sequence[str], first: int) -> bool:
    """Whether "Mr." or another title stands before a name."""
    before = words[max(0, first - 2) : first]
    if before[-1:] == ["."]:
        before = before[:-1]
    return bool(before) and "honorific" in classes(before[-1].casefold())


def is_somebodys(words: Sequence[str], phrase: Name, lexicon: Lexicon) -> bool:
    """Whether "Carter's", which the gazetteer has for a house, may well be what Carter has."""
    return (
        phrase.end - phrase.first == 2
        and words[phrase.end - 1] in POSSESSIVES
        and not _PEOPLE.isdisjoint(lexicon.kinds(words[phrase.first].casefold()))
    )


def with_houses(words: Sequence[str], names: Sequence[Name]) -> list[Name]:
    """And the houses called by their founder, "Moody's", unless the text knows a Moody."""
    if _FOUNDERS.isdisjoint(words):
        return list(names)
    spots = [
        place
        for place, (word, after) in enumerate(pairwise(words))
        if word in _FOUNDERS and after in POSSESSIVES
    ]
    people = {
        words[name.end - 1]
        for name in names
        if name.span.type is EntityType.PERSON and name.end - name.first > 1
    }
    longer = {
        place
        for name in names
        if name.end - name.first > 1 + (words[name.end - 1] in POSSESSIVES)
        for place in range(name.first, name.end)
    }
    found = {
        place: Name(place, place + 2, Span(0, 0, EntityType.ORG, HOUSE))
        for place in spots
        if words[place] not in people and place not in longer and not has_title(words, place)
    }
    kept = (name for name in names if name.first not in found)
    return sorted((*kept, *found.values()), key=lambda name: name.first)
