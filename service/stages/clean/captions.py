"""Telling photo captions and credits from prose."""

import re

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
