"""An article with its entities for the browser: the text marked, and beside it what was found.

Colours are those of types, and so are the lines under a mention, for who cannot tell colours.
Pointing at a mention lights up all that name the same: by a rule for each entity, not by a script.
"""

from collections.abc import Iterable, Sequence
from importlib.resources import files

from lxml.html import HtmlElement
from lxml.html import builder as build

from schemas.article import CleanedArticle, TaggedArticle
from schemas.entity import Entity, EntityType
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
from service.stages.clean.page import one_line
from service.stages.enrich.linking import Link
from service.stages.tag.grouping import EXPRESSIONS

# Hues after Okabe and Ito, which people with any kind of colour vision tell apart: the background
# of a mention, and the line under it.
HUES = {
    "light": {
        EntityType.PERSON: ("#dcecf9", "#0072b2"),
        EntityType.ORG: ("#fdebc8", "#b87a00"),
        EntityType.PLACE: ("#d3f0e5", "#00805d"),
        EntityType.NORP: ("#f8e1ee", "#b0578a"),
        EntityType.EVENT: ("#fde0d0", "#c75200"),
        EntityType.WORK: ("#f7f3b4", "#8a8000"),
        EntityType.PRODUCT: ("#e4e2fa", "#5b55b8"),
    },
    "dark": {
        EntityType.PERSON: ("#123a58", "#56b4e9"),
        EntityType.ORG: ("#4a3508", "#e69f00"),
        EntityType.PLACE: ("#0b4334", "#1fc79b"),
        EntityType.NORP: ("#4d2740", "#e08fc0"),
        EntityType.EVENT: ("#55260b", "#f58a4b"),
        EntityType.WORK: ("#444008", "#f0e442"),
        EntityType.PRODUCT: ("#312d62", "#a9a3f5"),
    },
}
LINES = {
    EntityType.PERSON: "solid",
    EntityType.ORG: "double",
    EntityType.PLACE: "dashed",
    EntityType.NORP: "dotted",
    EntityType.EVENT: "wavy",
    EntityType.WORK: "wavy",
    EntityType.PRODUCT: "dotted",
}
QUIET = "quiet"  # dates and amounts, which are no names
MOST_LIT = 500  # entities of a story that light up; each takes a rule of the style
SHOWN_FORMS = 6


def styles() -> str:
    """The rules for all stories."""
    names = [
        f".{_kind(type_)} {{ --tint: var(--{_kind(type_)}-tint); --hue: var(--{_kind(type_)}-hue); "
        f"--style: {style}; }}\n"
        for type_, style in LINES.items()
    ]
    rules = files(__package__).joinpath("story.css").read_text("utf-8")
    return f"\n:root {{ {_hues('light')} }}\n" + (
        f"@media (prefers-color-scheme: dark) {{ :root {{ {_hues('dark')} }} }}\n"
        f"{''.join(names)}{rules}"
    )


def story_section(story: Story, number: int) -> HtmlElement:
    """The section of one story; `number` tells it from the others of the report."""
    article = story.article
    head = build.HEADER(
        build.P(one_line(story.name), {"class": "name", "dir": "auto"}),
        _marked("h1", title(article) or [Piece("No title")], number),
        field_list(article),
        _legend(article),
    )
    text = build.DIV({"class": "body"})
    text.extend(_marked("p", paragraph, number) for paragraph in paragraphs(article))
    figures = captions(article)
    if figures:
        text.append(build.H2("Captions"))
        text.extend(_marked("p", figure, number, "caption-text") for figure in figures)
    aside = build.ASIDE()
    for label, entities in groups(article).items():
        aside.append(_table(label, entities, story.links, number))
    for label, texts in about(article):
        items = [build.LI(build.E.bdi(text)) for text in texts]
        kind = "chips" if label == "Key phrases" else "list"
        aside.append(build.H2(label))
        aside.append(build.UL({"class": kind}, *items))
    rules = _lighting(min(len(article.entities), MOST_LIT), number)
    section = build.SECTION({"class": "story", "id": f"s{number}"}, head, build.STYLE(rules))
    section.append(build.DIV(text, aside, {"class": "columns"}))
    return section


def _kind(type_: EntityType) -> str:
    return type_.value.lower() if type_ in LINES else QUIET


def _hues(scheme: str) -> str:
    return " ".join(
        f"--{_kind(type_)}-tint: {tint}; --{_kind(type_)}-hue: {hue};"
        for type_, (tint, hue) in HUES[scheme].items()
    )


def _lighting(entities: int, number: int) -> str:
    """Whatever names an entity lights up while one of its mentions is pointed at."""
    return "".join(
        f"#s{number}:has(.{name}:is(:hover,:focus-within,:target)) .{name}{{--lit:var(--hue)}}"
        for name in (_name(number, at) for at in range(entities))
    )


def _name(number: int, entity: int) -> str:
    return f"e{number}-{entity}"


def field_list(article: CleanedArticle) -> HtmlElement:
    """What the cleaning found beside the text."""
    listed = build.DL({"class": "fields"})
    for label, value in fields(article):
        listed.append(build.DIV(build.DT(label), build.DD(build.E.bdi(value))))
    return listed


def _legend(article: TaggedArticle) -> HtmlElement:
    legend = build.UL({"class": "legend"})
    for type_ in EntityType:
        count = sum(entity.type is type_ for entity in article.entities)
        if count:
            mark = build.MARK(type_.value, {"class": _kind(type_)})
            mark.tail = f" {count:,}"
            legend.append(build.LI(mark))
    return legend


def _marked(tag: str, pieces: Iterable[Piece], number: int, kind: str | None = None) -> HtmlElement:
    element = build.E(tag, {"dir": "auto", **({"class": kind} if kind else {})})
    last = None
    for piece in pieces:
        mark = piece.mark
        if mark is not None:
            last = build.MARK({"class": _kind(mark.type), "title": mark.type.value, "dir": "auto"})
            if mark.entity is None:
                last.text = piece.text
            else:
                name = _name(number, mark.entity)
                last.set("class", f"{_kind(mark.type)} {name}")
                last.append(build.A(piece.text, href=f"#{name}"))
            element.append(last)
        elif last is None:
            element.text = (element.text or "") + piece.text
        else:
            last.tail = (last.tail or "") + piece.text
    return element


def _table(
    label: str, entities: Sequence[tuple[int, Entity]], links: Sequence[Link], number: int
) -> HtmlElement:
    weighed = are_weighed(entities)
    heads = [
        build.TH(text, {"class": kind, "scope": "col"})
        for kind, text in (("entity", label), ("count", "×"), ("salience", "Salience"))
        if kind != "salience" or weighed
    ]
    rows = []
    for at, entity in entities:
        row = _row(entity, links[at] if links else None, at, number)
        if weighed:
            row.append(_weight(salience(entity)))
        rows.append(row)
    return build.TABLE(build.THEAD(build.TR(*heads)), build.TBODY(*rows))


def _row(entity: Entity, link: Link | None, at: int, number: int) -> HtmlElement:
    name = _name(number, at)
    kind = _kind(entity.type)
    head = build.E.bdi(one_line(entity.name), {"class": "entity-name"})
    cell = build.TD({"class": "entity"}, build.MARK(head, {"class": kind}))
    if is_main(entity):
        cell.append(build.SPAN("main", {"class": "main"}))
    known = build.DIV({"class": "known"})
    for fact in facts(entity):
        known.append(build.SPAN(build.E.bdi(fact)))
    for text, address in identifiers(entity):
        known.append(
            build.A(text, {"href": address, "rel": "noreferrer"}) if address else build.SPAN(text)
        )
    if len(known):
        cell.append(known)
    forms = other_forms(entity)
    if forms:
        more = [*forms[:SHOWN_FORMS], *(["…"] if len(forms) > SHOWN_FORMS else [])]
        cell.append(build.DIV({"class": "forms"}, "also ", *_listed(more)))
    if link is not None and entity.type not in EXPRESSIONS:
        answer, *reasons = why(link)
        linked = f"linked, {answer}" if link.entry else f"not linked: {answer}"
        cell.append(_folded(linked, reasons))
    return build.TR(
        cell,
        build.TD(f"{entity.count:,}", {"class": "count"}),
        {"class": f"{kind} {name}", "id": name},
    )


def _weight(weight: float) -> HtmlElement:
    if not weight:
        return build.TD({"class": "salience"})
    bar = build.SPAN({"class": "bar", "style": f"--share:{weight:.0%}", "aria-hidden": "true"})
    return build.TD({"class": "salience"}, bar, f"{weight:.2f}")


def _folded(answer: str, reasons: Sequence[str]) -> HtmlElement:
    if not reasons:
        return build.DIV(answer, {"class": "why-link"})
    items = [build.LI(build.E.bdi(reason)) for reason in reasons]
    summary = build.E.summary(answer)
    return build.E.details(summary, build.UL(*items), {"class": "why-link"})


def _listed(texts: Sequence[str]) -> list[HtmlElement]:
    found = [build.E.bdi(text) for text in texts]
    for element in found[:-1]:
        element.tail = ", "
    return found
