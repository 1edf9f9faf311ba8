"""Events as a person reads them on a terminal."""

import unicodedata
from collections import Counter
from collections.abc import Sequence

from rich.console import Group
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from schemas.article import (
    CleanedArticle,
    EnrichedArticle,
    RawArticle,
    Removed,
    TaggedArticle,
)
from schemas.deadletter import DeadLetter
from schemas.entity import Entity, EntityType, LinkedEntity
from schemas.event import Event

STYLES = {
    EntityType.PERSON: "bold cyan",
    EntityType.ORG: "bold yellow",
    EntityType.PLACE: "bold green",
    EntityType.NORP: "magenta",
    EntityType.EVENT: "bold blue",
    EntityType.WORK: "bold blue",
    EntityType.PRODUCT: "bold blue",
}
OTHER_STYLE = "dim"
GROUPS = {
    "persons": (EntityType.PERSON,),
    "organisations": (EntityType.ORG,),
    "places": (EntityType.PLACE,),
    "groups": (EntityType.NORP,),
    "other names": (EntityType.EVENT, EntityType.WORK, EntityType.PRODUCT),
    "numbers": (
        EntityType.DATE,
        EntityType.TIME,
        EntityType.MONEY,
        EntityType.PERCENT,
        EntityType.QUANTITY,
    ),
}
LABEL_WIDTH = 14
SHOWN_PARAGRAPHS = 2
SHOWN_REMOVED = 4
SHOWN_CHARACTERS = 90  # of a block that was removed


def render(event: Event, *, label: str = "", raw_length: int | None = None) -> Group:
    """Any event. `raw_length` is that of the raw content, in code points, where it is known."""
    if isinstance(event, DeadLetter):
        return _dead_letter(event, label)
    if isinstance(event, RawArticle):
        return _raw(event, label)
    assert isinstance(event, CleanedArticle)
    return _article(event, label, raw_length)


def tombstone(key: bytes | None) -> Text:
    """A record without a value: the article of this key was deleted."""
    return Text(f"deleted: {printable((key or b'').decode('utf-8', 'replace'))}", "dim")


def printable(text: str) -> str:
    """`text` without control characters, which could make the terminal do things."""
    return "".join(
        character if unicodedata.category(character)[0] != "C" else " " for character in text
    )


def _raw(event: RawArticle, label: str) -> Group:
    size = f"{len(event.content):,} characters, {event.content_type or 'any type'}"
    return Group(
        _rule(label or event.id or event.url or "raw article"),
        Text(printable(event.title or "(no title)"), "bold"),
        _table([("content", Text(size))]),
    )


def _dead_letter(event: DeadLetter, label: str) -> Group:
    pointer = f" ({printable(event.pointer)})" if event.pointer else ""
    size = f"{len(event.value):,} bytes" if event.value is not None else "too large to copy"
    return Group(
        _rule(label or event.article_id or event.id, "red"),
        Text(f"dead letter: {event.reason.value}", "bold red"),
        _table(
            [
                ("at", Text(f"{event.stage}: {printable(event.message)}{pointer}")),
                ("original", Text(f"{size}, {event.topic}/{event.partition}/{event.offset}")),
            ]
        ),
    )


def _article(event: CleanedArticle, label: str, raw_length: int | None) -> Group:
    raw = f" of {raw_length:,} raw" if raw_length is not None else ""
    entities = event.entities if isinstance(event, TaggedArticle) else ()
    rows = [
        ("body", Text(f"{len(event.body):,} characters{raw}")),
        ("", _opening(event.body, entities)),
        ("removed", _removed(event.removed)),
    ]
    for field in ("entities", "places", "key_phrases"):
        if (status := event.status.get(field)) and status.state in ("skipped", "failed"):
            why = f"{status.state}: {status.reason or 'no reason given'}"
            rows.append((field.replace("_", " "), Text(printable(why), "dim")))
    for name, types in GROUPS.items():
        if group := [entity for entity in entities if entity.type in types]:
            rows.append((name, _names(group)))
    if isinstance(event, EnrichedArticle) and event.key_phrases:
        rows.append(("key phrases", Text(printable(", ".join(event.key_phrases)))))
    return Group(
        _rule(label or event.id),
        Text(printable(event.title or "(no title)"), "bold"),
        Text(printable(" · ".join(_facts(event))), "dim"),
        _table(rows),
    )


def _facts(event: CleanedArticle) -> list[str]:
    facts = []
    if event.language:
        sure = event.language_confidence
        facts.append(event.language if sure is None else f"{event.language} {sure:.0%}")
    if event.dateline:
        facts.append(event.dateline)
    if event.byline:
        facts.append("by " + ", ".join(event.byline))
    if event.published_at:
        facts.append(event.published_at)
    if isinstance(event, EnrichedArticle) and event.reading_seconds:
        facts.append(f"{max(1, round(event.reading_seconds / 60))} min to read")
    return facts


def _opening(body: str, entities: Sequence[Entity]) -> Text:
    """The first paragraphs, with the names in them in their colours."""
    end = 0
    for _ in range(SHOWN_PARAGRAPHS):
        found = body.find("\n\n", end + 2 if end else 0)
        end = found if found >= 0 else len(body)
    text = Text("".join(c if c == "\n" else printable(c) for c in body[:end]))
    for entity in entities:
        for mention in entity.mentions:
            if mention.end <= end and entity.type in STYLES:
                text.stylize(STYLES[entity.type], mention.start, mention.end)
    if end < len(body):
        text.append(" …", "dim")
    return text


def _removed(removed: Sequence[Removed]) -> Text:
    """How many blocks for which reason, and the first of each of the first reasons."""
    if not removed:
        return Text("nothing")
    counts = Counter(block.reason.value for block in removed)
    reasons = ", ".join(f"{count} {reason}" for reason, count in counts.most_common())
    text = Text(f"{len(removed)} blocks: {reasons}")
    firsts = {block.reason: block for block in reversed(removed)}
    for block in sorted(firsts.values(), key=lambda block: block.line)[:SHOWN_REMOVED]:
        words = printable(block.text)
        cut = f"{words[:SHOWN_CHARACTERS]}…" if len(words) > SHOWN_CHARACTERS else words
        text.append(f"\n– {cut} ({block.reason.value})", "dim")
    return text


def _names(entities: Sequence[Entity]) -> Text:
    """Names with their countries and how often they are mentioned, most salient first."""
    order = sorted(
        entities, key=lambda e: (-(e.salience if isinstance(e, LinkedEntity) else 0), e.name)
    )
    text = Text()
    for index, entity in enumerate(order):
        text.append(", " if index else "")
        text.append(printable(entity.name), STYLES.get(entity.type, OTHER_STYLE))
        if isinstance(entity, LinkedEntity) and entity.country:
            text.append(f" ({entity.country})")
        if len(entity.mentions) > 1:
            text.append(f" ×{len(entity.mentions)}", "dim")
    return text


def _rule(title: str, style: str = "") -> Rule:
    return Rule(Text(printable(title), style), align="left", style=style or "rule.line")


def _table(rows: Sequence[tuple[str, Text]]) -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column(style="dim", width=LABEL_WIDTH)
    table.add_column()
    for label, value in rows:
        table.add_row(label, value)
    return table
