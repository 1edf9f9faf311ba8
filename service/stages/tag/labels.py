"""What the labels of trained models mean: those of OntoNotes, CoNLL, WikiNER and their kin."""

from schemas.entity import EntityType

# What is missing is dropped: MISC is anything, and ORDINAL, CARDINAL and LANGUAGE name nothing.
TYPES = {
    "PERSON": EntityType.PERSON,
    "PER": EntityType.PERSON,
    "PRS": EntityType.PERSON,
    "ORG": EntityType.ORG,
    "GPE": EntityType.PLACE,
    "GPE_LOC": EntityType.PLACE,
    "GPE_ORG": EntityType.PLACE,
    "LOC": EntityType.PLACE,
    "FAC": EntityType.PLACE,
    "NORP": EntityType.NORP,
    "EVENT": EntityType.EVENT,
    "EVT": EntityType.EVENT,
    "WORK_OF_ART": EntityType.WORK,
    "LAW": EntityType.WORK,
    "PRODUCT": EntityType.PRODUCT,
    "PROD": EntityType.PRODUCT,
    "DATE": EntityType.DATE,
    "TIME": EntityType.TIME,
    "MONEY": EntityType.MONEY,
    "PERCENT": EntityType.PERCENT,
    "QUANTITY": EntityType.QUANTITY,
}


def type_of(label: str) -> EntityType | None:
    """The type for a label, with or without the prefix of a tag (B-PER); None for no name."""
    name = label.upper()
    if name[1:2] in ("-", "_") and name[0] in "BIELSU":
        name = name[2:]
    return TYPES.get(name) or (EntityType(name) if name in EntityType.__members__ else None)
