"""Telling photo captions and credits from prose."""

import re
from collections.abc import Iterable

from schemas.article import Picture
from service.stages.clean.lines import Line

LONGEST_CAPTION = 100  # words

_OPENING = re.compile(
    r"(?:file\s?[–—-]|file photo|photo(?:graph)?s?(?: by| credit)?\s?:|photos? (?:by|courtesy)\b"
    r"|photograph by\b|image(?: credit| source)?s?\s?:|picture(?: credit)?s?\s?:|pictured\s?:"
    r"|credits?\s?(?::|…|\.\.\.)|caption\s?:|foto(?:graf)?s?\s?:|bild(?:quelle)?\s?:|imagen\s?:|crédito\s?:"
    r"|photo ?: |immagine ?:|zdj[ęe]cie ?:|fot\. |фото ?:|getty images\b)",
    re.IGNORECASE,
)
_AGENCY = (
    r"(?:ap|afp|epa|reuters|getty|dpa|photo|image|picture|courtesy|credit|file|shutterstock"
    r"|bloomberg|xinhua|imago|pa wire|istock|instagram|foto|bild|efe)"
)
# "(AP Photo/Jane Doe, File)", "(Reuters)" at the very end; dots and quotes may follow
_CREDIT_AT_END = re.compile(
    rf"[(\[][^()\[\]]{{0,30}}\b{_AGENCY}\b[^()\[\]]{{0,120}}[)\]]\W{{0,3}}$", re.I
)
# "Jane Doe/AFP via Getty Images", "Reuters/Jane Doe", "© dpa"
_CREDIT_LINE = re.compile(
    r"(?:/\s?(?:ap|afp|reuters|getty|epa|dpa|bloomberg|shutterstock)|(?:via )?getty images"
    r"|\b(?:photograph|photo|picture|image|foto|bild|credit)s?(?: by|\s?:)\s[^.!?:]{3,80}"
    r"|(?:ap photo|reuters|afp|ap|epa)\s?/\s?\w[^/]{2,60})\W{0,3}$",
    re.IGNORECASE,
)
_LAST_BRACKETS = re.compile(
    r"\((?:photos?|image|picture|foto|bild|credit|courtesy|©)\b[^()]{2,120}\)\W{0,3}$",
    re.IGNORECASE,
)
# "... on the quay. Photo: Jane Doe", "Credit: AP", "© dpa"
_CREDIT_WORD = re.compile(
    r"(?:^|(?<=[.!?|”’\s]))(?:(?:photo(?:graph)?s?|pictures?|images?|fotos?|bild(?:quelle)?|credits?"
    r"|crédit|crédito|imagen|immagine|zdj[ęe]cie|fot\.|фото)"
    r"(?: credits?| by| source| courtesy(?: of)?)?"
    r"\s?[:/]|(?:photo(?:graph)?s? (?:by|courtesy(?: of)?)\b)|©)\s*(?P<credit>[^.!?:]{2,80})\.?$",
    re.IGNORECASE,
)

# _CREDIT_LINE needs one of these; most lines have none, which is soon seen.
_CREDIT_HINTS = ("/", "getty", "photo", "picture", "image", "foto", "bild", "credit")


def is_caption(line: Line) -> bool:
    """What is printed under or beside a picture, the credit included."""
    if line.words > LONGEST_CAPTION or line.words < 2:
        return False
    if _OPENING.match(line.text):
        return True
    end = line.text[-200:]
    if (")" in end[-4:] or "]" in end[-4:]) and _CREDIT_AT_END.search(end):
        return True
    if line.words > 50:
        return False
    lowered = end.lower()
    return any(hint in lowered for hint in _CREDIT_HINTS) and bool(_CREDIT_LINE.search(end))


def is_credit(text: str) -> bool:
    """A line that names a photographer or an agency and shows nothing else."""
    return split_credit(text)[0] is None


def split_credit(text: str) -> tuple[str | None, str | None]:
    """What a caption tells, and the credit at its end; None for either that it has not.

    The credit loses its brackets and the word before its colon, and nothing else.
    """
    if match := _CREDIT_AT_END.search(text[-200:]) or _LAST_BRACKETS.search(text[-200:]):
        start = len(text) - len(text[-200:]) + match.start()
        return text[:start].strip() or None, text[start:].strip(" ()[].")
    if match := _CREDIT_WORD.search(text):
        return text[: match.start()].strip(" |") or None, match["credit"].strip(" .")
    if len(text.split()) <= 8 and _CREDIT_LINE.search(text):
        return None, text.strip(" ()[]©.")
    return text, None


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
