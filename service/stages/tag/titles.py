"""Which of two people with one surname is meant, by what they are called: "Mrs. Obama"."""

import re
from collections.abc import Iterable, Mapping

from service.stages.tag.tagger import Span

BEFORE = 24  # code points before a name that are looked at

_TITLE = re.compile(
    r"\b(?:(?P<woman>Mrs|Ms|Miss|Madam|Madame|Dame|Lady|[Ff]irst [Ll]ady|Queen|Princess"
    r"|[Hh]is (?:late |ex-|former )?wife|wife|widow|mother|daughter|sister|actress)"
    r"|(?P<man>Mr|Sir|Lord|King|Prince"
    r"|[Hh]er (?:late |ex-|former )?husband|husband|widower|father|son|brother|actor)"
    r"|(?P<office>[Pp]resident|[Pp]remier|[Mm]inister|[Cc]hancellor|[Ss]enator|[Ss]ecretary"
    r"|[Gg]overnor|[Mm]ayor|[Jj]udge|[Jj]ustice|[Gg]eneral|[Pp]rofessor|Dr|Sen|Gov|Gen|Prof))"
    r"\.?,? \Z"
)
_SHORT = {"sen": "senator", "gov": "governor", "gen": "general", "prof": "professor"}
_OTHER = {"woman": "man", "man": "woman"}


def title_before(text: str, start: int) -> str | None:
    """What the title before `text[start:]` tells of a person: "woman", "man" or an office."""
    found = _TITLE.search(text, max(0, start - BEFORE), start)
    if found is None:
        return None
    if found["office"]:
        office = found["office"].casefold()
        return _SHORT.get(office, office)
    return found.lastgroup


def titles_of(text: str, spans: Iterable[Span]) -> frozenset[str]:
    """All that the titles before these mentions tell."""
    return frozenset(filter(None, (title_before(text, span.start) for span in spans)))


def whose(title: str | None, people: Mapping[int, frozenset[str]]) -> int | None:
    """The one of `people`, with their titles, whom a surname behind `title` names, if told."""
    if title is None:
        return None
    fitting = [person for person, titles in people.items() if title in titles]
    if not fitting and title in _OTHER:
        fitting = [person for person, titles in people.items() if _OTHER[title] not in titles]
    return fitting[0] if len(fitting) == 1 else None
