"""The bytes of a page to its text, much as browsers do it."""

import re
from collections.abc import Iterable

from charset_normalizer import from_bytes

_MARKS = {  # the longer first: that of UTF-32 begins like that of UTF-16
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
_IN_PAGE = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([a-zA-Z0-9_:.-]+)"
    rb"|<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([a-zA-Z0-9_:.-]+)",
    re.I,
)
# What pages without any other sign are in; unlimited, the guess may be a mainframe's.
_LIKELY = [
    *(f"cp125{digit}" for digit in range(8)),
    *("iso8859_2", "iso8859_5", "iso8859_7", "iso8859_15", "koi8_r", "koi8_u"),
    *("shift_jis", "euc_jp", "iso2022_jp", "euc_kr", "gb18030", "big5"),
]
# As browsers take them: https://encoding.spec.whatwg.org/#names-and-labels
_MEANT = {
    **dict.fromkeys(("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii"), "windows-1252"),
    **dict.fromkeys(("gb2312", "gbk", "x-gbk", "gb-2312-80"), "gb18030"),
    **dict.fromkeys(("shift-jis", "x-sjis", "sjis"), "cp932"),
    **dict.fromkeys(("euc-kr", "ks-c-5601-1987", "ksc5601"), "cp949"),
    **dict.fromkeys(("iso-8859-9", "latin5"), "windows-1254"),
    **dict.fromkeys(("iso-8859-11", "tis-620"), "cp874"),
    **dict.fromkeys(("utf8", "unicode-1-1-utf-8"), "utf-8"),
    "big5": "big5hkscs",
}
_SHIFTING = ("iso-2022", "iso2022", "csiso2022", "hz")
_FALLBACK = "windows-1252"
_LOOKED_AT = 4096  # bytes in which a page says its encoding; browsers look at 1024
_CUT_EMOJI = re.compile(rb"\xf0\x9f[\x80-\xbf]?(?![\x80-\xbf])")
_CONTROLS = bytes({*range(32)} - {*b"\t\n\f\r\x1b"})
_TEXT_TO_CONTROLS = 30  # bytes of text for each that nobody types


def decode_page(data: bytes, charset: str | None = None) -> tuple[str, str] | None:
    """The text of a page and the name of its encoding; None for what is no text.

    A byte order mark counts first, and the zeros of UTF-16. Then UTF-8 if it fits, since hardly
    anything else fits it by chance; then `charset`, which the server named; then what the page
    says of itself, as far as they fit; then UTF-8 with some broken bytes in it, which comes before
    other names where one of them is UTF-8; then the likeliest guess.
    """
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return data.decode(encoding, "replace"), encoding.removesuffix("-sig")
    if wide := _wide(data):
        return data.decode(wide, "replace"), wide
    names = list(_names(charset, data))
    # an escape opens the other characters of an encoding that looks like ASCII
    escaped = b"\x1b" in data or b"~{" in data
    shifted = [name for name in names if escaped and name.startswith(_SHIFTING)]
    if b"\x1b$" in data:
        shifted.append("iso2022_jp")
    for encoding in (*shifted, "utf-8", *names):
        if (text := _decoded(data, encoding)) is not None:
            return text, encoding
        if encoding == "utf-8" and encoding in names and (text := _mostly_utf_8(data)):
            return text, "utf-8, in part"
    if text := _mostly_utf_8(data):
        return text, "utf-8, in part"
    if _TEXT_TO_CONTROLS * (len(data) - len(data.translate(None, _CONTROLS))) > len(data):
        return None
    guess = from_bytes(data, cp_isolation=_LIKELY).best()
    if guess is not None:
        return str(guess), guess.encoding
    return data.decode(_FALLBACK, "replace"), _FALLBACK


def _names(charset: str | None, data: bytes) -> Iterable[str]:
    """The encodings that the server and the page name."""
    if charset and charset.strip():
        yield _meant(charset)
    if found := _IN_PAGE.search(data[:_LOOKED_AT]):
        name = _meant((found[1] or found[2]).decode("ascii"))
        yield "utf-8" if name.startswith("utf-16") else name  # in ASCII it could not say so


def _meant(name: str) -> str:
    """The encoding that pages mean by a name, which holds a little more than the name says."""
    name = name.strip().lower()
    return _MEANT.get(name.replace("_", "-"), name)


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of its markup is zero."""
    head = data[:_LOOKED_AT]
    first, second = head[::2].count(0), head[1::2].count(0)
    few, many = sorted((first, second))
    if not many or 8 * many < len(head) or 10 * few > many:
        return None
    return "utf-16-be" if first > second else "utf-16-le"


def _mostly_utf_8(data: bytes) -> str | None:
    """UTF-8 that was cut off or mixed; None where more of it is broken than whole.

    Other encodings look whole in a third of their characters at most, as Japanese in EUC does.
    """
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(not character.isascii() for character in text) - broken
    cut = len(_CUT_EMOJI.findall(data))
    return text if 0 < whole + cut >= broken - cut else None


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (ValueError, LookupError):
        return None
