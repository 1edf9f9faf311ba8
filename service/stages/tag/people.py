"""Whom the short forms of people's names mean: a surname, a first name, "Mrs. Obama"."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from schemas.entity import EntityType
from service.stages.tag import short_forms
from service.stages.tag.owners import Spelling, join
from service.stages.tag.spelling import Words
from service.stages.tag.tagger import Span
from service.stages.tag.titles import title_before, titles_of, whose

# Types that taggers give to a surname which they do not know. Measured on news, such an ORG is
# the person in nine cases of ten; a PLACE or NORP is too often the country ("Jordan", "French").
MISTAKEN_SURNAMES = frozenset(
    {EntityType.ORG, EntityType.PRODUCT, EntityType.WORK, EntityType.EVENT}
)

MOST_NAMESAKES = 8  # of so many people with one name titles may tell one

_LONGEST_AND = 40  # code points between two people who are named together
_AND = re.compile(r",? and (?:(?:his|her|their) (?:\w+ )?\w+,? )?(?:[A-Z]\w*\.? ){0,2}")


def join_people(
    text: str, spans: Sequence[Span], spellings: list[Spelling], owners: list[int]
) -> None:
    """Give short forms to the people who have them.

    A short form that several people share is divided into several of `spellings` where titles
    tell them apart; without a title it is the one's who was called so before the others came.
    """
    shared = _people(spellings, owners, _told_apart(text, spans, spellings))
    _by_title(text, spellings, owners, shared)


def _told_apart(
    text: str, spans: Sequence[Span], spellings: Sequence[Spelling]
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
    spellings: Sequence[Spelling], owners: list[int], apart: set[frozenset[int]]
) -> dict[int, frozenset[int]]:
    """Surnames, first names and other short forms to the one person who has them.

    Returned are the short forms that some people share, with these people.
    """
    shared: dict[int, frozenset[int]] = {}
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
        only = len(people) == 1 and frozenset((number, *people)) not in apart
        if only and _may_be_short_form(spelling):
            join(owners, number, *people)
        elif is_person:
            if 1 < len(people) <= MOST_NAMESAKES:
                shared[number] = frozenset(people)
            by_name.setdefault(words, set()).add(number)
            for form in short_forms.ends(words):
                by_end.setdefault(form, set()).add(number)
            first = short_forms.first_name(words)
            if first:
                by_first_name.setdefault(first, set()).add(number)
    return shared


def _by_title(
    text: str, spellings: list[Spelling], owners: list[int], shared: Mapping[int, frozenset[int]]
) -> None:
    """ "Mrs. Obama" to Michelle Obama, whom the text calls the first lady, and "Obama" to Barack
    Obama, if it has called him so before it names her."""
    everybody = {person for people in shared.values() for person in people}
    called = {person: titles_of(text, spellings[person].spans) for person in everybody}
    for number, people in shared.items():
        told: dict[int, list[Span]] = {number: []}  # what is told of nobody stays where it is
        titles = {person: called[person] for person in people}
        first = _called_first(spellings, number, people)
        for span in spellings[number].spans:
            title = title_before(text, span.start)
            person = whose(title, titles) if title else first
            told.setdefault(number if person is None else person, []).append(span)
        left = told.pop(number)
        for person, spans in told.items():
            part = replace(spellings[number], spans=tuple(spans))
            if left or owners[number] != number:
                spellings.append(part)
                owners.append(person)
            else:  # nothing stays
                spellings[number], owners[number] = part, person
        if left:
            spellings[number] = replace(spellings[number], spans=tuple(left))


def _called_first(spellings: Sequence[Spelling], number: int, people: Iterable[int]) -> int | None:
    """The one of `people` who was called by the short form before the others were named; by it
    alone a text means nobody else from there on."""
    first = spellings[number].spans[0].start
    before = [person for person in people if spellings[person].spans[0].start < first]
    return before[0] if len(before) == 1 else None


def _may_be_short_form(spelling: Spelling) -> bool:
    if spelling.type is EntityType.PERSON:
        return True
    return len(spelling.words) == 1 and spelling.type in MISTAKEN_SURNAMES
