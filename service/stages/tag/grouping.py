"""From mentions to entities: one entity for each thing that the text names.

Mentions of one spelling are one entity, whatever case, accents and full stops it is written
with, and have the type that most of them were given; so are names that a table says are one
("Kiev", "Kyiv"). Then a short form joins the full name that it belongs to, if the text has
exactly one such:

- the end of a person's name, the name without its middle, or the first name alone
- a company without its legal form, a place without its region, an office without its country
- the first word of a body's name of two, or of a company's of three with its legal form, once the
  text has named it so: "Acme" of "Acme Shipping" and of "Acme Grid Systems, Inc."
- an acronym: of a name that stands right before it ("... Administration (FDA)"), else of one
  whose initials it has
- an old name: the new one that it is printed behind ("X, formerly Twitter")

A nationality stays itself ("French" is not France), and a surname of two people is neither's,
unless a title tells which of them is meant, or one was called so before the other was named. A
name of towns in several states is itself, too, but where the state is printed behind it
("Springfield, Illinois", "Springfield, Mo."); so is a state beside the capital of its name.
Time and memory are linear in the mentions.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from pydantic import TypeAdapter

from schemas.entity import Entity, EntityType
from service.stages.tag import short_forms, wording
from service.stages.tag.capitals import states_told_apart
from service.stages.tag.owners import Spelling, join, root
from service.stages.tag.people import join_people
from service.stages.tag.same_names import STANDARD
from service.stages.tag.spelling import Words, fold, printed
from service.stages.tag.tagger import Span
from service.stages.tag.towns import told_apart

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

_NO_SECOND_NAMES = EXPRESSIONS | {EntityType.PERSON, EntityType.NORP, EntityType.WORK}
_LONGEST_FORMERLY = 40  # code points between a new name and its old one
_NO_ACRONYMS = EXPRESSIONS | {EntityType.NORP}
_WITH_ENDS = frozenset({EntityType.ORG, EntityType.EVENT})
_WITHOUT = {
    EntityType.ORG: short_forms.without_legal_form,
    EntityType.PLACE: short_forms.without_region,
}


_ENTITIES = TypeAdapter(tuple[Entity, ...])  # faster than one mention after the other


def group(text: str, spans: Iterable[Span]) -> tuple[Entity, ...]:
    """The entities of `text`, in the order of their first mentions, with ids e1, e2, ..."""
    ordered = sorted(spans, key=lambda span: span.start)
    spellings = states_told_apart(text, told_apart(text, _spellings(text, ordered)))
    owners = _owners(text, ordered, spellings)
    members: dict[int, list[Spelling]] = {}
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


def _spellings(text: str, spans: Iterable[Span]) -> list[Spelling]:
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
    return [Spelling(words, _majority(same), tuple(same)) for (_, words), same in found.items()]


def _majority(spans: Sequence[Span]) -> EntityType:
    if len(spans) == 1:
        return spans[0].type
    return Counter(span.type for span in spans).most_common(1)[0][0]


def _owners(text: str, spans: Sequence[Span], spellings: list[Spelling]) -> list[int]:
    """For each spelling the number of the one with the full name; mostly its own number. A surname
    that names several people is divided into several of `spellings`."""
    owners = list(range(len(spellings)))
    for step in (_same_things, _additions, _ends_of_names):
        step(spellings, owners)
    _beginnings_of_names(text, spellings, owners)
    join_people(text, spans, spellings, owners)
    _acronyms(text, spans, spellings, owners)
    _old_names(text, spans, spellings, owners)
    return [root(owners, number) for number in owners]


def _same_things(spellings: Sequence[Spelling], owners: list[int]) -> None:
    """Second names by the table; the longest that the text uses has the entity."""
    of_standard: dict[str, list[int]] = {}
    for number, spelling in enumerate(spellings):
        standard = STANDARD.get(" ".join(spelling.words).replace(",", ""))
        if standard and spelling.type not in _NO_SECOND_NAMES:
            of_standard.setdefault(standard, []).append(number)
    for numbers in of_standard.values():
        fullest = max(numbers, key=lambda n: (len(" ".join(spellings[n].words)), -n))
        for number in numbers:
            join(owners, number, fullest)


def _additions(spellings: Sequence[Spelling], owners: list[int]) -> None:
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
                join(owners, number, fullest)


def _ends_of_names(spellings: Sequence[Spelling], owners: list[int]) -> None:
    """ "State Department" to "US State Department"; one word alone says too little."""
    by_end: dict[Words, set[int]] = {}
    for number, spelling in enumerate(spellings):
        if spelling.type in _WITH_ENDS and len(spelling.words) <= short_forms.MAX_EXPANSION_WORDS:
            for start in range(1, len(spelling.words) - 1):
                by_end.setdefault(spelling.words[start:], set()).add(root(owners, number))
    for number, spelling in enumerate(spellings):
        fulls = by_end.get(spelling.words, set())
        if len(fulls) == 1 and spelling.type in _WITH_ENDS:
            join(owners, number, *fulls)


def _beginnings_of_names(text: str, spellings: Sequence[Spelling], owners: list[int]) -> None:
    """ "Acme" to "Acme Shipping" or "Acme Grid Systems, Inc.", the one such named before it; an
    acronym is a body of its own ("UN" is not the UN Refugee Agency)."""
    by_first: dict[str, set[int]] = {}
    for number, spelling in enumerate(spellings):  # in the order of their first mentions
        if spelling.type is not EntityType.ORG:
            continue
        if len(spelling.words) == 1:
            fulls = by_first.get(spelling.words[0], set())
            if len(fulls) == 1 and not _acronym(text, spelling):
                join(owners, number, *fulls)
        elif _has_a_first_word(
            spelling.words, words := short_forms.without_legal_form(spelling.words)
        ):
            by_first.setdefault(words[0], set()).add(root(owners, number))


def _has_a_first_word(name: Words, core: Words) -> bool:
    """Whether the first word of a body's name may stand for it: of a name of two words, or of a
    company's of three. `core` is the name without its legal form."""
    return len(core) == 2 or (len(core) == 3 and len(name) > 3)


def _acronyms(
    text: str, spans: Sequence[Span], spellings: Sequence[Spelling], owners: list[int]
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
            join(owners, number, full)
            del letters_of[number]
    of_initials: dict[str, set[int]] = {}
    for number, spelling in enumerate(spellings):
        if spelling.type not in _NO_ACRONYMS:
            for letters in short_forms.initials(spelling.words):
                of_initials.setdefault(letters, set()).add(root(owners, number))
    for number, letters in letters_of.items():
        fulls = of_initials.get(letters, set())
        if len(fulls) == 1 and _fits(spellings, number, *fulls):
            join(owners, number, *fulls)


def _old_names(
    text: str, spans: Sequence[Span], spellings: Sequence[Spelling], owners: list[int]
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
        if root(owners, new) != old:
            join(owners, old, new)


def _acronym(text: str, spelling: Spelling) -> str | None:
    span = spelling.spans[0]
    return short_forms.acronym_letters(text[span.start : span.end])


def _fits(spellings: Sequence[Spelling], acronym: int, full: int) -> bool:
    """Two letters are a person's initials too seldom, and a place's of other things too often."""
    kinds = {spellings[acronym].type, spellings[full].type}
    if EntityType.PERSON in kinds:
        return len(spellings[acronym].words[0]) > 2
    return len(kinds) == 1 or EntityType.PLACE not in kinds


def _name(text: str, spelling: Spelling) -> str:
    """The commonest way of writing it, rather not all in capitals, then the first."""
    if len(spelling.spans) == 1:
        span = spelling.spans[0]
        return printed(text[span.start : span.end])
    forms = Counter(printed(text[span.start : span.end]) for span in spelling.spans)
    return max(forms, key=lambda form: (forms[form], not form.isupper()))


def _mean(confidences: Sequence[float | None]) -> float | None:
    known = [confidence for confidence in confidences if confidence is not None]
    return round(sum(known) / len(known), 4) if known else None
