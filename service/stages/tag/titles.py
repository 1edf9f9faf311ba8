"""Which of two people with one surname is meant, by what they are called: "Mrs. Obama"."""

import re
from collections.abc import Iterable, Mapping

from service.stages.tag.tagger import Span
from service.stages.tag.trimming import OFFICE

BEFORE = 24  # code points before a name that are looked at

_TITLE = re.compile(
    r"\b(?:(?P<woman>mrs|ms|miss|madame?|dame|lady|queen|princess|wife|widow|actress)"
    r"|(?P<man>mr|sir|lord|king|prince|husband|widower|actor)"  # not kin: both may be men
    rf"|(?P<office>{OFFICE}))\.?,? \Z",
    re.IGNORECASE,
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
