"""An explained page as a person reads it on a terminal."""

from collections import Counter
from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from schemas.article import Removal
from service.cli.explain.story import show_fields, show_story
from service.cli.render import printable
from service.explain.page import BODY, CAPTION, CLASSES, REJECTED, TITLE, Explained, Line
from service.explain.story import Story

STYLES = {
    TITLE: "bold cyan",
    BODY: "green",
    CAPTION: "yellow",
    REJECTED: "red",
    Removal.NAVIGATION.value: "blue",
    Removal.COMMENTS.value: "red",
    Removal.SHARING.value: "bright_blue",
    Removal.SIGN_UP.value: "bright_red",
    Removal.TEASER.value: "dark_orange3",
    Removal.METADATA.value: "magenta",
    Removal.DUPLICATE.value: "bright_magenta",
}
FURNITURE = "bright_black"
SHOWN_CHARACTERS = 300  # of a line
AT_A_TIME = 200  # lines; so that the first of a long page are soon there


def show(item: Explained | Story) -> Iterator[RenderableType]:
    """The parts of the page, from the top, and those of its story after them."""
    if isinstance(item, Story):
        if item.page is not None:
            yield from _page(item.page)
        yield from show_story(item)
    else:
        yield from _page(item)


def _page(page: Explained) -> Iterator[RenderableType]:
    yield Rule(Text(printable(page.name)), align="left")
    yield _legend(page.lines)
    if page.rejected is not None:
        yield Text(f"rejected: {printable(page.rejected)}", "bold red")
    if page.event is not None:
        yield from show_fields(page.event)
    yield Text(page.how, "dim")
    for first in range(0, len(page.lines), AT_A_TIME):
        yield _table(page.lines[first : first + AT_A_TIME])


def _legend(lines: Sequence[Line]) -> Text:
    counts = Counter(line.kind for line in lines)
    parts = [Text(f"{counts[kind]:,} {_label(kind)}", _style(kind)) for kind in CLASSES]
    shown = [part for part, kind in zip(parts, CLASSES, strict=True) if counts[kind]]
    return Text("  ").join(shown)


def _table(lines: Sequence[Line]) -> Table:
    table = Table.grid(padding=(0, 1), expand=True)
    table.add_column(justify="right", width=5, style="dim")
    table.add_column(width=11)
    table.add_column(justify="right", width=4)
    table.add_column(ratio=3)
    table.add_column(ratio=2)
    for line in lines:
        text = printable(line.text)
        shown = f"{text[:SHOWN_CHARACTERS]}…" if len(text) > SHOWN_CHARACTERS else text
        style = _style(line.kind)
        chance = Text(f"{line.probability:.0%}", "bold" if line.odds > 0 else "dim")
        label = Text(_label(line.kind), style, no_wrap=True)
        table.add_row(str(line.number), label, chance, Text(shown, style), _why(line))
    return table


def _why(line: Line) -> Text:
    why = Text()
    if line.note:
        why.append(line.note + ("; " if line.reasons else ""), "italic")
    for at, reason in enumerate(line.reasons):
        sign, style = ("+", "green") if reason.weight > 0 else ("−", "red")
        why.append(", " if at else "")
        why.append(f"{sign}{abs(reason.weight):.1f}", style)
        why.append(f" {reason.what}", "dim")
    return why


def _style(kind: str) -> str:
    return STYLES.get(kind, FURNITURE)


def _label(kind: str) -> str:
    return kind.replace("_", " ")
