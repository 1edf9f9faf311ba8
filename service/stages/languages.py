"""Tags of languages, as producers and pages write them."""

import re

_CODE = re.compile(r"[a-z]{2,3}")  # ISO 639


def primary(tag: str) -> str:
    """The language of a tag, in lower case and without its region: "en" of "en-GB" and "EN_us".

    Empty where nothing stands before the region.
    """
    return tag.replace("_", "-").partition("-")[0].strip().casefold()


def well_formed(tag: str) -> str | None:
    """The language of a tag, if it has the form of one: None of "klingon" or "English"."""
    language = primary(tag)
    return language if _CODE.fullmatch(language) else None
