"""docs/metrics.md: every metric of the catalogue, under the name that Prometheus knows it by."""

import textwrap
from collections.abc import Iterable

from prometheus_client.metrics import MetricWrapperBase

from schemas.deadletter import Reason
from service.metrics import CATALOGUE, OUTCOMES

PATH = "docs/metrics.md"

PAGE = """\
# Metrics

<!-- Made by `make generate` from service/metrics.py. -->

At `/metrics`, for Prometheus. Times are in seconds, sizes in bytes. With `--processes` each series
has a label `worker` as well, so a query that is to hold for any way to run copydesk aggregates:
`sum by (stage) (rate(copydesk_records_total[5m]))`. No label ever comes from an article, but for
its language, and that as two letters.

{table}

{words}

Each worker has Prometheus' usual `process_*` metrics too, its start, CPU and memory among them. The
[alerts](runbook.md) and the dashboards in `deploy/grafana/dashboards` are made of nothing else.
"""

WORDS = """\
`outcome` is one of {outcomes}; `reason` one of {reasons}; `probe` is livez or readyz, and `check`
one of the names that `/livez` and `/readyz` answer with. A histogram comes as `_bucket`, `_sum` and
`_count`."""


def exposed_name(metric: MetricWrapperBase) -> str:
    """The name in queries; a histogram's without its suffixes."""
    (family,) = metric.describe()
    return f"{family.name}_total" if family.type == "counter" else family.name


def kind(metric: MetricWrapperBase) -> str:
    """counter, gauge or histogram"""
    (family,) = metric.describe()
    return str(family.type)


def metrics_table(catalogue: Iterable[MetricWrapperBase]) -> str:
    """A Markdown table: metric, type, labels, meaning."""
    rows = []
    for metric in catalogue:
        (family,) = metric.describe()
        labels = ", ".join(f"`{label}`" for label in metric._labelnames)
        meaning = family.documentation.replace("|", "\\|")
        rows.append(f"| `{exposed_name(metric)}` | {kind(metric)} | {labels} | {meaning} |")
    return "\n".join(["| metric | type | labels | meaning |", "|---|---|---|---|", *rows])


def files() -> dict[str, str]:
    """The page, by path."""
    words = WORDS.format(outcomes=", ".join(OUTCOMES), reasons=", ".join(Reason))
    page = PAGE.format(table=metrics_table(CATALOGUE), words=textwrap.fill(words, 100))
    return {PATH: page}
