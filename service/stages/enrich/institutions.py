"""Bodies that most countries have by the same name: "Supreme Court", "Labour Party"."""

import re

_OF_STATES = """
    supreme high constitutional appeal appeals court courts parliament senate congress assembly
    chamber lower upper house representatives commons lords deputies council councils state
    federal cabinet government ministry ministries department office bureau agency authority
    commission committee board service services directorate secretariat police army navy guard
    force forces armed air coast border customs national central reserve bank treasury exchequer
    attorney prosecutor ombudsman election elections electoral
"""
_OF_TASKS = """
    defence defense justice foreign affairs external interior home finance economy economic trade
    commerce industry labour labor employment health education science culture sport sports
    environment energy agriculture fisheries transport transportation infrastructure housing
    planning security intelligence immigration information communications tourism statistics
    revenue tax human rights veterans youth women family social welfare
"""
_OF_PARTIES = """
    party democratic democrats republican republicans conservative conservatives liberal liberals
    socialist socialists communist communists green greens progressive people's popular workers
    workers' independent christian coalition union front movement alliance
"""
_COMMON = frozenset(f"{_OF_STATES} {_OF_TASKS} {_OF_PARTIES}".split())
_SMALL = frozenset(("the", "of", "and", "for", "&"))
_PARTY = "party"
_MOST_LETTERS = 4
_WORD = re.compile(r"[^\s,]+")


def is_common(name: str, kind: str | None = None) -> bool:
    """Whether a body's name has no word that would tell whose it is.

    The letters of a party, too, are called the same by others abroad: "DPP", "SPD".
    """
    if kind == _PARTY and name.isupper() and len(name) <= _MOST_LETTERS:
        return True
    words = _WORD.findall(name.casefold().replace("’", "'"))
    return all(word in _COMMON or word in _SMALL for word in words)
