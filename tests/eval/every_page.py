"""Whether cleaning raises on any real page: `python -m tests.eval.every_page FOLDER...`

Reads every *.jsonl.gz in the folders. A row is a raw article, or a page of the cleaning data, whose
`html`, `text` and `text_frag` are cleaned each. Each goes through decoding, the stage and encoding,
as in the service. Prints what became of the pages of each file; the exit status is 1 if one was
lost to anything but a rejection.
"""

import gzip
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import orjson

from schemas.article import RawArticle
from schemas.deadletter import Reason
from service.processing.outcome import Failed, process
from service.processing.pool import Limits
from service.stages.clean import clean

FORMS = {"html": "text/html", "text": "text/plain", "text_frag": "text/plain"}
KNOWN = ("id", "url", "title")
REJECTIONS = {Reason.NOTHING_TO_READ, Reason.TOO_LARGE}


def main() -> None:
    limits = Limits()
    lost = 0
    for folder in sys.argv[1:]:
        for path in sorted(Path(folder).glob("*.jsonl.gz")):
            counts: Counter[str] = Counter()
            slowest = 0.0
            for name, value in records(path):
                outcome = process(
                    "clean",
                    value,
                    RawArticle,
                    clean,
                    max_input_bytes=limits.input_bytes,
                    max_output_bytes=limits.output_bytes,
                )
                slowest = max(slowest, outcome.cpu_seconds)
                if not isinstance(outcome, Failed):
                    counts["passed"] += 1
                    continue
                counts[outcome.reason] += 1
                lost += outcome.reason not in REJECTIONS
                _say(f"{name}: {outcome.reason}: {outcome.exception}: {outcome.message}")
            figures = ", ".join(f"{count} {what}" for what, count in sorted(counts.items()))
            _say(f"{path.name}: {figures}; slowest {slowest:.2f} s of processor time")
    sys.exit(1 if lost else 0)


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def records(path: Path) -> Iterator[tuple[str, bytes]]:
    """(what to call it, a record as on the raw topic) for each page of a file."""
    with gzip.open(path) as lines:
        for number, line in enumerate(lines, 1):
            row = orjson.loads(line)
            if "content" in row:
                yield f"{path.name}:{number}", line
                continue
            for form, content_type in FORMS.items():
                if row.get(form):
                    known = {field: row[field] for field in KNOWN if row.get(field)}
                    fields = {**known, "content": row[form], "content_type": content_type}
                    yield f"{path.name}:{number} {form}", orjson.dumps(fields)


if __name__ == "__main__":
    main()
