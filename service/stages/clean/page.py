"""The text of a page as a reader sees it: printable, in lines."""

import re

# Control characters, invisible marks, marks of direction and lone surrogates: never printed. Some
# break JSON, some hide how a line ends, some show a reader other text than there is.
UNPRINTABLE = (  # for a character class
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060"
    "\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff"
)
_UNPRINTABLE = re.compile(f"[{UNPRINTABLE}]")

# Scripts written without spaces (Thai, Lao, Burmese, Khmer, kana, Han), for a character class.
DENSE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"

_ASCII_MARKS = bytes(code for code in range(128) if not chr(code).isalnum())


def printable(text: str) -> str:
    """`text` without characters that nobody can see."""
    return text if text.isprintable() else _UNPRINTABLE.sub("", text)


def one_line(text: str) -> str:
    """`text` printable, its runs of whitespace made single spaces."""
    return " ".join(printable(text).split())


def visible_lines(text: str) -> list[str]:
    """The lines of `text` that are not blank, each as `one_line` leaves it."""
    lines = (" ".join(line.split()) for line in printable(text).splitlines())
    return [line for line in lines if line]


def squash(text: str) -> str:
    """`text` for comparing: letters and digits only, in one case."""
    if text.isascii():  # a twentieth of the time
        return text.lower().encode().translate(None, _ASCII_MARKS).decode()
    return "".join(filter(str.isalnum, text.casefold()))
