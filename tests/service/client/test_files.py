"""Files to raw articles: each kind, each encoding, each mistake."""

import os
from pathlib import Path

import orjson
import pytest

from schemas.article import RawArticle
from schemas.codec import decode
from service.client.files import Article, Bad, read_articles
from service.stages.clean.identity import identify


def only(path: Path, data: bytes) -> Article:
    path.write_bytes(data)
    (article,) = read_articles([str(path)])
    assert isinstance(article, Article), article
    return article


@pytest.mark.parametrize(
    ("name", "content_type"),
    [("a.html", "text/html"), ("a.HTM", "text/html"), ("a.txt", "text/plain")],
)
def test_a_page_is_one_article_of_its_type(tmp_path: Path, name: str, content_type: str) -> None:
    article = only(tmp_path / name, "Zürich".encode())
    raw = decode(article.value, RawArticle)
    assert raw == RawArticle(content="Zürich", content_type=content_type)
    assert article.where == str(tmp_path / name)
    assert article.note is None


def test_the_key_is_the_id_that_the_cleaning_gives(tmp_path: Path) -> None:
    article = only(tmp_path / "a.txt", b"text")
    assert article.key == identify(decode(article.value, RawArticle)).encode()


def test_lines_of_json_are_sent_as_they_are_with_the_key_of_their_article(tmp_path: Path) -> None:
    lines = [
        b'{ "id" : "a",  "content": "text" }',
        b'{"url": "https://www.example.com/x#part", "content": "text"}',
        b'{"id": "b", "content": 7}',
        b'{"content": 7}',
        b"[1]",
    ]
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\n".join(lines) + b"\n\n")
    articles = [item for item in read_articles([str(path)]) if isinstance(item, Article)]
    assert [article.value for article in articles] == lines
    url = identify(RawArticle(url="https://www.example.com/x", content="")).encode()
    assert [article.key for article in articles] == [b"a", url, b"b", None, None]


def test_a_line_that_is_not_json_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'\n{"content": "1"}\r\nnot JSON\n{"content": "\xff"}\n{"content": "2"}')
    items = list(read_articles([str(path)]))
    assert [(type(item), item.where) for item in items] == [
        (Article, f"{path}:2"),
        (Bad, f"{path}:3"),
        (Bad, f"{path}:4"),
        (Article, f"{path}:5"),
    ]
    assert isinstance(items[0], Article)
    assert items[0].value == b'{"content": "1"}'


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("text")
    items = list(read_articles([str(tmp_path / "a.txt"), str(tmp_path / "b.txt")]))
    assert items[0] == Bad(str(tmp_path / "a.txt"), "No such file or directory")
    assert isinstance(items[1], Article)


def test_an_encoding_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    article = only(path, '<meta charset="iso-8859-1"><p>Zürich'.encode("latin-1"))
    assert article.note == f"{path}: not UTF-8, read as windows-1252"


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(bytes(range(256)) * 4)
    assert list(read_articles([str(path)])) == [Bad(str(path), "not text in any encoding")]


@pytest.fixture
def stdin(tmp_path: Path) -> "StdIn":
    return StdIn(tmp_path / "stdin")


class StdIn:
    """Reads with these bytes as the process's standard input."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self, data: bytes) -> list[Article | Bad]:
        self._path.write_bytes(data)
        before = os.dup(0)
        file = os.open(self._path, os.O_RDONLY)
        os.dup2(file, 0)
        try:
            return list(read_articles(["-"]))
        finally:
            os.dup2(before, 0)
            os.close(before)
            os.close(file)


def test_standard_input_that_begins_with_a_brace_is_lines_of_json(stdin: StdIn) -> None:
    items = stdin.read(b'\n {"content": "1"}\n{"content": \n{"content": "3"}\n')
    assert [(type(item), item.where) for item in items] == [
        (Article, "stdin:2"),
        (Bad, "stdin:3"),
        (Article, "stdin:4"),
    ]


def test_other_standard_input_is_one_page(stdin: StdIn) -> None:
    (item,) = stdin.read(b"\n<html>\n<p>text</p>\n")
    assert isinstance(item, Article)
    assert orjson.loads(item.value)["content"] == "<html>\n<p>text</p>\n"
    assert orjson.loads(item.value)["content_type"] is None


def test_empty_standard_input_is_nothing(stdin: StdIn) -> None:
    assert stdin.read(b"\n\n") == []
