"""An article with its entities, as both reports tell it: marked text, grouped entities, facts.

Made from the event alone, and from any event: offsets that point nowhere, or into each other, are
left out, and what is shown of a text is printable.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from schemas.article import EnrichedArticle, RawArticle, TaggedArticle
from schemas.entity import Coordinates, Entity, EntityType, FieldMention, LinkedEntity
from schemas.event import Event
from service.explain.page import Explained, explain
from service.knowledge import Entry
from service.stages.clean.page import one_line, printable
from service.stages.enrich.linking import Knowledge, Link, links
from service.stages.languages import primary

GROUPS = {
    "Persons": (EntityType.PERSON,),
    "Organisations": (EntityType.ORG,),
    "Places": (EntityType.PLACE,),
    "Peoples and parties": (EntityType.NORP,),
    "Events, works and products": (EntityType.EVENT, EntityType.WORK, EntityType.PRODUCT),
    "Dates and times": (EntityType.DATE, EntityType.TIME),
    "Amounts": (EntityType.MONEY, EntityType.PERCENT, EntityType.QUANTITY),
}

# What a report shows of one article at most; nobody reads more, and no browser would show it.
MOST_TEXT = 200_000  # code points of the body
MOST_MARKS = 5_000  # mentions in the body
MOST_ROWS = 1_000  # entities of a group

# Whitespace that is no space and no line feed; some of it, no HTML may hold.
_BREAKS = re.compile(r"[\t\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Story:
    """An article and what it was called.

    `page` says how it was cleaned and `links` why each of its entities was linked, in their order;
    where that is known.
    """

    name: str
    article: TaggedArticle
    page: Explained | None = None
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A mention in a text. `entity` is the place of its entity among the article's, if it has one.

    Offsets are half-open [start, end) in code points.
    """

    start: int
    end: int
    type: EntityType
    entity: int | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text, all of one mention or of none; printable."""

    text: str
    mark: Mark | None = None


def explained(
    article: Event,
    name: str,
    stages: Sequence[Callable[[Any], Any]],
    knowledge: Knowledge | None = None,
) -> Explained | Story:
    """What becomes of `article` in cleaning, if it is raw, and then in `stages`, one by one.

    With the `knowledge` that they link by, the story says why.
    """
    page = explain(article, name) if isinstance(article, RawArticle) else None
    event = article if page is None else page.event
    if event is None or (page and not stages):
        assert page is not None
        return page
    for stage in stages:
        event = stage(event)
    assert isinstance(event, TaggedArticle)
    language = primary(event.language or "en")
    found = () if knowledge is None else links(event.body, event.entities, knowledge, language)
    return Story(name, event, page, found)


def paragraphs(article: TaggedArticle) -> Iterator[list[Piece]]:
    """The body, marked, as far as it is shown; each paragraph in pieces."""
    end = shown_length(article)
    marks = [
        Mark(mention.start, mention.end, entity.type, at)
        for at, entity in enumerate(article.entities)
        for mention in entity.mentions
        if mention.end <= end
    ]
    paragraph: list[Piece] = []
    for piece in _pieces(article.body[:end], marks):
        first, *rest = [piece.text] if piece.mark else piece.text.split("\n\n")
        paragraph.append(_shown(first, piece.mark))
        for text in rest:
            yield paragraph
            paragraph = [_shown(text, None)]
    yield paragraph


def shown_length(article: TaggedArticle) -> int:
    """How many code points of the body are shown: up to MOST_TEXT, and with MOST_MARKS in them."""
    ends = [mention.end for entity in article.entities for mention in entity.mentions]
    last = sorted(ends)[MOST_MARKS - 1] if len(ends) >= MOST_MARKS else MOST_TEXT
    return min(len(article.body), MOST_TEXT, last)


def title(article: TaggedArticle) -> list[Piece]:
    """The title, marked."""
    text = article.title or ""
    marks = _of_field(article, article.title_mentions)
    return [_shown(piece.text, piece.mark) for piece in _pieces(text, marks)]


def captions(article: TaggedArticle) -> list[list[Piece]]:
    """The captions, marked."""
    found = []
    for at, text in enumerate(article.captions):
        mentions = article.caption_mentions[at] if at < len(article.caption_mentions) else ()
        pieces = _pieces(text, _of_field(article, mentions))
        found.append([_shown(piece.text, piece.mark) for piece in pieces])
    return found


def groups(article: TaggedArticle) -> dict[str, list[tuple[int, Entity]]]:
    """Entities with their places among the article's, by group; the MOST_ROWS most salient."""
    return {
        label: sorted(
            ((at, entity) for at, entity in enumerate(article.entities) if entity.type in types),
            key=lambda pair: (-salience(pair[1]), pair[1].first),
        )[:MOST_ROWS]
        for label, types in GROUPS.items()
        if any(entity.type in types for entity in article.entities)
    }


def salience(entity: Entity) -> float:
    """0 of an entity that has not been weighed."""
    return entity.salience if isinstance(entity, LinkedEntity) else 0.0


def are_weighed(entities: Iterable[tuple[int, Entity]]) -> bool:
    """Whether one of a group has been weighed."""
    return any(salience(entity) for _, entity in entities)


def is_main(entity: Entity) -> bool:
    return isinstance(entity, LinkedEntity) and entity.is_main


def other_forms(entity: Entity) -> list[str]:
    """How the text names it beside its name; each way once."""
    forms = dict.fromkeys(one_line(mention.text) for mention in entity.mentions)
    return [form for form in forms if form and form != one_line(entity.name)]


def facts(entity: Entity) -> list[str]:
    """What is known of it, but for its identifiers."""
    found: list[str] = []
    if entity.date:
        precision = f" ({entity.date_precision})" if entity.date_precision else ""
        found.append(f"{entity.date}{precision}")
    if isinstance(entity, LinkedEntity):
        found += filter(None, [entity.description or entity.kind, entity.country])
        found += _where(entity.coordinates)
        if entity.stands_for:
            found.append(f"stands for the {entity.stands_for}")
    return [one_line(fact) for fact in found]


def point(coordinates: Coordinates) -> str:
    """As an atlas writes it, to about a kilometre: "50.45° N 30.52° E"."""
    north, east = coordinates.latitude, coordinates.longitude
    latitude = f"{abs(north):.2f}° {'N' if north >= 0 else 'S'}"
    return f"{latitude} {abs(east):.2f}° {'E' if east >= 0 else 'W'}"


def identifiers(entity: Entity) -> list[tuple[str, str | None]]:
    """What it is known by elsewhere, each with its address where there is one."""
    if not isinstance(entity, LinkedEntity):
        return []
    found: list[tuple[str, str | None]] = []
    if entity.wikidata:
        found.append((entity.wikidata, f"https://www.wikidata.org/wiki/{entity.wikidata}"))
    if entity.geonames:
        address = f"https://www.geonames.org/{entity.geonames}"
        found.append((f"GeoNames {entity.geonames}", address))
    others = [(scheme, key) for scheme, key in entity.ids.items() if key != entity.country]
    return found + [(one_line(f"{scheme} {key}"), None) for scheme, key in others]


def why(link: Link) -> list[str]:
    """Why an entity was linked, or was not: the alias and the score, the parts, the runner-up."""
    best = link.best
    if best is None:
        return [link.why]
    answer = f"{link.confidence:.0%} sure" if link.entry else link.why
    shown = "" if link.entry else f" for {_entry(best.entry)}"
    parts = ", ".join(f"{name} {_signed(value)}" for name, value in best.parts.items())
    found = [answer, f"“{best.alias}” scores {_signed(best.score)}{shown}: {parts}"]
    if link.runner_up:
        other = link.runner_up
        found.append(f"runner-up {_entry(other.entry)} {_signed(other.score)}")
    return [one_line(text) for text in [*found, f"none of them {_signed(link.nil)}"]]


def about(article: TaggedArticle) -> list[tuple[str, list[str]]]:
    """Facts of the whole article by what they are of: places, key phrases, what was left undone."""
    found = [("Not shown", _not_shown(article))]
    if isinstance(article, EnrichedArticle):
        places = [
            " · ".join([place.name, *filter(None, [place.country]), *_where(place.coordinates)])
            for place in article.places
        ]
        found += [("Places", places), ("Key phrases", list(article.key_phrases))]
    for field, status in article.status.items():
        if status.state in ("skipped", "failed"):
            label = field.replace("_", " ").capitalize()
            found.append((label, [f"{status.state}: {status.reason or 'no reason given'}"]))
    return [(label, [one_line(text) for text in texts]) for label, texts in found if texts]


def _not_shown(article: TaggedArticle) -> list[str]:
    text = len(article.body) - shown_length(article)
    rows = len(article.entities) - sum(map(len, groups(article).values()))
    left = ((text, "characters of the text"), (rows, "entities"))
    return [f"{count:,} more {what}" for count, what in left if count]


def _entry(entry: Entry) -> str:
    known = ", ".join(filter(None, [entry.kind, entry.country]))
    return f"{entry.name} ({known})" if known else entry.name


def _signed(score: float) -> str:
    return f"{'−' if score < 0 else '+'}{abs(score):.1f}"


def _where(coordinates: Coordinates | None) -> list[str]:
    return [] if coordinates is None else [point(coordinates)]


def _of_field(article: TaggedArticle, mentions: Sequence[FieldMention]) -> list[Mark]:
    numbers = {entity.id: at for at, entity in enumerate(article.entities)}
    return [Mark(m.start, m.end, m.type, numbers.get(m.entity or "")) for m in mentions]


def _pieces(text: str, marks: Iterable[Mark]) -> Iterator[Piece]:
    """The text cut at its marks, in full. Of marks that overlap the first and longest counts."""
    at = 0
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        if mark.start < at or mark.end > len(text):
            continue
        if mark.start > at:
            yield Piece(text[at : mark.start])
        yield Piece(text[mark.start : mark.end], mark)
        at = mark.end
    if at < len(text):
        yield Piece(text[at:])


def _shown(text: str, mark: Mark | None) -> Piece:
    return Piece(_BREAKS.sub(" ", printable(text)), mark)
