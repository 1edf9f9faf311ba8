"""Log lines, for people and for machines."""

import io
import logging
import sys

import orjson
import pytest

from service.logs import JsonFormatter, TextFormatter, set_up_logging


def line(formatter: logging.Formatter, **extra: object) -> str:
    record = logging.makeLogRecord(
        {"name": "service.x", "levelno": logging.ERROR, "levelname": "ERROR", "created": 0.5}
        | {"msg": "%s: broken", "args": ("clean",)}
        | extra
    )
    return formatter.format(record)


def test_a_json_line_has_time_level_logger_and_message() -> None:
    assert orjson.loads(line(JsonFormatter())) == {
        "time": "1970-01-01T00:00:00.500+00:00",
        "level": "error",
        "logger": "service.x",
        "message": "clean: broken",
    }


def test_a_line_about_a_record_says_which() -> None:
    fields = {"topic": "articles.raw.v1", "partition": 3, "offset": 9, "trace_id": "0af7"}
    said = orjson.loads(line(JsonFormatter(), fields=fields))
    assert {name: said[name] for name in fields} == fields
    text = line(TextFormatter(), fields=fields)
    assert text.endswith("clean: broken topic=articles.raw.v1 partition=3 offset=9 trace_id=0af7")


def test_an_exception_goes_along_in_one_json_line() -> None:
    try:
        raise KeyError("gone")
    except KeyError:
        text = line(JsonFormatter(), exc_info=sys.exc_info())
    assert "\n" not in text
    assert "KeyError: 'gone'" in orjson.loads(text)["exception"]


@pytest.mark.parametrize(("form", "is_json"), [("json", True), ("text", False), ("auto", True)])
def test_auto_is_json_where_nobody_looks(
    monkeypatch: pytest.MonkeyPatch, form: str, is_json: bool
) -> None:
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    level = root.level
    error = io.StringIO()
    monkeypatch.setattr(sys, "stderr", error)
    try:
        set_up_logging("INFO", form)
        logging.getLogger("service.y").info("hello")
    finally:
        root.setLevel(level)
    assert error.getvalue().startswith("{") == is_json
