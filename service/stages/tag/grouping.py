"""From mentions to entities: one entity for each thing that the text names.

Mentions of one spelling are one entity, whatever the case, and have the type that most of them
were given. A short form ("Putin", "von der Leyen", "Donald Trump") belongs to the person whose
full name it is part of, if the text has exactly one such person.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from schemas.entity import Entity, EntityType, Mention
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

MAX_NAME_WORDS = 6  # a longer "person" is a tagger's mistake, and has no short forms

_GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv"})

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Spelling:
    """All mentions of one folded spelling."""

    words: Words
    type: EntityType
    spans: tuple[Span, ...]


def group(text: str, spans: Iterable[Span]) -> tuple[Entity, ...]:
    """The entities of `text`, in the order of their first mentions, with ids e1, e2, ..."""
    spellings = _spellings(text, spans)
    owners = _owners(spellings)
    members: dict[int, list[_Spelling]] = {}
    for number, spelling in enumerate(spellings):
        members.setdefault(owners[number], []).append(spelling)
    whole = [
        (spellings[owner], sorted((s for m in found for s in m.spans), key=lambda s: s.start))
        for owner, found in members.items()
    ]
    whole.sort(key=lambda pair: pair[1][0].start)
    return tuple(
        Entity(
            id=f"e{number}",
            type=fullest.type,
            name=_name(text, fullest),
            confidence=_mean([span.confidence for span in found]),
            mentions=tuple(
                Mention(
                    start=span.start,
                    end=span.end,
                    text=text[span.start : span.end],
                    confidence=span.confidence,
                )
                for span in found
            ),
            date=found[0].date,
            date_precision=found[0].date_precision,
        )
        for number, (fullest, found) in enumerate(whole, start=1)
    )


def fold(name: str) -> Words:
    """The words of `name` without what spellings of one name differ in."""
    words = tuple(name.replace("’", "'").casefold().replace(".", "").split())
    return (words[1:] if len(words) > 1 and words[0] == "the" else words) or (name,)


def _spellings(text: str, spans: Iterable[Span]) -> list[_Spelling]:
    """Spans by spelling, in the order of their first mentions."""
    found: dict[tuple[bool, Words], list[Span]] = {}
    for span in sorted(spans, key=lambda span: span.start):
        surface = text[span.start : span.end]
        if span.type in EXPRESSIONS:
            # "Friday" may be two days: the one that was and the one that comes.
            key = True, (*surface.casefold().split(), span.date or "")
        else:
            key = False, fold(surface)
        found.setdefault(key, []).append(span)
    return [
        _Spelling(words, Counter(span.type for span in same).most_common(1)[0][0], tuple(same))
        for (_, words), same in found.items()
    ]


def _owners(spellings: Sequence[_Spelling]) -> list[int]:
    """For each spelling the number of the one with the full name; mostly its own number."""
    owners = list(range(len(spellings)))
    full_names: dict[Words, set[int]] = {}
    # The longest first, so that a short form of a name never counts as a second person.
    for number in sorted(owners, key=lambda n: -len(spellings[n].words)):
        spelling = spellings[number]
        people = full_names.get(spelling.words, set())
        if len(people) == 1 and _may_be_short_form(spelling):
            (owners[number],) = people
        elif spelling.type is EntityType.PERSON:
            for form in _short_forms(spelling.words):
                full_names.setdefault(form, set()).add(number)
    return owners


def _may_be_short_form(spelling: _Spelling) -> bool:
    if spelling.type is EntityType.PERSON:
        return True
    return len(spelling.words) == 1 and spelling.type in MISTAKEN_SURNAMES


def _short_forms(words: Words) -> Iterator[Words]:
    """How a text may call a person again: by the end of the name, or without the middle.

    "Trump Jr" is a short form of "Donald Trump Jr"; "Donald Trump", his father, is not.
    """
    if len(words) > MAX_NAME_WORDS:
        return
    name = words[:-1] if words[-1] in _GENERATIONS else words
    for start in range(1, len(name)):
        yield name[start:]
        yield words[start:]
    if len(name) > 2:
        yield (name[0], name[-1])


def _name(text: str, spelling: _Spelling) -> str:
    """The commonest way of writing it, rather not all in capitals, then the first."""
    forms = Counter(
        " ".join(text[span.start : span.end].split()) or text[span.start : span.end]
        for span in spelling.spans
    )
    return max(forms, key=lambda form: (forms[form], not form.isupper()))


def _mean(confidences: Sequence[float | None]) -> float | None:
    known = [confidence for confidence in confidences if confidence is not None]
    return round(sum(known) / len(known), 4) if known else None
