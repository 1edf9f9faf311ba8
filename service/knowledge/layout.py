"""The layout of a knowledge base file, for who writes it and who reads it.

    8 bytes     MAGIC, whose last byte is the version of the layout
    4 bytes     CRC-32 of all that follows
    4 bytes     length of the header, little-endian
    header      JSON: `engine`, `inputs` (digest), `sources`, `kinds`, `languages`, `divisions`,
                and of each array its first byte (counted from the end of the header) and its
                length
    arrays      one after the other, each beginning at a multiple of 8 bytes

A text is a position in the array `text`: UTF-8, ended by a zero byte; position 0 is no text.
All numbers are little-endian.
"""

import numpy as np

MAGIC = b"CPYDSKB\x02"
PREFIX = 16  # bytes before the header
ALIGNMENT = 8  # bytes
DEGREE = 100_000  # parts; a metre
NOWHERE = 2**31 - 1  # a latitude where there is none

# What an entry holds, one array each; as long as there are entries.
ENTRY_ARRAYS = {
    "name": "<u4",  # text
    "type": "<u1",  # place in schemas.entity.EntityType
    "kind": "<u1",  # place in `kinds`
    "country": "S2",
    "division": "<u2",  # place in `divisions`
    "description": "<u4",  # text
    "latitude": "<i4",  # 1/100,000 degrees
    "longitude": "<i4",
    "wikidata": "<u4",  # without its Q; 0 for none
    "geonames": "<u4",  # 0 for none
    "ids": "<u4",  # text: the other ids, as "name=value" lines
    "prior": "<f4",
}
# What a name holds, one array each; as long as there are names. Sorted by digest.
NAME_ARRAYS = {
    "digest": "<u8",  # of the name's key
    "alias": "<u4",  # text
    "entry": "<u4",  # row
    "language": "<u1",  # place in `languages`
    "weight": "<u1",  # of 255: how sure this name is to mean this entry
}
ARRAYS = {**ENTRY_ARRAYS, **NAME_ARRAYS, "text": "<u1"}
FULL_WEIGHT = 255


def dtype(array: str) -> np.dtype[np.generic]:
    return np.dtype(ARRAYS[array])


def aligned(length: int) -> int:
    """`length` in bytes, up to where the next array may begin."""
    return -(-length // ALIGNMENT) * ALIGNMENT
