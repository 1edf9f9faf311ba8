"""What the cleaning made of each line of a page, and what it was judged by.

What became of a line is read off the event that `clean` gives, so that nothing can be shown as kept
that is not. Odds and reasons come from the same classifier, asked once more.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from schemas.article import CleanedArticle, RawArticle, Removal
from schemas.deadletter import Reason as Rejection
from service.explain.reasons import Added, Reason, added, mixed, strongest
from service.stages import Rejected
from service.stages.clean import clean
from service.stages.clean.choice import by_odds
from service.stages.clean.features import Row
from service.stages.clean.html import ENGINE, is_huge
from service.stages.clean.layout import LINES
from service.stages.clean.lines import measure
from service.stages.clean.markup import Blocks, blocks_of
from service.stages.clean.model import PART, Model, load, runs, text_share
from service.stages.clean.page import visible_lines
from service.stages.clean.reading import tree
from service.stages.clean.repair import readable

TITLE, BODY, CAPTION, REJECTED = "title", "body", "caption", "rejected"
KEPT = (TITLE, BODY, CAPTION)


def class_of(reason: Removal) -> str:
    """The class of a line that was removed; never one of those that are kept."""
    return f"other_{reason.value}" if reason.value in KEPT else reason.value


CLASSES = (*KEPT, *map(class_of, Removal), REJECTED)

# Why a line that the classifier takes for the article's is none of its paragraphs.
_RULES = {
    class_of(Removal.METADATA): "reads like what became a field, as a byline or a date",
    class_of(Removal.DUPLICATE): "the page has said it before",
    class_of(Removal.TEASER): "cut off, or above what is: another story",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A visible line of the page. `number` counts from 0, as `removed` of the event does."""

    number: int
    text: str
    kind: str  # one of CLASSES
    odds: float  # logarithm; of being body, by the classifier
    reasons: tuple[Reason, ...] = ()
    note: str | None = None  # why it is not as the odds have it

    @property
    def probability(self) -> float:
        """Of being body, by the classifier."""
        return float(1 / (1 + np.exp(-self.odds)))

    @property
    def is_kept(self) -> bool:
        return self.kind in KEPT


@dataclass(frozen=True, slots=True)
class Explained:
    """A page with all its lines; `event` is what `clean` made of it, or `rejected` says why not."""

    name: str
    how: str
    lines: tuple[Line, ...]
    event: CleanedArticle | None = None
    rejected: str | None = None


def explain(article: RawArticle, name: str = "") -> Explained:
    """Clean `article` and account for every line of its page."""
    name = name or article.url or article.id or "page"
    event, rejected = None, None
    try:
        event = clean(article)
    except Rejected as error:
        rejected = f"{error.reason}: {error}"
        if error.reason is Rejection.TOO_LARGE:
            return Explained(name, "The page was not read.", (), None, rejected)
    article = readable(article)
    root = tree(article)
    blocks = blocks_of(root) if root is not None else None
    texts = blocks.texts if blocks else visible_lines(article.content)
    engine = event.provenance[0].engine if event else None
    in_markup = blocks is not None and not is_huge(blocks) and engine != LINES
    odds, judgement = judged(texts, blocks if in_markup else None)
    reasons = strongest(judgement) if texts else []
    measured = [measure(text) for text in texts]
    by_classifier = set(by_odds(measured, odds))
    lines = _lines(texts, _classes(event, texts), odds, reasons, by_classifier)
    how = _how(engine, blocks, bool(by_classifier))
    if event is not None and not event.body:
        how = "A gallery: no line was found to be its text, and its captions were kept."
    return Explained(name, how, lines, event, rejected)


def judged(texts: Sequence[str], blocks: Blocks | None) -> tuple[Row, Added]:
    """Odds of each line, and what adds to them; with the markup where there are `blocks`."""
    model = load()
    if not texts:
        return np.zeros(0, np.float32), {}
    odds, judgement = _by_text(model, texts)
    if blocks is not None:
        rows = model.see_blocks(blocks)
        by_markup = added(rows.names, rows.matrix(), model.html_first, model.html_second)
        share = text_share(blocks)
        odds = model.judge_blocks(blocks)
        judgement = mixed([(1 - share, by_markup), (share, judgement)])
    return odds, judgement


def _by_text(model: Model, texts: Sequence[str]) -> tuple[Row, Added]:
    """Odds and what adds to them by the text alone: a long text in parts, as it is judged."""
    odds: list[Row] = []
    parts: list[Added] = []
    for at in range(0, len(texts), PART):
        rows = model.see(texts[at : at + PART])
        features = rows.matrix()
        odds.append(model.judge(features))
        below = odds[-1] - model.second(features)
        parts.append(added(rows.names, features, model.first, model.second, below))
    whole = {group: np.concatenate([part[group] for part in parts]) for group in parts[0]}
    return np.concatenate(odds), whole


def _classes(event: CleanedArticle | None, texts: Sequence[str]) -> list[str]:
    """The class of each line: what was not removed is the title, a caption or body."""
    if event is None:
        return [REJECTED] * len(texts)
    removed = {block.line: class_of(block.reason) for block in event.removed}
    captions, title = Counter(event.captions), event.title
    found = []
    for at, text in enumerate(texts):
        kind = removed.get(at)
        if kind is None:
            if text == title:
                kind, title = TITLE, None
            elif captions[text] > 0:
                kind = CAPTION
                captions[text] -= 1
            else:
                kind = BODY
        found.append(kind)
    return found


def _lines(
    texts: Sequence[str],
    kinds: Sequence[str],
    odds: Row,
    reasons: Sequence[tuple[Reason, ...]],
    by_classifier: Iterable[int],
) -> tuple[Line, ...]:
    chosen = set(by_classifier)
    in_run = runs(odds, load().switching).tolist()
    found = []
    for at, (text, kind, value, why) in enumerate(
        zip(texts, kinds, odds.tolist(), reasons, strict=True)
    ):
        note = _note(kind, value, at in chosen, in_run[at]) if chosen else None
        found.append(Line(at, text, kind, value, why, note))
    return tuple(found)


def _note(kind: str, odds: float, chosen: bool, in_run: bool) -> str | None:
    """Why a line did not become what its own odds say; None where it did."""
    if kind in (TITLE, CAPTION, REJECTED):
        return None
    if kind == BODY:
        return "carried by the lines around" if chosen and odds < 0 else None
    if chosen:
        return _RULES.get(kind, "its wording is that of furniture")
    if in_run:
        return "below the mark of a comment form"
    return "outvoted by the lines around" if odds > 0 else None


def _how(engine: str | None, blocks: Blocks | None, by_classifier: bool) -> str:
    """What chose the lines, in a sentence."""
    if engine == ENGINE:
        return f"{ENGINE} chose the lines, for the classifier found no article in the markup."
    if engine == LINES and not by_classifier:
        return "A page of few lines, judged by rule: all that looks like prose was kept."
    if blocks is None:
        return "The classifier judged the lines of the text."
    if is_huge(blocks):
        return "The page is huge, so the classifier judged its text without the markup."
    if engine == LINES:
        return "The classifier judged the text, having found no article in the markup."
    return "The classifier judged the lines and the markup around them."
