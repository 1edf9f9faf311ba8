"""Linking: which thing of the knowledge base an entity is, if it is any.

Of what a name may mean, each candidate is weighed by the sum of its parts, logarithms of odds:

    name       its share of the name, from the knowledge base
    type       whether it is of the tagger's type
    country    whether other entities of the article point to its country
    division   whether others are or lie in its state or province
    speaks     whether it is said to do what governments do: capitals do
    container  what stands beside it: "Paris, Texas", "Washington, D.C.", "Washington state"

against "none of these" (NIL), which weighs the more the less known the candidates are. The
winner's share of all these weights is the link's confidence; below LEAST there is no link. A
lone surname is nobody unless the text speaks of the person's country or office, a name before
a surname is no place, and a nationality is never one. A "Supreme Court" is that of a country that
the text speaks of, and a name that the article's language has for something is not read in another
("Columbia", which is Romanian for Colombia).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log
from typing import Protocol

from schemas.entity import Entity, EntityType, Mention
from service.knowledge import Candidate, Entry
from service.stages.enrich.containers import REGIONS, holds, printed_region
from service.stages.enrich.context import Context
from service.stages.enrich.institutions import is_common
from service.stages.states import STATES
from service.stages.tag.grouping import EXPRESSIONS

LEAST = 0.5  # confidence of a link
MOST_SURFACES = 4  # ways of writing one entity that are looked up
MOST_CANDIDATES = 12

UNKNOWN = 0.3  # prior of the things that share a name and that no knowledge base has
NIL_SHARE = 0.02  # of names in full, well known or not
OTHER_TYPE = -3.0
COUNTRY, OTHER_COUNTRY = 1.2, -0.7
ANOTHERS = -8.0  # a "Ministry of Defence" where the text speaks of other countries alone
DIVISION = 1.6
MOST_SUPPORT = 3  # entities of one division; more say the same
CONTAINER = 8.0
SPEAKS = 1.5
PERSON_OF_THE_NAME = -2.5  # "Washington" in a text about Denzel Washington

# Types that taggers mistake for each other, and that the knowledge base may have differently.
_KINDRED = (
    frozenset({EntityType.PLACE, EntityType.ORG}),
    frozenset({EntityType.ORG, EntityType.PRODUCT, EntityType.WORK, EntityType.EVENT}),
    frozenset({EntityType.ORG, EntityType.NORP}),
)
_CAPITAL = "capital"
LONGEST_DATELINE = 100  # code points
_PART = re.compile(r"[^\s,/(][^,/(]*(?<!\s)")
_DIVISION = re.compile(  # "Washington state", "State of Washington"
    r"(.{2,60}) (?:[Ss]tate|[Pp]rovince|[Rr]egion)|(?:[Ss]tate|[Pp]rovince) of (.{2,60})"
)
_MOST_LOOKED_AT = 50  # mentions of an entity
_OFFICES = frozenset({"president", "minister", "chancellor", "king", "queen", "pope", "premier"})


class Knowledge(Protocol):
    """What linking needs of a knowledge base."""

    @property
    def engine(self) -> str: ...

    def lookup(self, name: str) -> tuple[Candidate, ...]: ...


@dataclass(frozen=True, slots=True)
class Weighed:
    """A candidate with what speaks for it; `parts` sum to `score`."""

    entry: Entry
    alias: str
    score: float
    parts: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Link:
    """What an entity was linked to and why; made for `copydesk explain` as for the stage.

    `best` and `runner_up` are the candidates ahead, None where there were fewer; `confidence`
    is the best's share of all weights, NIL's included. `entry` is None where the answer is NIL,
    and `why` says so in words.
    """

    entity: str
    entry: Entry | None = None
    best: Weighed | None = None
    runner_up: Weighed | None = None
    confidence: float = 0.0
    nil: float = 0.0
    why: str = ""
    stands_for_government: bool = False


def links(
    body: str, entities: Sequence[Entity], knowledge: Knowledge, language: str = "en"
) -> tuple[Link, ...]:
    """For each entity of an article in `language` (ISO 639-1) its link, in their order."""
    found = [_of_language(_candidates(entity, knowledge), language) for entity in entities]
    context = Context(body, entities, found, knowledge.lookup)
    made = [
        _link(entity, candidates, context)
        for entity, candidates in zip(entities, found, strict=True)
    ]
    return tuple(_told_apart(entities, made))


def _told_apart(entities: Sequence[Entity], made: Sequence[Link]) -> Iterator[Link]:
    """Of several people of a text that are linked to one, whom the text tells apart ("George Bush
    and his son George W. Bush"), only the one who has that one's name is."""
    named = {
        link.entry.row
        for entity, link in zip(entities, made, strict=True)
        if link.entry is not None and entity.name == link.entry.name
    }
    for entity, link in zip(entities, made, strict=True):
        entry = link.entry
        other = entry is not None and entry.row in named and entity.name != entry.name
        if other and entity.type is EntityType.PERSON:
            yield replace(link, entry=None, why="somebody else of the text has the name in full")
        else:
            yield link


def dateline_links(
    dateline: str | None, knowledge: Knowledge, language: str = "en"
) -> tuple[Entry, ...]:
    """The place of a dateline as printed: "MOSCOW", "Paris, Texas"; empty where unknown."""
    text = (dateline or "")[:LONGEST_DATELINE]
    parts = [Mention(start=m.start(), end=m.end(), text=m[0]) for m in _PART.finditer(text)]
    printed = [
        Entity(id=str(number), type=EntityType.PLACE, name=part.text, mentions=(part,))
        for number, part in enumerate(parts)
    ]
    first = links(text, printed, knowledge, language)[:1]
    return tuple(link.entry for link in first if link.entry and link.entry.type is EntityType.PLACE)


def _candidates(entity: Entity, knowledge: Knowledge) -> tuple[Candidate, ...]:
    """What the name in full may mean; where it is unknown, what shorter forms may."""
    if entity.type in EXPRESSIONS:
        return ()
    if entity.type is EntityType.PLACE and entity.name.endswith(".") and entity.name in STATES:
        found = knowledge.lookup(STATES[entity.name])
        return _among([one for one in found if one.entry.kind == "state"])
    for surface in _surfaces(entity):
        found = knowledge.lookup(surface)
        if found:
            return found[:MOST_CANDIDATES]
    if entity.type is EntityType.PLACE and ", " in entity.name:
        return _within_region(entity.name, knowledge)
    if entity.type is EntityType.PLACE and (named := _DIVISION.fullmatch(entity.name)):
        found = knowledge.lookup(named[1] or named[2])
        return _among([one for one in found if one.entry.kind in REGIONS])
    return ()


def _of_language(found: Sequence[Candidate], language: str) -> tuple[Candidate, ...]:
    """Those of `found` that `language` calls so, if there are any; else all."""
    own = [one for one in found if one.language in (None, language)]
    return _among(own) if 0 < len(own) < len(found) else tuple(found)


def _within_region(name: str, knowledge: Knowledge) -> tuple[Candidate, ...]:
    """The places that "South Bend, Indiana" in one piece may mean: those that may lie there."""
    inner, _, outer = name.partition(", ")
    regions = printed_region(outer, knowledge.lookup)
    found = knowledge.lookup(inner) if regions else ()
    return _among(
        [
            one
            for one in found
            if not one.entry.country or any(holds(region, one.entry) for region in regions)
        ]
    )


def _among(found: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """`found` with their shares of each other."""
    total = sum(one.share for one in found)
    return tuple(replace(one, share=one.share / total) for one in found)


def _surfaces(entity: Entity) -> tuple[str, ...]:
    """The name, then other ways of writing it, the longest first.

    Of a person the name alone: whoever is called Putin need not be the one that is known.
    """
    if entity.type is EntityType.PERSON or entity.count == 1:
        return (entity.name,)
    others = dict.fromkeys(mention.text for mention in entity.mentions[:_MOST_LOOKED_AT])
    others.pop(entity.name, None)
    longest = sorted(others, key=lambda text: -len(text))
    return (entity.name, *longest[: MOST_SURFACES - 1])


def _link(entity: Entity, candidates: Sequence[Candidate], context: Context) -> Link:
    if not candidates:
        why = "expressions are not linked" if entity.type in EXPRESSIONS else "name not known"
        return Link(entity.id, why=why)
    weighed = [w for c in candidates if (w := _weigh(entity, c, context)) is not None]
    if not weighed:
        return Link(entity.id, why=f"no {entity.type.value} of the name is known")
    weighed.sort(key=lambda one: (-one.score, one.entry.row))
    best, runner_up = weighed[0], weighed[1] if len(weighed) > 1 else None
    nil = _nil(entity, max(one.entry.prior for one in weighed), context)
    total = sum(exp(one.score) for one in weighed) + exp(nil)
    confidence = round(exp(best.score) / total, 4)
    why = ""
    is_lone = _is_lone_surname(entity, best.entry)
    if entity.type is EntityType.PLACE and context.is_first_name(entity):
        why = "a part of a person's name"
    elif is_lone and not _is_explained(entity, best.entry, context):
        why = "a lone surname that nothing in the text explains"
    elif is_lone and entity.name.casefold() in context.names_of_people:
        why = "a surname of people in the text, of whom it may be any"
    elif confidence < LEAST:
        why = "no candidate is likelier than none of them"
    return Link(
        entity=entity.id,
        entry=None if why else best.entry,
        best=best,
        runner_up=runner_up,
        confidence=confidence,
        nil=round(nil, 4),
        why=why,
        stands_for_government=not why and best.entry.kind == _CAPITAL and context.acts(entity),
    )


def _weigh(entity: Entity, candidate: Candidate, context: Context) -> Weighed | None:
    """None where the types exclude each other."""
    entry = candidate.entry
    parts = {"name": log(max(candidate.share, 1e-6))}
    if entry.type is not entity.type:
        if not any({entry.type, entity.type} <= kin for kin in _KINDRED):
            return None
        parts["type"] = OTHER_TYPE
    if entry.country and entry.type is not EntityType.NORP:
        support = context.support(entry.country, entity)
        if entry.type is EntityType.ORG and _is_anothers(entity, entry, context):
            parts["country"] = ANOTHERS
        elif support:
            parts["country"] = COUNTRY * log(1 + support)
        elif context.countries(entity) and entry.kind not in REGIONS | {_CAPITAL}:
            parts["country"] = OTHER_COUNTRY
    if division := _division(entity, entry, context):
        parts["division"] = division
    if entry.kind == _CAPITAL and context.acts(entity):
        parts["speaks"] = SPEAKS
    container = _container(entity, entry, context)
    if container:
        parts["container"] = container
    parts = {name: round(value, 4) for name, value in parts.items()}
    return Weighed(entry, candidate.alias, round(sum(parts.values()), 4), parts)


def _is_anothers(entity: Entity, body: Entry, context: Context) -> bool:
    """Whether a body by a name that many countries have is not the one that is known: the text
    gives it to another country ("Kenya's Supreme Court"), or speaks of others alone."""
    if not body.country or not is_common(entity.name, body.kind):
        return False
    owners = context.owners(entity)
    if owners:
        return body.country not in owners
    return not context.support(body.country, entity) and context.countries(entity) > 0


def _division(entity: Entity, entry: Entry, context: Context) -> float:
    """What the states and provinces in play say of a place in one of them."""
    if not entry.division or entry.kind in REGIONS:
        return 0.0
    support, share = context.containers.support(entry.division, entity)
    return DIVISION * log(1 + min(support, MOST_SUPPORT)) * share


def _container(entity: Entity, entry: Entry, context: Context) -> float:
    """What the words right beside the name say of a place."""
    if entry.type is not EntityType.PLACE or not entry.country:
        return 0.0
    if entry.kind == "state" and context.is_called_a_state(entity):
        return CONTAINER
    if entry.kind == _CAPITAL and context.is_called_a_capital(entity):
        return CONTAINER
    if entry.kind in REGIONS:
        return CONTAINER if context.containers.holds_what_is_before(entry, entity) else 0.0
    lies_there = context.containers.lies_there(entry, entity)
    return 0.0 if lies_there is None else CONTAINER if lies_there else -CONTAINER


def _nil(entity: Entity, prior: float, context: Context) -> float:
    """The weight of "none of these": the less known the candidates, the more."""
    weight = log(NIL_SHARE + UNKNOWN / (UNKNOWN + prior))
    if (
        entity.type is not EntityType.PERSON
        and " " not in entity.name
        and entity.name.casefold() in context.surnames
        and not context.is_where_something_is(entity)
    ):
        weight -= PERSON_OF_THE_NAME
    return weight


def _is_lone_surname(entity: Entity, entry: Entry) -> bool:
    return entity.type is EntityType.PERSON and " " not in entity.name and " " in entry.name


def _is_explained(entity: Entity, entry: Entry, context: Context) -> bool:
    """Whether the text speaks of the person's country, or calls the office by its name."""
    if entry.country and context.support(entry.country, entity):
        return True
    offices = set((entry.description or "").casefold().split()) & _OFFICES
    return any(
        offices & set(context.body[max(0, m.start - 30) : m.start].casefold().split())
        for m in entity.mentions[:MOST_SURFACES]
    )
