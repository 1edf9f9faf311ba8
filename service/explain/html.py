"""The report of explained pages: one HTML file that needs nothing else and runs no script.

It is built as a tree, so whatever a page says stays text.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from importlib.resources import files

from lxml.html import HtmlElement, tostring
from lxml.html import builder as build

from schemas.article import CleanedArticle
from service.explain.page import CLASSES, KEPT, Explained, Line
from service.explain.story import Story
from service.explain.story_html import field_list, story_section, styles
from service.stages.clean.page import one_line

# Every pair of text and background that occurs has a contrast of 4.5 at least (WCAG 2.2, AA).
PALETTES = {
    "light": {
        **{"page": "#ffffff", "ink": "#1b1b1f", "quiet": "#585862", "line": "#d9d9e0"},
        **{"title": "#d3e2ff", "body": "#d7f0da", "caption": "#fdeec0"},
        **{"for": "#14692f", "against": "#a3201a"},
    },
    "dark": {
        **{"page": "#16171b", "ink": "#ebebf0", "quiet": "#a8a8b5", "line": "#3a3b44"},
        **{"title": "#21406f", "body": "#1d4a2b", "caption": "#574610"},
        **{"for": "#7fdca0", "against": "#ff9d96"},
    },
}
LONGEST_LINE = 5_000  # code points of a line that are shown
_FURNITURE = tuple(kind for kind in CLASSES if kind not in KEPT)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_COLUMNS = (
    *(("number", "Line"), ("class", "Class"), ("chance", "Prob.")),
    *(("text", "Text"), ("why", "Reasons")),
)
_HINT = (
    "Probability: of being the article's text, by the classifier. Reasons: what moved its odds "
    "most, in log odds beside the page's mean line; + speaks for the article, − against."
)


def report(items: Iterable[Explained | Story]) -> Iterator[str]:
    """The file, in pieces: one section for each page or story.

    How the page of a story was cleaned is folded away beneath it.
    """
    head = build.HEAD(
        build.META(charset="utf-8"),
        build.META({"http-equiv": "Content-Security-Policy", "content": _POLICY}),
        build.META(name="viewport", content="width=device-width, initial-scale=1"),
        build.TITLE("copydesk explain"),
        build.STYLE(_style()),
    )
    yield f'<!DOCTYPE html>\n<html lang="en">{_written(head)}\n<body>\n'
    for number, item in enumerate(items):
        section = _story(item, number) if isinstance(item, Story) else _section(item)
        yield _written(section) + "\n"
    yield "</body>\n</html>\n"


def _story(story: Story, number: int) -> HtmlElement:
    section = story_section(story, number)
    if story.page is not None:
        summary = build.E.summary("How the page was cleaned, line by line")
        section.append(build.E.details(summary, _section(story.page), {"class": "page"}))
    return section


def _written(element: HtmlElement) -> str:
    return str(tostring(element, encoding="unicode"))


def _style() -> str:
    light, dark = (
        "".join(f"--{name}:{colour};" for name, colour in PALETTES[scheme].items())
        for scheme in ("light", "dark")
    )
    hues = "".join(
        f".{kind}::before {{ background: hsl({360 * at // len(_FURNITURE)} 60% 50%); }}\n"
        for at, kind in enumerate(_FURNITURE)
    )
    rules = hues + files(__package__).joinpath("report.css").read_text("utf-8")
    dark_rule = f"@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}"
    return f"\n:root {{ {light} }}\n{dark_rule}\n{rules}{styles()}"


def _section(page: Explained) -> HtmlElement:
    section = build.SECTION(build.H1(one_line(page.name), dir="auto"))
    if page.event is not None:
        section.append(build.P(_title(page.event), {"class": "facts", "dir": "auto"}))
        section.append(field_list(page.event))
    if page.rejected is not None:
        section.append(build.P(f"Rejected: {one_line(page.rejected)}", {"class": "rejected"}))
    section.append(build.P(page.how, {"class": "how"}))
    section.append(build.P(_HINT, {"class": "hint"}))
    section.append(_legend(page))
    only = build.INPUT({"type": "checkbox", "class": "only"})
    section.append(build.LABEL(only, " only what is kept"))
    heads = [build.TH(title, {"class": name, "scope": "col"}) for name, title in _COLUMNS]
    section.append(build.TABLE(build.THEAD(build.TR(*heads)), build.TBODY(*map(_row, page.lines))))
    return section


def _title(event: CleanedArticle) -> str:
    return one_line(event.title or "no title")


def _legend(page: Explained) -> HtmlElement:
    counts = Counter(line.kind for line in page.lines)
    legend = build.UL({"class": "legend"})
    for kind in CLASSES:
        if counts[kind]:
            label = _label(kind)
            name = (
                build.MARK(label, {"class": kind})
                if kind in KEPT
                else build.SPAN(label, {"class": f"dot {kind}"})
            )
            name.tail = f" {counts[kind]:,}"
            legend.append(build.LI(name))
    return legend


def _row(line: Line) -> HtmlElement:
    text = one_line(line.text[: LONGEST_LINE + 1])
    text = text if len(line.text) <= LONGEST_LINE else f"{text[:LONGEST_LINE]}…"
    shown = build.MARK(text, {"class": line.kind}) if line.is_kept else text
    chance = f"{line.probability:.0%}"
    meter = build.METER(
        {"min": "0", "max": "1", "value": f"{line.probability:.3f}", "aria-hidden": "true"}
    )
    label = build.SPAN(_label(line.kind), {"class": f"dot {line.kind}"})
    return build.TR(
        build.TD(str(line.number), {"class": "number"}),
        build.TD(label, {"class": "class"}),
        build.TD(chance, meter, {"class": "chance"}),
        build.TD(shown, {"class": "text", "dir": "auto"}),
        build.TD(_why(line), {"class": "why"}),
        {"class": "kept" if line.is_kept else "out"},
    )


def _why(line: Line) -> HtmlElement:
    reasons = build.UL()
    if line.note:
        reasons.append(build.LI(line.note))
    for reason in line.reasons:
        sign, side = ("+", "for") if reason.weight > 0 else ("−", "against")
        weight = f"{sign}{abs(reason.weight):.1f} {reason.what}"
        reasons.append(build.LI(weight, {"class": side}))
    return reasons


def _label(kind: str) -> str:
    return kind.replace("_", " ")
