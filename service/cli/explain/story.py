"""An article with its entities as a person reads it on a terminal."""

from collections.abc import Iterable, Iterator, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from schemas.article import CleanedArticle, TaggedArticle
from schemas.entity import Entity, EntityType
from service.cli.render import OTHER_STYLE, STYLES, printable
from service.explain.fields import fields
from service.explain.story import (
    Piece,
    Story,
    about,
    are_weighed,
    captions,
    facts,
    groups,
    identifiers,
    is_main,
    other_forms,
    paragraphs,
    salience,
    title,
    why,
)
from service.stages.enrich.linking import Link
from service.stages.tag.grouping import EXPRESSIONS

BAR = 8  # columns of a whole bar
SHOWN_FORMS = 4


def show_story(story: Story) -> Iterator[RenderableType]:
    """The parts of the story, from the top."""
    article = story.article
    yield Rule(Text(printable(story.name)), align="left")
    yield _marked(title(article) or [Piece("(no title)")], "bold")
    yield from show_fields(article)
    yield _legend(article)
    for paragraph in paragraphs(article):
        yield Padding(_marked(paragraph), (1, 0, 0, 0))
    for caption in captions(article):
        yield Padding(_marked(caption, "italic"), (1, 0, 0, 2))
    for label, entities in groups(article).items():
        yield Padding(_table(label, entities, story.links), (1, 0, 0, 0))
    for label, texts in about(article):
        yield Padding(
            Text(f"{label}: ", "dim").append(printable("; ".join(texts)), "none"), (1, 0, 0, 0)
        )


def show_fields(article: CleanedArticle) -> Iterator[RenderableType]:
    """What the cleaning found beside the text, a line for each field."""
    for label, value in fields(article):
        yield Text(f"{label}: ", "dim").append(printable(value), "none")


def _marked(pieces: Iterable[Piece], style: str = "") -> Text:
    text = Text(style=style)
    for piece in pieces:
        own = STYLES.get(piece.mark.type, f"{OTHER_STYLE} underline") if piece.mark else ""
        text.append("".join(c if c == "\n" else printable(c) for c in piece.text), own)
    return text


def _legend(article: TaggedArticle) -> Text:
    counts = {kind: sum(entity.type is kind for entity in article.entities) for kind in EntityType}
    shown = [
        Text(f"{count:,} {kind.value}", STYLES.get(kind, OTHER_STYLE))
        for kind, count in counts.items()
        if count
    ]
    return Text("  ").join(shown)


def _table(label: str, entities: Sequence[tuple[int, Entity]], links: Sequence[Link]) -> Table:
    weighed = are_weighed(entities)
    table = Table.grid(padding=(0, 1), expand=True)
    table.add_column(ratio=2)
    table.add_column(justify="right", width=5)
    if weighed:
        table.add_column(width=BAR + 5)
    table.add_column(ratio=3)
    heads = [Text(label, "bold underline"), Text("×", "dim"), Text("salience", "dim")]
    table.add_row(*heads[: 2 + weighed])
    for at, entity in entities:
        known = _known(entity)
        if links and entity.type not in EXPRESSIONS:
            reasons = printable("; ".join(why(links[at])))
            known.append("\n" * bool(known) + reasons, "dim italic")
        weight = [_salience(entity)] if weighed else []
        table.add_row(_name(entity), f"{entity.count:,}", *weight, known)
    return table


def _name(entity: Entity) -> Text:
    name = Text(printable(entity.name), STYLES.get(entity.type, OTHER_STYLE))
    return name.append(" ★", "bold") if is_main(entity) else name


def _salience(entity: Entity) -> Text:
    weight = salience(entity)
    if not weight:
        return Text()
    full = round(weight * BAR)
    return Text("█" * full).append("░" * (BAR - full) + f" {weight:.2f}", "dim")


def _known(entity: Entity) -> Text:
    known = [*facts(entity), *(text for text, _ in identifiers(entity))]
    text = Text(printable(" · ".join(known)))
    forms = other_forms(entity)
    if forms:
        more = ", ".join(forms[:SHOWN_FORMS]) + (", …" if len(forms) > SHOWN_FORMS else "")
        text.append(f"{' — ' if known else ''}also {printable(more)}", "dim")
    return text
