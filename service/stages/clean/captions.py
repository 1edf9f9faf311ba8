"""Telling photo captions and credits from prose."""

import re
from collections.abc import Iterable, Sequence

from schemas.article import Picture
from service.stages.clean.page import GLUED, has_any

LONGEST_CAPTION = 100  # words

_OPENING = re.compile(
    r"(?:file\s?[–—-]|file photo|photo(?:graph)?s?(?: by| credit)?\s?:|photos? (?:by|courtesy)\b"
    r"|photograph by\b|image(?: credit)?s?\s?:|image sources?\s?[:,]|picture(?: credit)?s?\s?:"
    r"|pictured\s?:"
    r"|credits?\s?(?::|…|\.\.\.)|caption\s?:|foto(?:graf)?s?\s?:|bild(?:quelle)?\s?:|imagen\s?:|crédito\s?:"
    r"|photo ?: |immagine ?:|zdj[ęe]cie ?:|fot\. |фото ?:|getty images\b)",
    re.IGNORECASE,
)
# What a screen reader says before the caption, which is in the next line
_ANNOUNCED = re.compile(r"(?:(?:image|photo|picture|video) )?caption\s?[,:]", re.IGNORECASE)
_LONGEST_LABEL = 20  # code points
_AGENCY = (
    r"(?:ap|afp|epa|reuters|getty|dpa|photo|image|picture|courtesy|credit|file|shutterstock"
    r"|bloomberg|xinhua|imago|pa wire|istock|instagram|foto|bild|efe|supplied"
    r"|news(?=\s?:\s?(?-i:[A-Z])))"  # somebody of it
)
# "(AP Photo/Jane Doe, File)", "(Reuters)" at the very end; dots and quotes may follow
_CREDIT_AT_END = re.compile(
    rf"[(\[][^()\[\]]{{0,30}}\b{_AGENCY}\b[^()\[\]]{{0,120}}[)\]]\W{{0,3}}$", re.I
)
# "Jane Doe/AFP via Getty Images", "Reuters/Jane Doe"
_AGENCY_AT_END = (
    r"/\s?(?:ap|afp|reuters|getty|epa|dpa|bloomberg|shutterstock)|(?:via )?getty images"
    r"|(?:ap photo|reuters|afp|ap|epa)\s?/\s?\w[^/]{2,60}(?:/[^/]{3,50})?"  # "/File Photo"
)
_AGENCY_LINE = re.compile(rf"(?:{_AGENCY_AT_END})\W{{0,3}}$", re.IGNORECASE)
_CREDIT_LINE = re.compile(
    rf"(?:(?:\b|{GLUED})(?:photograph|photo|picture|image|foto|bild|credit)s?(?: by|\s?:)\s"
    rf"[^.!?:]{{3,80}}|{_AGENCY_AT_END})\W{{0,3}}$",
    re.IGNORECASE,
)
# What follows is for parting captions from credits, and asked only of lines that are captions.
_CREDIT_WORD = (  # "Photo", "Image Credits", "Bildquelle", "Source"
    r"(?:(?:photo(?:graph)?s?|pictures?|images?|fotos?|fotografías?|bild(?:er|quelle)?|quelle|credits?"
    r"|crédit|crédito|imagen|immagine|zdj[ęe]cie|fot|фото|source|写真|图源|图片来源)"
    r"(?:\s(?:credits?|sources?))?)"
)
_NO_SENTENCE = r"(?:[^.!?:。\n]|\.(?=\w)|(?<=\b[^\W\d_])\.(?=\s)){2,80}"  # initials have dots
# "... on the quay. Photo: Jane Doe", "Credit: AP", "Credit...Jane Doe", "Photo/Jane Doe", "© dpa"
_LABELLED = re.compile(
    rf"(?:^|(?<=[.!?|”’)\s])|{GLUED})"
    rf"(?:{_CREDIT_WORD}(?:\s(?:by|courtesy(?: of)?))?\.?(?:\s?[:：/]|\.\.\.|…)"
    rf"|image sources?\s?,|©|\(c\))\s*(?P<credit>{_NO_SENTENCE})\W{{0,3}}$",
    re.IGNORECASE,
)
# "Photo by Jane Doe", "Courtesy of Jane Doe": where a sentence could begin, for one could say so
_BY_WHOM = re.compile(
    rf"^(?:{_CREDIT_WORD}\s(?:by|von|di|de|par)\s|(?:{_CREDIT_WORD}\s)?(?=courtesy\s))"
    rf"(?P<credit>(?:courtesy\s(?:of\s)?)?(?P<who>{_NO_SENTENCE}))\W{{0,3}}$",
    re.IGNORECASE,
)
# "(Photo: Jane Doe)", "（写真：共同通信）", "(Jane Doe/CBC)" at the very end
_BRACKETS = re.compile(r"[(\[（【［](?P<inside>[^()\[\]（）【】［］]{2,160})[)\]）】］]\W{0,3}$")
_BRACKET_WORDS = re.compile(
    rf"\b{_AGENCY}\b|^{_CREDIT_WORD}\b|^©|提供|撮影|[摄攝]$|写真|供图|供圖|图源|ロイター|共同|時事"
    r"|新华社|新華社|中新社|фото|тасс|риа новости|рейтер|연합뉴스|사진",
    re.IGNORECASE,
)
# "新华社记者 王建华 摄", after the last sentence
_DENSE_CREDIT = re.compile(
    r"^(?:新华社|新華社|中新社|图源|图片来源|写真)|(?:[摄攝]|撮影|提供|供图|供圖)$"
)
# "AP Photo/Jane Doe": no prose has it, so it may stand behind anything
_AP_PHOTO = re.compile(r"(?<![\w/])AP (?:Photo|Image)s?\s?/.{2,80}$", re.IGNORECASE)
_AGENCY_FIRST = re.compile(
    r"(?<!\w)(?:AFP|AP|EFE|EPA|REUTERS|Reuters)\s?/\s?[^\W\d_a-z][^/]{2,60}(?:/[^/]{3,50})?$"
)
_SOLD_BY = re.compile(  # "Jane Doe/AFP", "Jane Doe — Getty Images", "EFE/ Jane Doe", "Reuters"
    r"(?:(?:^|[/,|–—-]\s?|\bvia\s)(?:the\s)?(?:ap|afp|reuters|getty(?: images)?|epa|efe|dpa|apa"
    r"|bloomberg|shutterstock|xinhua|imago|ansa|tass|pap|alamy|istock|wireimage|unsplash|(?:[\w']+\s)*"
    r"(?:images|pictures|press|times|post|news|agency|alliance))|^(?:afp|ap|epa|efe|reuters)\s?/.+)"
    r"(?:\s?[/,]\s?[^/,]+)*\W{0,3}$",
    re.IGNORECASE,
)
_PERSON_AT = re.compile(r"^[^\W\d_]\S+(?:\s\S+){1,2}\s?/\s?[^/]{2,40}$")  # "Jane Doe/CBC"
_SENTENCE_END = re.compile(r"(?:[.!?…](?<!\b\w\.)[\"'”’»)\]]*(?:\s+|(?=[^\W\d_]))|[。！？]\s*)")
_SEPARATOR = re.compile(r"\s[–—|•-]+\s|\|\s?")
_PARTICLES = frozenset(
    (
        *("a", "al", "and", "bin", "d", "da", "de", "del", "den", "der", "di", "dpa", "e", "el"),
        *("for", "from", "la", "le", "of", "on", "the", "van", "via", "von", "y"),
    )
)
_MOST_NAMES = 12  # words of a credit without a word that says it is one
_MOST_ALONE = 8  # words of a line that is such a credit, whatever their case
_TAIL = 300  # code points at the end of a caption that may hold its credit
_MOST_DENSE = 30  # code points of a credit in a script without spaces
_OPEN, _CLOSED = "([（【［", ")]）】］"
_AROUND = " \t|–—-•" + _OPEN  # between a caption and its credit

_OPENERS = frozenset("fFpPiIıİcCbBzZgGфФ")  # what _OPENING begins with, in any case
# _CREDIT_LINE needs one of these; most lines have none, which is soon seen.
_CREDIT_HINTS = ("/", "getty", "photo", "picture", "image", "foto", "bild", "credit")


def is_caption(text: str, words: int) -> bool:
    """What is printed under or beside a picture, the credit included; a line of so many words."""
    if words > LONGEST_CAPTION or words < 2:
        return False
    if text[0] in _OPENERS and _OPENING.match(text):
        return True
    if (")" in text[-4:] or "]" in text[-4:]) and _CREDIT_AT_END.search(text[-200:]):
        return True
    if words > 50:
        return False
    end = text[-200:]
    return has_any(end.lower(), _CREDIT_HINTS) and bool(_CREDIT_LINE.search(end))


def announced_captions(lines: Sequence[str]) -> set[int]:
    """Positions of the lines above which "Image caption," and nothing else is printed."""
    return {
        at
        for at, above in enumerate(lines[:-1], start=1)
        if len(above) <= _LONGEST_LABEL and above[-1] in ",:" and _ANNOUNCED.fullmatch(above)
    }


def is_credit(text: str) -> bool:
    """A line that names a photographer or an agency and shows nothing else."""
    return split_credit(text)[0] is None


def split_credit(text: str) -> tuple[str | None, str | None]:
    """What a caption tells, and the credit at its end; None for either that it has not.

    The credit loses its brackets and the words that say it is one. Where no such word and no
    bracket marks it, it is what follows the last sentence or a dash, if that is names alone.
    """
    start = max(0, len(text) - _TAIL)
    caption, credit = _split(text[start:])
    return (text[:start] + (caption or "") or None, credit) if credit else (text, None)


def _split(text: str) -> tuple[str | None, str | None]:
    if (match := _BRACKETS.search(text)) and _is_bracketed(match["inside"], match.start()):
        return text[: match.start()].rstrip(_AROUND) or None, _unlabelled(match["inside"])
    if match := _AP_PHOTO.search(text) or _LABELLED.search(text):
        return text[: match.start()].rstrip(_AROUND) or None, _unlabelled(match[0])
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    last = max((at for at in ends if at < len(text)), default=0)
    parts = [match.end() for match in _SEPARATOR.finditer(text) if match.start() >= last]
    for at in (*parts[-1:], last):
        said = text[at:].strip(_AROUND)
        before = text[:at].rstrip(_AROUND)
        if _is_by_whom(said) or _is_credit(said, alone=not before, split=at in parts):
            return before or None, _unlabelled(said)
    if match := _AGENCY_FIRST.search(text):
        return text[: match.start()].rstrip(_AROUND) or None, match[0].strip()
    return text, None


def _is_bracketed(inside: str, at: int) -> bool:
    """Whether brackets at the end hold a credit; `at` is where they begin."""
    return bool(_BRACKET_WORDS.search(inside)) or (
        at > 0 and _PERSON_AT.match(inside) is not None and _are_names(inside)
    )


def _is_by_whom(text: str) -> bool:
    match = _BY_WHOM.match(text)
    return match is not None and _are_names(match["who"])


def _is_credit(text: str, alone: bool, split: bool) -> bool:
    """Whether what ends a caption names a photographer or an agency and nothing else.

    `alone`: nothing is before it. `split`: a dash or a bar is, and what is before may be the
    photographer of an agency that is named by itself.
    """
    if len(text) <= _MOST_DENSE and _DENSE_CREDIT.search(text):
        return True
    words = len(text.split())
    if alone and words <= _MOST_ALONE and _AGENCY_LINE.search(text):
        return True
    if words > _MOST_NAMES or not _are_names(text):
        return False
    if _PERSON_AT.match(text) and not alone:
        return True
    sold = _SOLD_BY.search(text)
    return sold is not None and (sold.start() > 0 or not split)


def _are_names(text: str) -> bool:
    words = re.findall(r"[^\W\d_]+", text)
    return bool(words) and all(not word.islower() or word in _PARTICLES for word in words)


def _unlabelled(text: str) -> str:
    """A credit without its brackets and the words that say it is one."""
    bare = _unbracketed(text)
    match = _LABELLED.match(bare) or _BY_WHOM.match(bare)
    return _unbracketed(match["credit"]) if match else bare


def _unbracketed(text: str) -> str:
    bare = text.strip(" .©")
    while bare[:1] in _OPEN and bare[-1:] in _CLOSED and len(bare) > 1:
        bare = bare[1:-1].strip(" .©")
    return bare if any(mark in bare for mark in _OPEN) else bare.rstrip(" ." + _CLOSED)


def pictures_of(captions: Iterable[tuple[int, str]]) -> list[Picture]:
    """The pictures that caption lines belong to, from their positions and texts in order.

    A line that is only a credit belongs to the caption right above it.
    """
    found: list[Picture] = []
    before = -2
    for position, text in captions:
        caption, credit = split_credit(text)
        if caption is None and found and position == before + 1 and found[-1].credit is None:
            found[-1] = Picture(caption=found[-1].caption, credit=credit)
        else:
            found.append(Picture(caption=caption, credit=credit))
        before = position
    return found
