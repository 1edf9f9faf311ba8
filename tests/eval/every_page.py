"""Whether any stage raises on any real page, and whether memory stays flat: `make eval-pages`.

`python -m tests.eval.every_page FOLDER...` reads every *.jsonl.gz in the folders. A row is a raw
article, or a page of the cleaning data, whose `html`, `text` and `text_frag` are articles each.
Each goes through all stages with decoding and encoding in between, as in the service, in one
process. Prints what became of the pages of each file, and what memory was the process's own after
each thousand of all (Linux alone tells); the exit status is 1 if one was lost to anything but a
rejection.
"""

import gzip
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson

from schemas.deadletter import Reason
from schemas.event import Event
from service.processing.outcome import Failed, Outcome, process
from service.processing.pool import Limits
from service.topology import PIPELINE, Step

FORMS = {"html": "text/html", "text": "text/plain", "text_frag": "text/plain"}
KNOWN = ("id", "url", "title")
REJECTIONS = {Reason.NOTHING_TO_READ, Reason.TOO_LARGE}
EVERY = 1000  # pages between two looks at the memory

Loaded = Sequence[tuple[Step, Callable[[Any], Event]]]


def main() -> None:
    stages = [(step, step.load()) for step in PIPELINE]
    lost = read = 0
    memory: list[int] = []
    for folder in sys.argv[1:]:
        for path in sorted(Path(folder).glob("*.jsonl.gz")):
            counts: Counter[str] = Counter()
            slowest: dict[str, float] = {}
            for name, value in records(path):
                outcome = enriched(stages, value, slowest)
                read += 1
                if read % EVERY == 0:
                    memory.append(own_memory())
                if not isinstance(outcome, Failed):
                    counts["passed"] += 1
                    continue
                counts[outcome.reason] += 1
                lost += outcome.reason not in REJECTIONS
                _say(f"{name}: {outcome.reason}: {outcome.exception}: {outcome.message}")
            figures = ", ".join(f"{count:,} {what}" for what, count in sorted(counts.items()))
            times = ", ".join(f"{stage} {seconds:.2f}" for stage, seconds in slowest.items())
            _say(f"{path.name}: {figures}; slowest, in seconds of processor time: {times}")
    _say(f"MB of memory after each {EVERY:,} of {read:,} pages: {' '.join(map(str, memory))}")
    sys.exit(1 if lost else 0)


def enriched(stages: Loaded, value: bytes, slowest: dict[str, float]) -> Outcome:
    """What becomes of a record at the end of all stages, or at the first that it does not pass.

    `slowest` keeps the longest time that each stage has taken.
    """
    limits = Limits()
    for step, stage in stages:
        outcome = process(
            step.name,
            value,
            step.source.event,
            stage,
            max_input_bytes=limits.input_bytes,
            max_output_bytes=limits.output_bytes,
        )
        slowest[step.name] = max(slowest.get(step.name, 0.0), outcome.cpu_seconds)
        if isinstance(outcome, Failed):
            break
        value = outcome.value
    return outcome


def own_memory() -> int:
    """Megabytes that this process shares with no file; 0 where the system does not say."""
    status = Path("/proc/self/status")
    found = re.search(r"RssAnon:\s+(\d+) kB", status.read_text()) if status.exists() else None
    return int(found[1]) // 1000 if found else 0


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
