"""Log lines: readable on a terminal, JSON in a container."""

import logging
import sys
from datetime import UTC, datetime

import orjson

LIBRARIES = ("faust", "mode", "aiokafka", "asyncio", "kafka")


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time (RFC 3339, UTC), level, logger, message, exception."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line without its newline."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return orjson.dumps(line).decode()


def set_up_logging(level: str, form: str) -> None:
    """Log to standard error at `level`, libraries at WARNING unless it is DEBUG.

    `form` is text, json, or auto: text on a terminal, JSON elsewhere.
    """
    handler = logging.StreamHandler(sys.stderr)
    if form == "json" or (form == "auto" and not sys.stderr.isatty()):
        handler.setFormatter(JsonFormatter())
    else:
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)-8s %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in LIBRARIES:
        # Left alone, Faust logs at DEBUG into loggers nobody reads: a tenth of its time.
        logging.getLogger(name).setLevel("DEBUG" if level == "DEBUG" else "WARNING")
