"""Log lines: readable on a terminal, JSON in a container."""

import logging
import sys
from datetime import UTC, datetime

import orjson

LIBRARIES = ("faust", "mode", "aiokafka", "asyncio", "kafka")


class TextFormatter(logging.Formatter):
    """For people: time, level, message, and what a line says of its record as key=value."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-8s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The line without its exception."""
        fields = "".join(f" {name}={value}" for name, value in _fields(record).items())
        return super().formatMessage(record) + fields


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time (RFC 3339, UTC), level, logger, message, exception.

    A line about a record has its topic, partition and offset, and, where they are known, the
    article_id and the trace_id: whoever logs it gives `extra={"fields": {...}}`.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line without its newline."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_fields(record),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return orjson.dumps(line).decode()


def _fields(record: logging.LogRecord) -> dict[str, object]:
    fields: dict[str, object] = getattr(record, "fields", {})
    return fields


def set_up_logging(level: str, form: str) -> None:
    """Log to standard error at `level`, libraries at WARNING unless it is DEBUG.

    `form` is text, json, or auto: text on a terminal, JSON elsewhere.
    """
    handler = logging.StreamHandler(sys.stderr)
    if form == "json" or (form == "auto" and not sys.stderr.isatty()):
        handler.setFormatter(JsonFormatter())
    else:
        handler.setFormatter(TextFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # It warns of each header of somebody else's that is not to its taste.
    logging.getLogger("opentelemetry.trace").setLevel("ERROR")
    for name in LIBRARIES:
        # Left alone, Faust logs at DEBUG into loggers nobody reads: a tenth of its time.
        logging.getLogger(name).setLevel("DEBUG" if level == "DEBUG" else "WARNING")
