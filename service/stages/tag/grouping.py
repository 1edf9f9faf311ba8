"""From mentions to entities: one entity for each thing that the text names.

Mentions of one spelling are one entity, whatever case, accents and full stops it is written
with, and have the type that most of them were given; so are names that a table says are one
("Kiev", "Kyiv"). Then a short form joins the full name that it belongs to, if the text has
exactly one such:

- the end of a person's name, the name without its middle, or the first name alone
- a company without its legal form, a place without its region, an office without its country
- an acronym: of a name that stands right before it ("... Administration (FDA)"), else of one
  whose initials it has
- an old name: the new one that it is printed behind ("X, formerly Twitter")

A nationality stays itself ("French" is not France), and a surname of two people is neither's,
unless a title tells which of them is meant.
Time and memory are linear in the mentions.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pydantic import TypeAdapter

from schemas.entity import Entity, EntityType
from service.stages.tag import short_forms, titles, wording
from service.stages.tag.same_names import STANDARD
from service.stages.tag.spelling import Words, fold
from service.stages.tag.tagger import Span

# Expressions rather than names: "May" the month is not Theresa May.
EXPRESSIONS = frozenset(
    {
        EntityType.DATE,
        EntityType.TIME,
        EntityType.MONEY,
        EntityType.PERCENT,
        EntityType.QUANTITY,
    }
)

# Types that taggers give to a surname which they do not know. Measured on news, such an ORG is
# the person in nine cases of ten; a PLACE or NORP is too often the country ("Jordan", "French").
MISTAKEN_SURNAMES = frozenset(
    {EntityType.ORG, EntityType.PRODUCT, EntityType.WORK, EntityType.EVENT}
)

_NO_SECOND_NAMES = EXPRESSIONS | {EntityType.PERSON, EntityType.NORP, EntityType.WORK}
_LONGEST_AND = 40  # code points between two people who are named together
_AND = re.compile(r",? and (?:(?:his|her|their) (?:\w+ )?\w+,? )?(?:[A-Z]\w*\.? ){0,2}")
_LONGEST_FORMERLY = 40  # code points between a new name and its old one
_NO_ACRONYMS = EXPRESSIONS | {EntityType.NORP}
_WITH_ENDS = frozenset({EntityType.ORG, EntityType.EVENT})
_WITHOUT = {
    EntityType.ORG: short_forms.without_legal_form,
    EntityType.PLACE: short_forms.without_region,
}


_ENTITIES = TypeAdapter(tuple[Entity, ...])  # faster than one mention after the other


@dataclass(frozen=True, slots=True)
class _Spelling:
    """All mentions of one folded spelling."""

    words: Words
    type: EntityType
    spans: tuple[Span, ...]


def group(text: str, spans: Iterable[Span]) -> tuple[Entity, ...]:
    """The entities of `text`, in the order of their first mentions, with ids e1, e2, ..."""
    ordered = sorted(spans, key=lambda span: span.start)
    spellings = _spellings(text, ordered)
    owners = _owners(text, ordered, spellings)
    members: dict[int, list[_Spelling]] = {}
    for number, spelling in enumerate(spellings):
        members.setdefault(owners[number], []).append(spelling)
    whole = [
        (spellings[owner], sorted((s for m in found for s in m.spans), key=lambda s: s.start))
        for owner, found in members.items()
    ]
    whole.sort(key=lambda pair: pair[1][0].start)
    found = [
        {
            "id": f"e{number}",
            "type": fullest.type,
            "name": _name(text, fullest),
            "confidence": _mean([span.confidence for span in own]),
            "mentions": [
                {
                    "start": span.start,
                    "end": span.end,
                    "text": text[span.start : span.end],
                    "confidence": span.confidence,
                }
                for span in own
            ],
            "date": own[0].date,
            "date_precision": own[0].date_precision,
        }
        for number, (fullest, own) in enumerate(whole, start=1)
    ]
    return _ENTITIES.validate_python(found)


def _spellings(text: str, spans: Iterable[Span]) -> list[_Spelling]:
    """Spans by spelling, in the order of their first mentions."""
    found: dict[tuple[bool, Words], list[Span]] = {}
    folded: dict[str, Words] = {}  # the same few surfaces come again and again
    for span in spans:
        surface = text[span.start : span.end]
        if span.type in EXPRESSIONS:
            # "Friday" may be two days: the one that was and the one that comes.
            key = True, (*surface.casefold().split(), span.date or "")
        else:
            if surface not in folded:
                folded[surface] = fold(surface)
            key = False, folded[surface]
        found.setdefault(key, []).append(span)
    return [_Spelling(words, _majority(same), tuple(same)) for (_, words), same in found.items()]


def _majority(spans: Sequence[Span]) -> EntityType:
    if len(spans) == 1:
        return spans[0].type
    return Counter(span.type for span in spans).most_common(1)[0][0]


def _owners(text: str, spans: Sequence[Span], spellings: list[_Spelling]) -> list[int]:
    """For each spelling the number of the one with the full name; mostly its own number. A surname
    that names several people is divided into several of `spellings`."""
    owners = list(range(len(spellings)))
    for step in (_same_things, _additions, _ends_of_names):
        step(spellings, owners)
    shared = _people(spellings, owners, _told_apart(text, spans, spellings))
    _by_title(text, spellings, owners, shared)
    _acronyms(text, spans, spellings, owners)
    _old_names(text, spans, spellings, owners)
    return [_root(owners, number) for number in owners]


def _same_things(spellings: Sequence[_Spelling], owners: list[int]) -> None:
    """Second names by the table; the longest that the text uses has the entity."""
    of_standard: dict[str, list[int]] = {}
    for number, spelling in enumerate(spellings):
        standard = STANDARD.get(" ".join(spelling.words).replace(",", ""))
        if standard and spelling.type not in _NO_SECOND_NAMES:
            of_standard.setdefault(standard, []).append(number)
    for numbers in of_standard.values():
        fullest = max(numbers, key=lambda n: (len(" ".join(spellings[n].words)), -n))
        for number in numbers:
            _join(owners, number, fullest)


def _additions(spellings: Sequence[_Spelling], owners: list[int]) -> None:
    """ "Acme" to "Acme Holdings plc", "Paris" to "Paris, Texas" if there is no other Paris."""
    of_core: dict[tuple[EntityType, Words], list[int]] = {}
    for number, spelling in enumerate(spellings):
        without = _WITHOUT.get(spelling.type)
        if without:
            of_core.setdefault((spelling.type, without(spelling.words)), []).append(number)
    for (kind, core), numbers in of_core.items():
        whole = [number for number in numbers if spellings[number].words != core]
        if len(whole) == 1 or kind is EntityType.ORG:
            fullest = max(numbers, key=lambda n: (len(spellings[n].words), -n))
            for number in numbers:
                _join(owners, number, fullest)


def _ends_of_names(spellings: Sequence[_Spelling], owners: list[int]) -> None:
    """ "State Department" to "US State Department"; one word alone says too little."""
    by_end: dict[Words, set[int]] = {}
    for number, spelling in enumerate(spellings):
        if spelling.type in _WITH_ENDS and len(spelling.words) <= short_forms.MAX_EXPANSION_WORDS:
            for start in range(1, len(spelling.words) - 1):
                by_end.setdefault(spelling.words[start:], set()).add(_root(owners, number))
    for number, spelling in enumerate(spellings):
        fulls = by_end.get(spelling.words, set())
        if len(fulls) == 1 and spelling.type in _WITH_ENDS:
            _join(owners, number, *fulls)


def _told_apart(
    text: str, spans: Sequence[Span], spellings: Sequence[_Spelling]
) -> set[frozenset[int]]:
    """People whom the text names together: "George Bush and his son George W. Bush"."""
    people = [span for span in spans if span.type is EntityType.PERSON]
    pairs = [
        (before.start, after.start)
        for before, after in pairwise(people)
        if after.start - before.end <= _LONGEST_AND
        and _AND.fullmatch(text, before.end, after.start)
    ]
    if not pairs:
        return set()
    number_of = {s.start: number for number, same in enumerate(spellings) for s in same.spans}
    return {frozenset((number_of[one], number_of[other])) for one, other in pairs}


def _people(
    spellings: Sequence[_Spelling], owners: list[int], apart: set[frozenset[int]]
) -> dict[int, set[int]]:
    """Surnames, first names and other short forms to the one person who has them.

    Returned are the short forms that several people have, with these people.
    """
    shared: dict[int, set[int]] = {}
    by_name: dict[Words, set[int]] = {}
    by_end: dict[Words, set[int]] = {}
    by_first_name: dict[Words, set[int]] = {}
    # The longest first, so that a short form of a name never counts as a second person.
    for number in sorted(range(len(spellings)), key=lambda n: -len(spellings[n].words)):
        spelling = spellings[number]
        words = short_forms.respelt(spelling.words)
        is_person = spelling.type is EntityType.PERSON
        people = by_end.get(words) or (is_person and by_name.get(words)) or set()
        if not people and is_person:
            people = by_first_name.get(words, set())
        told_apart = any(frozenset((number, person)) in apart for person in people)
        if len(people) == 1 and not told_apart and _may_be_short_form(spelling):
            _join(owners, number, *people)
        elif is_person:
            if len(people) > 1:
                shared[number] = set(people)
            by_name.setdefault(words, set()).add(number)
            for form in short_forms.ends(words):
                by_end.setdefault(form, set()).add(number)
            first = short_forms.first_name(words)
            if first:
                by_first_name.setdefault(first, set()).add(number)
    return shared


def _by_title(
    text: str, spellings: list[_Spelling], owners: list[int], shared: Mapping[int, set[int]]
) -> None:
    """ "Mrs. Obama" to Michelle Obama, whom the text calls the first lady."""
    for number, people in shared.items():
        called = {person: titles.titles_of(text, spellings[person].spans) for person in people}
        told: dict[int | None, list[Span]] = {}
        for span in spellings[number].spans:
            person = titles.whose(titles.title_before(text, span.start), called)
            told.setdefault(person, []).append(span)
        parts = [(replace(spellings[number], spans=tuple(s)), p) for p, s in told.items()]
        # What is told of nobody stays where it is, else the first part does.
        parts.sort(key=lambda part: part[1] is not None)
        spellings[number], owners[number] = (
            parts[0][0],
            number if parts[0][1] is None else parts[0][1],
        )
        for part, person in parts[1:]:
            assert person is not None
            spellings.append(part)
            owners.append(person)


def _may_be_short_form(spelling: _Spelling) -> bool:
    if spelling.type is EntityType.PERSON:
        return True
    return len(spelling.words) == 1 and spelling.type in MISTAKEN_SURNAMES


def _acronyms(
    text: str, spans: Sequence[Span], spellings: Sequence[_Spelling], owners: list[int]
) -> None:
    """Acronyms to the names that they are made of."""
    letters_of = {
        number: letters
        for number, spelling in enumerate(spellings)
        if len(spelling.words) == 1
        and spelling.type not in _NO_ACRONYMS
        and (letters := _acronym(text, spelling))
    }
    if not letters_of:
        return
    number_of = {s.start: number for number, same in enumerate(spellings) for s in same.spans}
    for before, after in pairwise(spans):
        number, full = number_of[after.start], number_of[before.start]
        letters = letters_of.get(number)
        if (
            letters
            and spellings[full].type not in _NO_ACRONYMS
            and after.start - before.end <= 5
            and short_forms.is_in_brackets_after(text[before.end : after.start])
            and short_forms.may_shorten(letters, spellings[full].words)
        ):
            _join(owners, number, full)
            del letters_of[number]
    of_initials: dict[str, set[int]] = {}
    for number, spelling in enumerate(spellings):
        if spelling.type not in _NO_ACRONYMS:
            for letters in short_forms.initials(spelling.words):
                of_initials.setdefault(letters, set()).add(_root(owners, number))
    for number, letters in letters_of.items():
        fulls = of_initials.get(letters, set())
        if len(fulls) == 1 and _fits(spellings, number, *fulls):
            _join(owners, number, *fulls)


def _old_names(
    text: str, spans: Sequence[Span], spellings: Sequence[_Spelling], owners: list[int]
) -> None:
    """ "Swaziland" to "Eswatini"; but a new name of one letter to the old one, which says more."""
    number_of: dict[int, int] = {}
    for before, after in pairwise(spans):
        apart = after.start - before.end
        if apart > _LONGEST_FORMERLY or not wording.is_old_name_after(
            text[before.end : after.start]
        ):
            continue
        if not number_of:
            number_of = {s.start: n for n, same in enumerate(spellings) for s in same.spans}
        new, old = number_of[before.start], number_of[after.start]
        if {spellings[new].type, spellings[old].type} & _NO_SECOND_NAMES:
            continue
        if before.end - before.start == 1:
            new, old = old, new
        if _root(owners, new) != old:
            _join(owners, old, new)


def _acronym(text: str, spelling: _Spelling) -> str | None:
    span = spelling.spans[0]
    return short_forms.acronym_letters(text[span.start : span.end])


def _fits(spellings: Sequence[_Spelling], acronym: int, full: int) -> bool:
    """Two letters are a person's initials too seldom, and a place's of other things too often."""
    kinds = {spellings[acronym].type, spellings[full].type}
    if EntityType.PERSON in kinds:
        return len(spellings[acronym].words[0]) > 2
    return len(kinds) == 1 or EntityType.PLACE not in kinds


def _join(owners: list[int], number: int, full: int) -> None:
    """Give `number` to `full`, unless it belongs to another already."""
    owner = _root(owners, full)
    if owners[number] == number:
        owners[number] = owner


def _root(owners: Sequence[int], number: int) -> int:
    """Whom `number` belongs to in the end: an owner may be joined to another by a later step."""
    while owners[number] != number:
        number = owners[number]
    return number


def _name(text: str, spelling: _Spelling) -> str:
    """The commonest way of writing it, rather not all in capitals, then the first."""
    if len(spelling.spans) == 1:
        span = spelling.spans[0]
        return " ".join(text[span.start : span.end].split()) or text[span.start : span.end]
    forms = Counter(
        " ".join(text[span.start : span.end].split()) or text[span.start : span.end]
        for span in spelling.spans
    )
    return max(forms, key=lambda form: (forms[form], not form.isupper()))


def _mean(confidences: Sequence[float | None]) -> float | None:
    known = [confidence for confidence in confidences if confidence is not None]
    return round(sum(known) / len(known), 4) if known else None
