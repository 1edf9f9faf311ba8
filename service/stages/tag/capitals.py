"""A state and something else of its name that one text has: Washington state, and Washington."""

from collections.abc import Iterable, Iterator, Set
from itertools import compress
from operator import not_

from schemas.entity import EntityType
from service.stages.governments import deals_with_another
from service.stages.states import is_called_a_capital, is_called_a_state
from service.stages.tag.owners import Spelling
from service.stages.tag.spelling import Words
from service.stages.tag.tagger import Span

_STATE_OF = ("state", "of")  # which a state so called has before the words of its name
_DISTRICT = "dc"


def states_told_apart(text: str, spellings: Iterable[Spelling]) -> list[Spelling]:
    """`spellings`, in which what the text calls a state has other words than its namesake.

    A namesake is there where the text says so ("Washington, D.C.") or lets it deal with others as
    the governments of countries do ("Washington accused Beijing"). Else all mentions are the
    state: a paper of Seattle writes "Washington state" once, and "Washington" from there on.
    """
    spellings = list(spellings)
    capitals = {
        " ".join(spelling.words[:-1]).rstrip(",")
        for spelling in spellings
        if spelling.words[-1] == _DISTRICT
    }
    parts: dict[tuple[Words, EntityType], tuple[Span, ...]] = {}
    for spelling in spellings:
        for words, spans in _parts(text, spelling, capitals):
            known = words, spelling.type
            parts[known] = parts.get(known, ()) + spans  # "State of Washington" may be there, too
    return [Spelling(words, type_, spans) for (words, type_), spans in parts.items()]


def _parts(
    text: str, spelling: Spelling, capitals: Set[str]
) -> Iterator[tuple[Words, tuple[Span, ...]]]:
    called = [
        spelling.type is EntityType.PLACE and is_called_a_state(text, span.start, span.end)
        for span in spelling.spans
    ]
    states = tuple(compress(spelling.spans, called))
    others = tuple(compress(spelling.spans, map(not_, called)))
    if states and (
        " ".join(spelling.words) in capitals
        or any(
            is_called_a_capital(text, span.end) or deals_with_another(text, span.start, span.end)
            for span in others
        )
    ):
        yield (*_STATE_OF, *spelling.words), states
        if others:
            yield spelling.words, others
    else:
        yield spelling.words, spelling.spans
