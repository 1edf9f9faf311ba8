"""Who took a picture and who sold it: the names in the credit behind a caption, by rule.

A tagger reads "AP Photo/Jane Doe" as one body; but a credit has a form of its own.
"""

import re
from collections.abc import Iterator, Sequence

from schemas.article import Picture
from schemas.entity import EntityType, FieldMention

CONFIDENCE = 0.9

_BETWEEN = re.compile(r"[/,;|–—]|\bvia\b")
_AGENCY = re.compile(
    r"(?P<name>AP|AFP|EFE|EPA|APA|ANSA|TASS|PA|dpa|DPA|Reuters|REUTERS|Bloomberg|Xinhua"
    r"|Getty(?: Images)?|Shutterstock|Alamy|Anadolu|Unsplash"
    r"|(?:[A-Z][\w'’-]{0,30} ){1,3}(?:Images|Pictures|Press|Times|Post|News|Agency|Alliance))"
    r"(?: (?:[Ff]ile )?(?:Photo|Image|File|Pool|Handout)s?)?"
)
_PERSON = re.compile(r"(?P<name>[^\W\d_a-z][^\W\d_]+(?: [^\W\d_]\.| [^\W\d_][\w'’-]{1,30}){1,3})")


def credit_mentions(caption: str, told: str, pictures: Sequence[Picture]) -> list[FieldMention]:
    """The names in the credit of `caption`, of which `told` is what comes before the credit."""
    credit = next(
        (one.credit for one in pictures if one.credit and one.credit in caption[len(told) :]), None
    )
    if credit is None:
        return []
    return list(_names(caption.index(credit, len(told)), credit))


def _names(at: int, credit: str) -> Iterator[FieldMention]:
    cuts = [*_BETWEEN.finditer(credit)]
    begins = [0, *(cut.end() for cut in cuts)]
    ends = [*(cut.start() for cut in cuts), len(credit)]
    for begin, end in zip(begins, ends, strict=True):
        part = credit[begin:end]
        text = part.strip()
        start = at + begin + len(part) - len(part.lstrip())
        for pattern, kind in ((_AGENCY, EntityType.ORG), (_PERSON, EntityType.PERSON)):
            if (found := pattern.fullmatch(text)) is not None:
                name = found["name"]
                stop = start + len(name)
                yield FieldMention(
                    start=start, end=stop, text=name, confidence=CONFIDENCE, type=kind
                )
                break
