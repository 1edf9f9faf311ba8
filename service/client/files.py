"""Files to raw articles: pages, texts, and JSON lines that are sent as they are."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import resources
from itertools import chain
from pathlib import Path
from typing import IO, Any, Literal

from charset_normalizer import from_bytes

from schemas.article import RawArticle
from schemas.codec import Invalid, Undecodable, encode, load, parse
from service.stages.clean.identity import identify

STDIN = "-"

_CONTENT_TYPES: dict[str, Literal["text/html", "text/plain"]] = {
    ".html": "text/html",
    ".htm": "text/html",
    ".txt": "text/plain",
}
SUFFIXES = (*_CONTENT_TYPES, ".jsonl")

_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([a-zA-Z0-9_:.-]+)", re.I)
# What pages without any other sign are in; unlimited, the guess may be a mainframe's.
_LIKELY_ENCODINGS = [
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
    "big5": "big5hkscs",
}
_WHOLE_TO_BROKEN = 10  # characters that are whole for each that is not
_META_BYTES = 4096  # how far into a page a charset is looked for; browsers look at 1024


@dataclass(frozen=True, slots=True)
class Article:
    """A record for the raw topic.

    `key` is None for JSON that is no raw article and has no id either. `note` is something to
    tell the user about how the file was read.
    """

    where: str
    key: bytes | None
    value: bytes
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Bad:
    """A line, or a file, that cannot be sent. `where` is file:line, lines counted from 1."""

    where: str
    why: str


def read_articles(paths: Iterable[str], charset: str | None = None) -> Iterator[Article | Bad]:
    """What is in the files, one after the other; `-` is standard input.

    Standard input holds JSON lines if it begins with `{`, else one page. `charset` is what the
    server named as the encoding of pages.
    """
    for path in paths:
        if path == STDIN:
            # A file object of our own: sys.stdin would be locked by a thread that waits in it.
            with open(0, "rb", closefd=False) as stream:
                yield from _read_stream(stream, charset)
            continue
        try:
            yield from _read_file(Path(path), charset)
        except OSError as error:
            yield Bad(path, error.strerror or str(error))


def _read_file(path: Path, charset: str | None) -> Iterator[Article | Bad]:
    if path.suffix.lower() == ".jsonl":
        with path.open("rb") as stream:
            yield from _json_lines(str(path), stream)
    else:
        content_type = _CONTENT_TYPES.get(path.suffix.lower())
        yield _page(str(path), path.read_bytes(), content_type, charset)


def _read_stream(stream: IO[bytes], charset: str | None) -> Iterator[Article | Bad]:
    blank = 0
    for line in stream:
        if not line.strip():
            blank += 1
        elif line.lstrip().startswith(b"{"):
            yield from _json_lines("stdin", chain([line], stream), blank + 1)
            return
        else:
            yield _page("stdin", line + stream.read(), None, charset)
            return


def _json_lines(name: str, lines: Iterable[bytes], first: int = 1) -> Iterator[Article | Bad]:
    for number, line in enumerate(lines, first):
        if not line.strip():
            continue
        where = f"{name}:{number}"
        value = line.rstrip(b"\r\n")
        try:
            fields = load(value)
        except Undecodable as error:
            yield Bad(where, f"not JSON in UTF-8: {error}")
        else:
            yield Article(where, _key(fields), value)


def _key(fields: Any) -> bytes | None:
    """The article id, as the cleaning will have it."""
    try:
        return identify(parse(fields, RawArticle)).encode()
    except Invalid:
        claimed = fields.get("id") if isinstance(fields, dict) else None
        return claimed.encode() if isinstance(claimed, str) and claimed else None


def _page(
    name: str,
    data: bytes,
    content_type: Literal["text/html", "text/plain"] | None,
    charset: str | None,
) -> Article | Bad:
    decoded = decode_page(data, charset)
    if decoded is None:
        return Bad(name, "not text in any encoding that can be told")
    text, encoding = decoded
    article = RawArticle(content=text, content_type=content_type)
    note = None if encoding == "utf-8" else f"{name}: not UTF-8, read as {encoding}"
    return Article(name, identify(article).encode(), encode(article), note)


def decode_page(data: bytes, charset: str | None = None) -> tuple[str, str] | None:
    """The text of a page and the name of its encoding; None if it cannot be told.

    A byte order mark counts first. Then UTF-8 if it fits, since hardly anything else fits it by
    chance; then `charset`, which the server named; then what the page says of itself, as far as
    it fits; then UTF-8 with some broken bytes in it; then the likeliest guess.
    """
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if data.startswith(mark) and (text := _decoded(data, encoding)) is not None:
            return text, encoding.removesuffix("-sig")
    in_meta = _META_CHARSET.search(data[:_META_BYTES])
    said = [charset or "", in_meta[1].decode("ascii") if in_meta else ""]
    names = [_meant(name.strip().lower()) for name in said if name.strip()]
    # an escape opens the other characters of an encoding that looks like ASCII
    shifted = [name for name in names if b"\x1b" in data or b"~{" in data]
    for encoding in (*shifted, "utf-8", *names):
        if (text := _decoded(data, encoding)) is not None:
            return text, encoding
    if (text := _mostly_utf_8(data)) is not None:
        return text, "utf-8, in part"
    guess = from_bytes(data, cp_isolation=_LIKELY_ENCODINGS).best()
    return (str(guess), guess.encoding) if guess is not None else None


def _meant(name: str) -> str:
    """The encoding that pages mean by a name, which holds a little more than the name says."""
    return _MEANT.get(name.replace("_", "-"), name)


def _mostly_utf_8(data: bytes) -> str | None:
    """UTF-8 that was cut off or mixed; None where too much of it is broken."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(not character.isascii() for character in text) - broken
    return text if _WHOLE_TO_BROKEN * broken <= whole else None


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def sample_files() -> tuple[str, ...]:
    """The sample articles that are installed with copydesk."""
    found = (str(entry) for entry in resources.files("service.samples").iterdir())
    return tuple(sorted(path for path in found if Path(path).suffix in SUFFIXES))
