"""What a document as a whole says of its names, after each sentence has been judged alone.

A name has one type in a document, occurs wherever its words do, and lends its type to the acronym
that is printed behind it. Countries and nationalities are known for what they are.
"""

from collections import defaultdict
from collections.abc import Container, Iterator, Sequence

from schemas.entity import EntityType
from service.stages.tag.fast.bodies import (
    HONOURS,
    expansion,
    is_nothing,
    names_a_body,
    of_officials,
    places_of,
    unnoticed,
    whole_end,
    with_nationality,
)
from service.stages.tag.fast.edges import (
    Name,
    bounded,
    has_title,
    is_somebodys,
    with_houses,
)
from service.stages.tag.fast.offices import is_office
from service.stages.tag.fast.openings import without_openings
from service.stages.tag.fast.parting import parted
from service.stages.tag.fast.spellings import Lexicon
from service.stages.tag.fast.types import known_type, types_of
from service.stages.tag.tagger import Span

SURE = 0.8  # confidence from which a name of one word is looked for in the rest
SHORTEST = 3  # code points of a single word that is looked for
ACRONYM = 0.8  # least confidence of a body with its acronym behind it
UNNOTICED = 0.6  # confidence of what ends like a body
WRITTEN_SMALL = 0.9  # least confidence of a name without a capital, in a text without any
AMONG_CAPITALS = 0.8  # least confidence of a person or place without one, where others have some
LONGEST = 8  # tokens of a name that is looked for

Words = tuple[str, ...]


def settled(
    words: Sequence[str],
    names: Sequence[Name],
    lexicon: Lexicon,
    phrases: Sequence[Name] = (),
    begins: Container[int] = (),
) -> list[Name]:
    """The names of a text, in order: without those that are none, with those that were missed.

    `phrases` are names of several words that the gazetteer knows, in order and apart; a name that
    is part of one, "European" of "European Commission", is the whole. `begins` are the places where
    sentences begin.
    """
    phrases = [phrase for phrase in phrases if not is_somebodys(words, phrase, lexicon)]
    names = [
        bounded(words, part, lexicon)
        for name in _with_phrases(names, phrases)
        for part in parted(words, name, lexicon)
    ]
    capitals = any(_has_capital(words, name) for name in names)
    known = [
        _of_type(name, known_type(words, name, lexicon))
        for name in names
        if not _is_nobody(words, name)
        and (_has_capital(words, name) or _is_written_small(name, capitals))
    ]
    known = _with_offices(words, with_houses(words, known))
    known = _with_acronyms(words, _joined(words, _with_bodies(words, known)))
    known = without_openings(words, known, begins, lexicon)
    types = types_of(words, known, lexicon)
    typed = [
        name._replace(span=name.span._replace(type=types[_key(words, name)])) for name in known
    ]
    # What the mentions say together makes no body of a country, nor a place of a bank, either.
    found = [_of_type(name, known_type(words, name, lexicon)) for name in typed]
    return _with_others(words, found)


def _with_phrases(names: Sequence[Name], phrases: Sequence[Name]) -> list[Name]:
    taken: dict[int, Name] = {at: name for name in names for at in range(name.first, name.end)}
    replaced: set[int] = set()
    added = []
    for phrase in phrases:
        over = {id(n): n for at in range(phrase.first, phrase.end) if (n := taken.get(at))}
        if all(phrase.first <= n.first and n.end <= phrase.end for n in over.values()):
            replaced.update(over)  # |= with keys would copy the set
            added.append(phrase)
    kept = [name for name in names if id(name) not in replaced]
    return sorted((*kept, *added), key=lambda name: name.first)


def _key(words: Sequence[str], name: Name) -> Words:
    return tuple(words[name.first : name.end])


def _confidence(name: Name) -> float:
    return name.span.confidence or 0.0


def _of_type(name: Name, kind: EntityType) -> Name:
    span = name.span
    if span.type is kind:
        return name
    return Name(name.first, name.end, Span(span.start, span.end, kind, span.confidence))


def _has_capital(words: Sequence[str], name: Name) -> bool:
    """Names without one are names in texts that are written without, and descriptions elsewhere:
    "the international community"."""
    own = words[name.first : name.end]
    return own[0][:1].isupper() or any(any(map(str.isupper, word)) for word in own)


def _is_written_small(name: Name, capitals: bool) -> bool:
    """Whether a name without a capital is one all the same."""
    if capitals:
        thing = name.span.type not in (EntityType.PERSON, EntityType.PLACE)
        return not thing and bool(name.votes) and _confidence(name) >= AMONG_CAPITALS
    return _confidence(name) >= WRITTEN_SMALL


def _is_nobody(words: Sequence[str], name: Name) -> bool:
    """A "person" who is nothing but an office, "the President", "Prime Minister", or whatever an
    office begins with: "District" of "District Attorney"."""
    if name.span.type is EntityType.PERSON:
        return is_office(words[name.first : name.end])
    whole = words[name.first : name.end + 1]
    return (
        len(whole) > name.end - name.first
        and all(word.isalpha() and word[0].isupper() for word in whole)
        and is_office(whole)
    )


def _with_bodies(words: Sequence[str], names: Sequence[Name]) -> list[Name]:
    """And what ends like the name of a body, without what is but written like one."""
    behind_people = {name.end for name in names if name.span.type is EntityType.PERSON}
    kept = [
        name
        for name in names
        if name.end - name.first > 1
        or not (
            is_nothing(words[name.first])
            or (name.first in behind_people and words[name.first] in HONOURS)
        )
    ]
    taken = {place for name in kept for place in range(name.first, name.end)}
    span = Span(0, 0, EntityType.ORG, UNNOTICED)
    more = [Name(first, end, span) for first, end in unnoticed(words, taken)]
    return sorted((*kept, *more), key=lambda name: name.first) if more else kept


def _with_offices(words: Sequence[str], names: Sequence[Name]) -> list[Name]:
    """And the bodies that are called by whoever heads them, in the place of what was taken for a
    name in theirs."""
    span = Span(0, 0, EntityType.ORG, UNNOTICED)
    whole = {first: Name(first, end, span) for first, end in of_officials(words)}
    if not whole:
        return list(names)
    taken = {at for name in whole.values() for at in range(name.first, name.end)}
    kept = (name for name in names if taken.isdisjoint(range(name.first, name.end)))
    return sorted((*kept, *whole.values()), key=lambda name: name.first)


def _joined(words: Sequence[str], names: Sequence[Name]) -> list[Name]:
    """Bodies with what belongs to them: "European" to "Investment Bank", "of Gender Equality and
    Family" to "Ministry"."""
    nations = {name.end: name.first for name in names if name.span.type is EntityType.NORP}
    ends = {name.first: name.end for name in names if name.span.type is EntityType.PLACE}
    people = {name.first: name.end for name in names if name.span.type is EntityType.PERSON}
    joined: list[Name] = []
    for name in names:
        if joined and name.first < joined[-1].end:
            continue  # it is part of the one before
        if name.span.type is EntityType.ORG:
            first = with_nationality(words, name.first, name.end, nations)
            end = whole_end(words, name.first, name.end, ends, people)
            if (first, end) != (name.first, name.end):
                name = Name(first, end, name.span._replace(start=0, end=0))
            if joined and joined[-1].first == first:
                joined.pop()
        joined.append(name)
    return joined


def _with_acronyms(words: Sequence[str], names: Sequence[Name]) -> list[Name]:
    """And the acronyms in brackets behind bodies, with all the words that they stand for: "Food and
    Drug Administration (FDA)"."""
    spots = list(_in_brackets(words))
    if not spots:
        return list(names)
    taken = {place: name for name in names for place in range(name.first, name.end)}
    for place in spots:
        acronym = words[place]
        first = expansion(words, place - 1, acronym)
        if first is None:
            continue
        over = [taken[at] for at in range(first, place + 1) if at in taken]
        inside = [name for name in over if name.first < place - 1]
        kinds = {name.span.type for name in inside}
        body = _is_body(words[first : place - 1], kinds)
        if not body or any(name.first < first or name.end > place + 1 for name in over):
            continue
        sure = max((_confidence(name) for name in inside), default=ACRONYM)
        span = Span(0, 0, EntityType.ORG, max(sure, ACRONYM))
        for name in over:
            for at in range(name.first, name.end):
                taken.pop(at, None)
        for whole in (Name(first, place - 1, span), Name(place, place + 1, span)):
            taken |= dict.fromkeys(range(whole.first, whole.end), whole)
    return sorted({id(name): name for name in taken.values()}.values(), key=lambda n: n.first)


def _in_brackets(words: Sequence[str]) -> Iterator[int]:
    """The places of words that stand alone in brackets."""
    place = -1
    for _ in range(words.count("(")):
        place = words.index("(", place + 1)
        if place + 2 < len(words) and words[place + 2] == ")":
            yield place + 1


def _is_body(words: Sequence[str], kinds: set[EntityType]) -> bool:
    """Whether words that have an acronym name a body: some of them were taken for one, or none for
    anything else, and one says what kind of body it is."""
    if EntityType.ORG in kinds:
        return True
    return kinds <= {EntityType.NORP} and names_a_body(words)


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
            or (_confidence(name)) < SURE
            or ((small := key[0].casefold()) in present and small[:1].islower())
        ):
            continue
        if key[0][:1].isupper():
            sought[key[0]][key] = name.span
    return list(_filled(words, names, sought))


def _is_anothers(words: Sequence[str], place: int, span: Span) -> bool:
    """Whether a surname has a capital before it that is no title: "Indira Gandhi" is another."""
    return (
        span.type is EntityType.PERSON
        and place > 0
        and words[place - 1][:1].isupper()
        and not has_title(words, place)
    )


def _filled(
    words: Sequence[str], names: Sequence[Name], sought: dict[str, dict[Words, Span]]
) -> Iterator[Name]:
    spots = iter(places_of(sought, words))
    spot = next(spots, len(words))
    place = 0
    for name in [*names, None]:
        limit = name.first if name is not None else len(words)
        while spot < limit:
            keys = sought[words[spot]]
            longest = min(LONGEST, limit - spot) if place <= spot else 0
            for length in range(longest, 0, -1):
                span = keys.get(tuple(words[spot : spot + length]))
                if span is not None and not (length == 1 and _is_anothers(words, spot, span)):
                    place = spot + length
                    yield Name(spot, place, span)
                    break
            spot = next(spots, len(words))
        if name is not None:
            yield name
            place = max(name.end, place)
