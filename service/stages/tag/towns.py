"""Towns of one name that are printed with different states: Springfield, Illinois, and Missouri."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from schemas.entity import EntityType
from service.stages.states import STATES, printed_behind
from service.stages.tag.owners import Spelling
from service.stages.tag.short_forms import without_region
from service.stages.tag.spelling import Words, fold
from service.stages.tag.tagger import Span

_STATES = {fold(form): fold(name) for form, name in STATES.items()}


def told_apart(text: str, spellings: Iterable[Spelling]) -> list[Spelling]:
    """`spellings`, in which towns have the words of their states where a name has several.

    What is printed with no state stays itself. "Kansas City, Mo." in one piece is "Kansas City,
    Missouri".
    """
    parts: dict[tuple[Words, EntityType], list[Span]] = {}
    several = _with_several_states(text, spellings := list(map(_in_full, spellings)))
    for spelling in spellings:
        for words, span in _told(text, spelling) if spelling.words in several else _same(spelling):
            parts.setdefault((words, spelling.type), []).append(span)
    return [Spelling(words, type_, tuple(spans)) for (words, type_), spans in parts.items()]


def _with_several_states(text: str, spellings: Iterable[Spelling]) -> set[Words]:
    states: dict[Words, set[Words]] = defaultdict(set)
    for spelling in spellings:
        if spelling.type is EntityType.PLACE and spelling.words not in _STATES:
            town = without_region(spelling.words)
            states[town].update(words[len(town) :] for words, _ in _told(text, spelling))
            states[town].discard(())
    return {town for town, found in states.items() if len(found) > 1}


def _in_full(spelling: Spelling) -> Spelling:
    """The state within a name as it is called in full."""
    town = without_region(spelling.words)
    state = spelling.words[len(town) :]
    if spelling.type is not EntityType.PLACE or state not in _STATES:
        return spelling
    return Spelling(_inside(town, _STATES[state]), spelling.type, spelling.spans)


def _told(text: str, spelling: Spelling) -> Iterator[tuple[Words, Span]]:
    """Each mention with the words of its name, and with those of the state behind it."""
    for span in spelling.spans:
        printed = printed_behind(text, span.end)
        state = fold(STATES[printed]) if printed else None
        yield _inside(spelling.words, state) if state else spelling.words, span


def _same(spelling: Spelling) -> Iterator[tuple[Words, Span]]:
    return ((spelling.words, span) for span in spelling.spans)


def _inside(town: Words, state: Words) -> Words:
    return (*town[:-1], f"{town[-1]},", *state)
