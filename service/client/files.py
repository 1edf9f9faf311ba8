"""Files to raw articles: pages, texts, and JSON lines that are sent as they are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import resources
from itertools import chain
from pathlib import Path
from typing import IO, Any, Literal

from schemas.article import RawArticle
from schemas.codec import Invalid, Undecodable, encode, load, parse
from service.client.encodings import decode_page
from service.stages.clean.identity import identify

STDIN = "-"

_CONTENT_TYPES: dict[str, Literal["text/html", "text/plain"]] = {
    ".html": "text/html",
    ".htm": "text/html",
    ".txt": "text/plain",
}
SUFFIXES = (*_CONTENT_TYPES, ".jsonl")


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
        return Bad(name, "not text in any encoding")
    text, encoding = decoded
    article = RawArticle(content=text, content_type=content_type)
    note = None if encoding == "utf-8" else f"{name}: not UTF-8, read as {encoding}"
    return Article(name, identify(article).encode(), encode(article), note)


def sample_files() -> tuple[str, ...]:
    """The sample articles that are installed with copydesk."""
    found = (str(entry) for entry in resources.files("service.samples").iterdir())
    return tuple(sorted(path for path in found if Path(path).suffix in SUFFIXES))
