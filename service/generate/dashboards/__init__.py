"""Grafana dashboards: *Overview* for how the articles fare, *Worker* for why.

A step of the pipeline brings its own bars, lines and row. A metric that no panel here shows gets a
plain one at the foot of *Worker*, so that none of the catalogue is out of sight.
"""

import json

from service import metrics
from service.generate.dashboards.overview import overview
from service.generate.dashboards.worker import worker
from service.topology import PIPELINE

__all__ = ["FOLDER", "files", "overview", "worker"]

FOLDER = "deploy/grafana/dashboards"


def files() -> dict[str, str]:
    """The dashboards' files, by path."""
    first = overview(PIPELINE)
    second = worker(PIPELINE, metrics.CATALOGUE, json.dumps(first))
    return {
        f"{FOLDER}/{name}.json": json.dumps(dashboard, indent=2, ensure_ascii=False) + "\n"
        for name, dashboard in (("overview", first), ("worker", second))
    }
