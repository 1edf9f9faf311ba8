"""What a document as a whole says of its names, after each sentence has been judged alone.

A name has one type in a document, occurs wherever its words do, and lends its type to the acronym
that is printed behind it. Countries and nationalities are known for what they are.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from schemas.entity import EntityType
from service.stages.tag.fast.spellings import Lexicon
from service.stages.tag.fast.words import classes
from service.stages.tag.tagger import Span

SURE = 0.8  # confidence from which a name of one word is looked for in the rest
SHORTEST = 3  # code points of a single word that is looked for
LONGEST = 8  # tokens of a name that is looked for

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """A name by its tokens, [first, end)."""

    first: int
    end: int
    span: Span


def settled(
    words: Sequence[str], names: Sequence[Name], lexicon: Lexicon, phrases: Sequence[Name] = ()
) -> list[Name]:
    """The names of a text, in order: without those that are none, with those that were missed.

    `phrases` are names of several words that the gazetteer knows, in order and apart; a name that
    is part of one, "European" of "European Commission", is the whole.
    """
    names = [_without_office(words, name) for name in _with_phrases(names, phrases)]
    capitals = any(_has_capital(words, name) for name in names)
    known = [
        _of_type(name, _known_type(words, name, lexicon))
        for name in names
        if not _is_title(words, name) and (_has_capital(words, name) or not capitals)
    ]
    known = _with_acronyms(words, known)
    types = _types(words, known)
    found = [_of_type(name, types[_key(words, name)]) for name in known]
    return _with_others(words, found)


def _with_phrases(names: Sequence[Name], phrases: Sequence[Name]) -> list[Name]:
    taken: dict[int, Name] = {at: name for name in names for at in range(name.first, name.end)}
    replaced: set[int] = set()
    added = []
    for phrase in phrases:
        over = {id(n): n for at in range(phrase.first, phrase.end) if (n := taken.get(at))}
        if all(phrase.first <= n.first and n.end <= phrase.end for n in over.values()):
            replaced |= over.keys()
            added.append(phrase)
    kept = [name for name in names if id(name) not in replaced]
    return sorted((*kept, *added), key=lambda name: name.first)


def _key(words: Sequence[str], name: Name) -> Words:
    return tuple(words[name.first : name.end])


def _of_type(name: Name, kind: EntityType) -> Name:
    span = name.span
    if span.type is kind:
        return name
    return Name(name.first, name.end, Span(span.start, span.end, kind, span.confidence))


def _has_capital(words: Sequence[str], name: Name) -> bool:
    """Names without one are names in texts that are written without, and descriptions elsewhere:
    "the international community"."""
    own = words[name.first : name.end]
    return any(word[:1].isupper() or any(map(str.isupper, word)) for word in own)


def _without_office(words: Sequence[str], name: Name) -> Name:
    """ "of State Marco Rubio" without the end of his office."""
    of_office = words[name.first] == "of" and name.end - name.first > 2
    if name.span.type is EntityType.PERSON and of_office:
        return replace(name, first=name.first + 2)
    return name


def _is_title(words: Sequence[str], name: Name) -> bool:
    """A "person" who is nothing but an office: "the President", "Prime Minister"."""
    if name.span.type is not EntityType.PERSON:
        return False
    return all(map(_is_office, words[name.first : name.end]))


@lru_cache(maxsize=4096)
def _is_office(word: str) -> bool:
    """Whether a word, or sign, may be part of an office."""
    letters = [part for part in word.casefold().split("-") if part.isalpha()]
    return all("honorific" in classes(part) or part in _OFFICES for part in letters)


_OF_PEOPLE = ("given", "surname")
_OFFICES = frozenset(
    ("prime", "vice", "deputy", "foreign", "first", "lady", "crown", "attorney", "assistant", "of")
)


def _known_type(words: Sequence[str], name: Name, lexicon: Lexicon) -> EntityType:
    """The type of a word that can be but one thing, else what the name was taken for."""
    kind = name.span.type
    if name.end - name.first != 1:
        return kind
    word = words[name.first]
    if len(word) <= SHORTEST and not word.isupper():
        return kind
    known = lexicon.kinds(word.casefold())
    # "Jordan" may be a person, and a person is what it was taken for.
    if kind is EntityType.PERSON and not known.isdisjoint(_OF_PEOPLE):
        return kind
    if "country" in known and known.isdisjoint(("org", "demonym")):
        return EntityType.PLACE
    if "demonym" in known and known.isdisjoint(("country", "city", "org")):
        return EntityType.NORP
    return kind


def _with_acronyms(words: Sequence[str], names: Sequence[Name]) -> list[Name]:
    """And the acronyms in brackets behind bodies: "Food and Drug Administration (FDA)"."""
    taken = {place for name in names for place in range(name.first, name.end)}
    more = []
    for name in names:
        place = name.end
        if name.span.type is not EntityType.ORG or place + 2 >= len(words):
            continue
        acronym = words[place + 1]
        fits = acronym.isupper() and 2 <= len(acronym) <= 8 and words[place + 2] == ")"
        if not fits or words[place] != "(":
            continue
        initials = "".join(word[0] for word in _key(words, name) if word[:1].isupper())
        if place + 1 not in taken and acronym[0] == initials[:1] and len(initials) > 1:
            more.append(Name(place + 1, place + 2, name.span))
    return sorted((*names, *more), key=lambda name: name.first)


def _types(words: Sequence[str], names: Sequence[Name]) -> dict[Words, EntityType]:
    """For each name the type that its mentions are surest of, all together."""
    votes: dict[Words, dict[EntityType, float]] = defaultdict(lambda: defaultdict(float))
    for name in names:
        votes[_key(words, name)][name.span.type] += name.span.confidence or 0.0
    return {key: max(kinds, key=lambda kind: kinds[kind]) for key, kinds in votes.items()}


def _with_others(words: Sequence[str], names: Sequence[Name]) -> list[Name]:
    """And the places where a name's words stand unnoticed."""
    present = set(words)
    sought: dict[str, dict[Words, Span]] = defaultdict(dict)
    for name in names:
        key = _key(words, name)
        if len(key) > LONGEST or key in sought[key[0]]:
            continue
        single = len(key) == 1
        if single and (
            len(key[0]) < SHORTEST
            or (name.span.confidence or 0.0) < SURE
            or ((small := key[0].casefold()) in present and small[:1].islower())
        ):
            continue
        if key[0][:1].isupper():
            sought[key[0]][key] = name.span
    return list(_filled(words, names, sought))


def _filled(
    words: Sequence[str], names: Sequence[Name], sought: dict[str, dict[Words, Span]]
) -> Iterator[Name]:
    spots = iter([place for place, word in enumerate(words) if word in sought])
    spot = next(spots, len(words))
    place = 0
    for name in [*names, None]:
        limit = name.first if name is not None else len(words)
        while spot < limit:
            fitting = [
                key
                for key in sought[words[spot]]
                if place <= spot
                and spot + len(key) <= limit
                and tuple(words[spot : spot + len(key)]) == key
            ]
            if fitting:
                key = max(fitting, key=len)
                place = spot + len(key)
                yield Name(spot, place, sought[words[spot]][key])
            spot = next(spots, len(words))
        if name is not None:
            yield name
            place = max(name.end, place)
