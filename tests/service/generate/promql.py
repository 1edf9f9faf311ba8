"""What a PromQL expression speaks of: enough of its grammar for the expressions of this project."""

import re
from collections.abc import Iterator

from service.generate.alerts import RECORDINGS
from service.generate.metrics_table import exposed_name, kind
from service.metrics import CATALOGUE

SCRAPED = {"job", "instance", "worker"}  # labels that Prometheus and the parent of workers add
PROCESS = ("start_time_seconds", "resident_memory_bytes", "cpu_seconds_total")
WORDS = {"by", "on", "and", "or", "unless", "offset", "group_left", "group_right", "bool"}

STRING = re.compile(r'"[^"]*"|\'[^\']*\'')
SELECTOR = re.compile(r"([a-zA-Z_:][\w:]*)\s*(?:\{([^}]*)\})?")
GROUPING = re.compile(r"\b(?:by|on|ignoring|group_left)\s*\(([^)]*)\)")


def series() -> dict[str, set[str]]:
    """The labels of all that an expression may name."""
    known = {f"process_{name}": set(SCRAPED) for name in PROCESS}
    known["up"] = {"job", "instance"}
    known["ALERTS"] = {"alertname", "alertstate"}
    for metric in CATALOGUE:
        name, labels = exposed_name(metric), SCRAPED | set(metric._labelnames)
        if kind(metric) == "histogram":
            known |= {f"{name}_sum": labels, f"{name}_count": labels}
            known[f"{name}_bucket"] = labels | {"le"}
        else:
            known[name] = labels
    for recording in RECORDINGS:
        (by,) = set(GROUPING.findall(recording.expr))
        known[recording.name] = {label.strip() for label in by.split(",")}
    return known


def selectors(expression: str) -> Iterator[tuple[str, set[str]]]:
    """Each series that the expression names, with the labels that it selects by."""
    bare = re.sub(r"\[[^\]]*\]", "", GROUPING.sub("", STRING.sub('""', expression)))
    bare = re.sub(r"offset \w+", "", bare)
    for match in SELECTOR.finditer(bare):
        name, labels = match.groups()
        called = bare[match.end() :].lstrip().startswith("(") and labels is None
        if called or name in WORDS or re.fullmatch(r"e\d*", name):
            continue
        yield name, set(re.findall(r"(\w+)\s*(?:=~|!~|!=|=)", labels or ""))


def mistakes(expression: str) -> list[str]:
    """What the expression names that nobody exposes, a line each."""
    known = series()
    found = []
    grouped = {
        label.strip() for labels in GROUPING.findall(expression) for label in labels.split(",")
    }
    there: set[str] = set()
    for name, labels in selectors(expression):
        if name not in known:
            found.append(f"no metric {name}")
            continue
        there |= known[name]
        found += [f"{name} has no label {label}" for label in sorted(labels - known[name])]
    found += [f"no label {label} to group by" for label in sorted(grouped - there - {""})]
    return found
