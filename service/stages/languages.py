"""Tags of languages, as producers and pages write them."""


def primary(tag: str) -> str:
    """The language of a tag, in lower case and without its region: "en" of "en-GB" and "EN_us".

    Empty where nothing stands before the region.
    """
    return tag.replace("_", "-").partition("-")[0].strip().casefold()
