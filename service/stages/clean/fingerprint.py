"""A hash that stays close when the text changes little."""

from trafilatura.deduplication import Simhash

DIGITS = 16  # hexadecimal, 64 bits


def fingerprint(text: str) -> str:
    """64-bit Simhash of the words of `text` (Charikar 2002), as 16 hexadecimal digits.

    Near-duplicates differ in few bits.
    """
    return f"{Simhash(text, length=4 * DIGITS).hash:0{DIGITS}x}"
