"""Bodies that most countries have by the same name: "Supreme Court", "Labour Party".

Words are left out by which news knows one body whatever country it speaks of: the State Department,
the Federal Reserve, the Central Intelligence Agency, the Federal Security Service.
"""

import re

_OF_STATES = """
    supreme high constitutional appeal appeals court courts parliament senate congress assembly
    chamber lower upper house representatives commons lords deputies council councils
    federal cabinet government ministry ministries department office bureau agency authority
    commission committee board service services directorate secretariat police army navy guard
    force forces armed air coast border customs national bank treasury exchequer
    attorney prosecutor ombudsman election elections electoral
"""
_OF_TASKS = """
    defence defense justice foreign affairs external interior home finance economy economic
    commerce industry labour labor employment health education science culture sport sports
    environment energy agriculture fisheries transport transportation infrastructure housing
    planning immigration information tourism statistics
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
_KINDS = (_PARTY, "agency")  # not media: "The Independent"
_WORD = re.compile(r"[^\s,]+")


def is_common(name: str, kind: str | None) -> bool:
    """Whether the name of a body of this kind has no word that would tell whose it is.

    The letters of a party, too, are called the same by others abroad: "DPP", "SPD".
    """
    if kind not in _KINDS:
        return False
    if kind == _PARTY and name.isupper() and len(name) <= _MOST_LETTERS:
        return True
    words = _WORD.findall(name.casefold().replace("’", "'"))
    return all(word in _COMMON or word in _SMALL for word in words)
