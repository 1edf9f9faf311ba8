"""Names and expressions of one text in one list: where they overlap, one of them goes."""

from collections.abc import Iterable, Sequence

from service.stages.tag.expressions import SURE
from service.stages.tag.grouping import EXPRESSIONS
from service.stages.tag.tagger import Span


def merged(names: Iterable[Span], expressions: Sequence[Span]) -> list[Span]:
    """All of them in order and apart, when each of the two is in order and apart by itself.

    What the tagger takes for expressions is left out. A name wins ("Black Friday", "Sunday
    Times"), unless the expression holds it and more ("May 17", "40 million Canadian dollars"),
    or is the same and sure ("in May").
    """
    kept: list[Span] = []
    number = 0
    for name in names:
        if name.type in EXPRESSIONS:
            continue
        while number < len(expressions) and expressions[number].end <= name.start:
            kept.append(expressions[number])
            number += 1
        if number < len(expressions) and _holds(expressions[number], name):
            continue  # the expression follows with the next name, or in the end
        while number < len(expressions) and expressions[number].start < name.end:
            number += 1
        kept.append(name)
    return [*kept, *expressions[number:]]


def _holds(expression: Span, name: Span) -> bool:
    if not expression.start <= name.start < name.end <= expression.end:
        return False
    longer = expression.end - expression.start > name.end - name.start
    return longer or (expression.confidence or 0.0) >= SURE
