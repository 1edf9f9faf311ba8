"""What a word says of itself: how it is written, and the closed classes it belongs to."""

import re

# Closed classes of words that stand beside names or in them.
_CLASS_WORDS = {
    "speech": """
        said says say told tells added adds announced warned called asked replied claimed
        insisted denied argued wrote explained noted accused vowed urged confirmed stated
        declared
    """,
    "placed": """
        in at from near to across outside inside around into of
    """,
    "honorific": """
        mr mrs ms dr prof professor president minister secretary senator sen rep gov governor
        king queen prince princess sir lord lady pope judge justice general gen colonel captain
        sergeant chancellor mayor chairman chairwoman director ceo coach spokesman spokeswoman
        ambassador leader chief premier sheikh imam father rev reverend saint actor actress
        singer author attorney lawyer economist analyst officer lieutenant lt col maj sgt capt
        dame duke
    """,
    "body": """
        inc corp ltd llc plc co company corporation group bank university college institute
        ministry department agency council committee commission association party party's union
        court police army navy force forces church school hospital club team federation
        foundation fund office bureau authority board organization organisation society network
        news times post herald tribune journal airlines motors holdings industries systems
        technologies partners services league front movement congress parliament senate assembly
        house fc united
    """,
    "place": """
        city county province state region district island islands river lake sea ocean bay gulf
        mountain mountains valley street avenue road airport bridge park square village town port
        strait peninsula coast republic kingdom north south east west northern southern eastern
        western central square stadium beach desert
    """,
}
CLASSES = tuple(_CLASS_WORDS)
_CLASSES: dict[str, tuple[str, ...]] = {}  # by word
for _name, _members in _CLASS_WORDS.items():
    for _member in dict.fromkeys(_members.split()):
        _CLASSES[_member] = (*_CLASSES.get(_member, ()), _name)

_UPPER = re.compile(r"[A-Z]+")
_LOWER = re.compile(r"[a-z]+")
_DIGITS = re.compile(r"\d+")
_OTHER_UPPER = re.compile(r"[^\W\d_a-zA-Z]")


def shape(word: str) -> str:
    """How a word is written: "Xx" for Paris, "X" for UN, "xXx" for iPhone, "d" for 1999."""
    if word.isascii() and word.isalpha():  # most words, at once
        if word.islower():
            return "x"
        if word.istitle() and len(word) > 1:
            return "Xx"
    elif not word.isascii():
        word = _OTHER_UPPER.sub(lambda m: "A" if m.group().isupper() else "a", word)
    return _DIGITS.sub("d", _LOWER.sub("x", _UPPER.sub("X", word)))[:8]


def classes(lower: str) -> tuple[str, ...]:
    """The closed classes that a word belongs to."""
    return _CLASSES.get(lower, ())
