"""How news lets a capital do what its government does: "Washington accused", "ties with Moscow"."""

import re

_WINDOW = 60  # code points before a name that are looked at

_SAYS = (
    r"(?:accus|agree|announc|approv|argu|back|ban|bann|believ|block|call|claim|condemn|confirm"
    r"|consider|decid|declar|declin|demand|den(?=ied|ies)|deni|deplor|dismiss|expel|expell|fear"
    r"|impos|insist|maintain|offer|oppos|pledg|promis|propos|protest|push|recogni[sz]|refus|reject"
    r"|respond|retaliat|sanction|sign|suspend|support|suspect|threaten|urg|view|vow|want|warn"
    r"|welcom|withdr)(?:e|es|ed|d|ied|ies|s|aw|ew)?\b"
)
_OTHER = r"(?:the\s+)?[A-Z][\w.]*(?:\s[A-Z][\w.]*){0,2}"  # the other one of a pair
_BEFORE_VERB = (
    rf"(?:\s+and\s+{_OTHER})?(?:\s+(?:also|now|later|then|has|had|have|will|would|is|was"
    r"|repeatedly|long|already|recently|not|strongly|quickly|itself)){0,3}\s+"
)
_ACTS = re.compile(rf"{_BEFORE_VERB}(?:{_SAYS}|says?\b|said\b|sees\b|saw\b)")
_ACTS_ON_ANOTHER = re.compile(rf"{_BEFORE_VERB}{_SAYS}\s+[A-Z]")
_OWNS = re.compile(
    r"['’]s\s+(?:decision|demands?|refusal|stance|position|polic(?:y|ies)|claims?|allies|ally"
    r"|response|offer|support|threats?|foreign|ambassador|envoy|government)\b"
)
_DEALS = re.compile(
    r"\b(?:ties|talks|relations?|tensions?|deal|pressure|sanctions|negotiations|war|treaty"
    r"|agreement|alliance|conflict)\s+(?:with|between|on|against)\s+"
    rf"(?-i:{_OTHER}\s+and\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)


def acts(text: str, end: int) -> bool:
    """Whether what is named up to `end` does what governments do."""
    return _ACTS.match(text, end) is not None


def is_dealt_with(text: str, start: int, end: int) -> bool:
    """Whether the name in `text[start:end]` has policies or envoys, or others have ties with it."""
    return _OWNS.match(text, end) is not None or _has_ties(text, start)


def deals_with_another(text: str, start: int, end: int) -> bool:
    """Whether the name in `text[start:end]` has ties with others, or does something to another,
    as governments of countries do and those of states hardly."""
    return _ACTS_ON_ANOTHER.match(text, end) is not None or _has_ties(text, start)


def _has_ties(text: str, start: int) -> bool:
    return _DEALS.search(text[max(0, start - _WINDOW) : start]) is not None
