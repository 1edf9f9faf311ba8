"""Which type each name of a document has, by all its mentions and the longer names beside it."""

from collections.abc import Mapping, Sequence, Set

from schemas.entity import EntityType
from service.stages.tag.fast.bodies import CLUBS, COMPANIES, ENDS
from service.stages.tag.fast.edges import PLACES, Name, has_title
from service.stages.tag.fast.spellings import Lexicon

STRANGER = 0.4  # what a share counts
UNKNOWN_PLACE = 0.8  # what it counts beside a stranger's
SHORT = 3  # code points of a word that has its type by what it was taken for alone

_A_LINE = "Railway"  # is a place as often as a body
_PARTS_OF_PEOPLE = ("given", "surname")

Words = tuple[str, ...]


def known_type(words: Sequence[str], name: Name, lexicon: Lexicon) -> EntityType:
    """The type of a word that can be but one thing or of what ends or begins like a body, else what
    the name was taken for."""
    kind = name.span.type
    if name.end - name.first != 1:
        last = words[name.end - 1]
        if not name.votes:
            return kind
        of = words[name.first] in ENDS and words[name.first + 1] == "of"  # "Bank of Canada"
        is_body = kind is EntityType.PLACE and (of or (last in ENDS and last != _A_LINE))
        return EntityType.ORG if is_body or last in CLUBS else kind
    word = words[name.first]
    if len(word) <= SHORT and not word.isupper():
        return kind
    known = lexicon.kinds(word.casefold())
    # "Jordan" may be a person, and a person is what it was taken for.
    if kind is EntityType.PERSON and _is_known_as(kind, word, lexicon):
        return kind
    if "country" in known and known.isdisjoint(("org", "demonym")):
        return EntityType.PLACE
    if "demonym" in known and known.isdisjoint(("country", "city", "org")):
        return EntityType.NORP
    return kind


def types_of(
    words: Sequence[str], names: Sequence[Name], lexicon: Lexicon
) -> dict[Words, EntityType]:
    """For each name the type that its mentions are surest of, all together.

    News tell who somebody is before they call him by one word, so a person of one word without a
    full name or a title counts for less; a place that nobody knows does a little, for the same word
    is as often a surname.
    """
    people = {
        word
        for name in names
        if name.span.type is EntityType.PERSON and name.end - name.first > 1
        for word in words[name.first : name.end]
    }
    votes: dict[Words, dict[EntityType, float]] = {}
    for name in names:
        first = name.first
        key = tuple(words[first : name.end])
        shares = dict(name.votes) or {name.span.type: name.span.confidence or 0.0}
        stranger = len(key) == 1 and key[0] not in people and not has_title(words, first)
        if stranger and EntityType.PERSON in shares:
            shares[EntityType.PERSON] *= STRANGER
            if EntityType.PLACE in shares and not _is_known_as(EntityType.PLACE, key[0], lexicon):
                shares[EntityType.PLACE] *= UNKNOWN_PLACE
        total = votes.setdefault(key, shares)
        if total is not shares:
            for kind, share in shares.items():
                total[kind] = total.get(kind, 0.0) + share
    types = {key: max(total, key=total.__getitem__) for key, total in votes.items()}
    return _as_longer_names_say(words, names, types, people, lexicon)


def _as_longer_names_say(
    words: Sequence[str],
    names: Sequence[Name],
    types: Mapping[Words, EntityType],
    people: Set[str],
    lexicon: Lexicon,
) -> dict[Words, EntityType]:
    """`types` where a body of one word is a surname in the text, and a person of one word, called
    so by no full name or title, begins the name of a body; so does a place that nobody knows, of a
    company. `people` are the words of full names."""
    long = [name for name in names if name.end - name.first > 1]
    surnames = {words[name.end - 1] for name in long if name.span.type is EntityType.PERSON}
    named = [name for name in long if name.span.type is EntityType.ORG]
    bodies = {words[name.first] for name in named} - people
    companies = bodies & {words[name.first] for name in named if words[name.end - 1] in COMPANIES}
    begun = {EntityType.PERSON: bodies, EntityType.PLACE: companies}
    changed = dict(types)
    strangers = set()
    for (word, *more), kind in types.items():
        if more:
            continue
        if kind is EntityType.ORG and word in surnames:
            changed[word,] = EntityType.PERSON  # "Carter" of "Jimmy Carter"
        elif word in begun.get(kind, ()) and not _is_known_as(kind, word, lexicon):
            strangers.add(word)  # "Norstal" of "Norstal Shipping"
    if strangers:
        firsts = (name.first for name in names if words[name.first] in strangers)
        titled = {words[first] for first in firsts if has_title(words, first)}
        changed |= {(word,): EntityType.ORG for word in strangers - titled}
    return changed


def _is_known_as(kind: EntityType, word: str, lexicon: Lexicon) -> bool:
    """Whether a word is known to be part of names of this kind, of people or of places."""
    own = _PARTS_OF_PEOPLE if kind is EntityType.PERSON else PLACES
    return not lexicon.kinds(word.casefold()).isdisjoint(own)
