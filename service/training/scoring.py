"""The scorers that lie beside the data, and the figures of the one for cleaning."""

import importlib.util
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.training.pages import FORMS, HTML, SETS, Sample


def evaluate(
    pages: Sequence[Sample], chosen: Sequence[NDArray[np.bool_]], judge: ModuleType
) -> dict[str, dict[str, float]]:
    """The scorer's figures for each set and form."""
    found: dict[str, dict[str, float]] = {}
    for group in SETS:
        for form in (*FORMS, HTML):
            metrics = [
                judge.doc_metrics(page.row, "\n".join(np.array(page.lines, object)[kept]))
                for page, kept in zip(pages, chosen, strict=True)
                if (page.group, page.form) == (group, form)
            ]
            if metrics:
                summary = judge.summarise(metrics)
                names = ("f1", "precision", "recall", "leak_runs", "loss", "clean")
                found[f"{group} {form}"] = {name: round(summary[name], 4) for name in names}
    return found


def scorer(data: Path, name: str = "score_cleaning") -> ModuleType:
    """The module `name`.py that lies beside the data, and explains its figures."""
    spec = importlib.util.spec_from_file_location(name, data / f"{name}.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(data / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def summary(result: Mapping[str, Any]) -> dict[str, float]:
    """What score_entities.py says of one set, in per cent: F1, precision and recall of exact names
    and types, F1 of spans alone, and of each type."""
    by_type = {kind: one["f"] for kind, one in sorted(result["per_type"].items())}
    exact = {name: result["exact"][name] for name in ("f", "p", "r")}
    return {**exact, "span": result["span"]["f"], **by_type}
