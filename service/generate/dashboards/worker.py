"""The dashboard *Worker*: what one worker does, or all of them."""

from collections.abc import Iterable, Sequence
from typing import Any

from prometheus_client.metrics import MetricWrapperBase

from service import metrics
from service.generate import alerts
from service.generate.dashboards.queries import PER_SECOND, Queries
from service.generate.grafana import GREEN, ORANGE, RED, Panel, Row, dashboard
from service.generate.metrics_table import exposed_name, kind
from service.topology import Step

PASSES = {"0": ("fails", RED), "1": ("passes", GREEN)}
_UNITS = {"_seconds": "s", "_bytes": "bytes", "_total": PER_SECOND}


def worker(
    pipeline: Sequence[Step], catalogue: Iterable[MetricWrapperBase], shown: str
) -> dict[str, Any]:
    """What one worker does, or all of them; `shown` holds the queries of other dashboards."""
    q = Queries('job=~"$job",instance=~"$instance",worker=~"$worker"')
    rows = [
        Row("Health", _health(q, pipeline)),
        Row("Process", _process(q, pipeline)),
        Row("Kafka", _kafka(q, pipeline)),
        *[_stage_row(q, step) for step in pipeline],
    ]
    text = shown + " ".join(
        query for row in rows for panel in row.panels for _, query in panel.queries
    )
    rest = [metric for metric in catalogue if exposed_name(metric) not in text]
    if rest:
        rows.append(Row("Others", [_plain(q, metric) for metric in rest]))
    variables = ("job", "instance", "worker")
    return dashboard("copydesk-worker", "copydesk: worker", rows, variables)


def _health(q: Queries, pipeline: Sequence[Step]) -> list[Panel]:
    by_worker = "job, instance, worker"
    return [
        Panel(
            "state-timeline",
            "Checks",
            "none",
            (12, 10),
            "The checks of /livez and /readyz; a worker fails its probe if one of them fails. "
            "While stages fails it loads its models; broker: Kafka is away; partitions: none is "
            "assigned; breaker: see Overview; progress or event_loop: it stands still and should "
            "be restarted.",
            [
                (
                    "{{probe}} {{check}}",
                    f"min by (probe, check) ({q.of(metrics.CHECK_OK)})",
                )
            ],
            words=PASSES,
            alerts=("CopydeskNotReady",),
            empty="no worker answers",
        ),
        Panel(
            "stat",
            "Since the last start",
            "s",
            (4, 5),
            "Of the worker that started last. Short again and again: it keeps crashing.",
            [("up for", f"min(time() - {q.of('process_start_time_seconds')})")],
            steps=[(300, GREEN)],
            zero=ORANGE,
            alerts=("CopydeskRestarts",),
            empty="no worker answers",
        ),
        Panel(
            "stat",
            "Version",
            "short",
            (4, 5),
            "How many workers run which build. Two for long: a roll-out is stuck.",
            [("{{version}}", f"sum by (version) ({q.of(metrics.BUILD_INFO)})")],
            empty="no worker answers",
            show_name=True,
        ),
        Panel(
            "stat",
            "Stage processes",
            "short",
            (4, 5),
            "Processes in which the stages run. Fewer than COPYDESK_STAGE_PROCESSES for each "
            "worker: they are starting, or crash as they start.",
            [("processes", f"sum({q.of(metrics.STAGE_PROCESSES)})")],
            steps=[(1, GREEN)],
            zero=RED,
            empty="no worker answers",
        ),
        Panel(
            "timeseries",
            "Partitions assigned",
            "short",
            (12, 5),
            "By stage. All topics have the same number of partitions, so the lines lie on each "
            "other; a gap is a rebalance. For all workers together it is the number of "
            "partitions: below that, some are nobody's.",
            [(step.name, f"sum({q.of(metrics.PARTITIONS, stage=step.name)})") for step in pipeline],
            alerts=("CopydeskNotReady",),
        ),
        Panel(
            "timeseries",
            "Starts",
            "short",
            (12, 6),
            "Starts of each worker within half an hour, the first one not counted. A deploy is "
            "one; more than three are an alert.",
            [
                (
                    "{{instance}} {{worker}}",
                    f"sum by ({by_worker}) (changes({q.of('process_start_time_seconds')}[30m]))",
                )
            ],
            steps=[(alerts.RESTARTS + 1, RED)],
            alerts=("CopydeskRestarts",),
        ),
        Panel(
            "timeseries",
            "Batch in hand",
            "s",
            (12, 6),
            "How long each stage has had its batch in hand. Up to the time limit of a record it "
            "may be one hard page; a line that climbs on and on stands still.",
            [
                (step.name, f"max({q.of(metrics.OLDEST_IN_FLIGHT_SECONDS, stage=step.name)})")
                for step in pipeline
            ],
            steps=[(60, RED)],
            alerts=("CopydeskStandingStill",),
        ),
    ]


def _process(q: Queries, pipeline: Sequence[Step]) -> list[Panel]:
    return [
        Panel(
            "timeseries",
            "Memory",
            "bytes",
            (8, 8),
            "Resident memory of the workers themselves and of their stage processes. Steps are "
            "models that load; a slope that never ends is a leak: restart, and report it.",
            [
                ("workers", f"sum({q.of('process_resident_memory_bytes')})"),
                ("stages", f"sum({q.of(metrics.STAGE_MEMORY_BYTES)})"),
            ],
            alerts=("CopydeskRestarts",),
        ),
        Panel(
            "timeseries",
            "CPU",
            "suffix: cores",
            (8, 8),
            "CPU of the workers themselves and of each stage. Stages that use all of "
            "COPYDESK_STAGE_PROCESSES are the limit: add workers or processes. A worker at one "
            "core is the limit itself: add workers.",
            [
                ("workers", f"sum({q.rate('process_cpu_seconds_total')})"),
                *[
                    (step.name, f"sum({q.rate(metrics.STAGE_CPU_SECONDS, stage=step.name)})")
                    for step in pipeline
                ],
            ],
            stacked=True,
            alerts=("CopydeskAgeBurnsSlowly",),
        ),
        Panel(
            "timeseries",
            "Delay of the event loop",
            "s",
            (8, 8),
            "How much later than planned the event loop comes round. Above a second, heartbeats "
            "to Kafka come late and partitions move: too little CPU, or something blocks.",
            q.quantiles(metrics.EVENT_LOOP_DELAY_SECONDS),
            steps=[(1, RED)],
            logarithmic=True,
            alerts=("CopydeskNotReady",),
        ),
    ]


def _kafka(q: Queries, pipeline: Sequence[Step]) -> list[Panel]:
    return [
        Panel(
            "timeseries",
            "Commits",
            PER_SECOND,
            (8, 8),
            "How often the committed offset of a partition moves. None while records wait is "
            "what standing still means.",
            [(step.name, f"sum({q.rate(metrics.COMMITS, stage=step.name)})") for step in pipeline],
            alerts=("CopydeskStandingStill",),
        ),
        Panel(
            "timeseries",
            "Rebalances",
            "short",
            (8, 8),
            "Times within five minutes that the partitions were assigned anew. One or two for "
            "each worker that starts or stops; many without cause are heartbeats that come late.",
            [("rebalances", f"sum(increase({q.of(metrics.REBALANCES)}[5m]))")],
            alerts=("CopydeskRestarts",),
        ),
        Panel(
            "timeseries",
            "Sent again, and given up",
            PER_SECOND,
            (8, 8),
            "Messages sent again because Kafka did not confirm them, and batches given up to be "
            "delivered again. More than now and then: Kafka is ill, or partitions keep moving.",
            [
                ("messages sent again", f"sum({q.rate(metrics.SEND_RETRIES)})"),
                ("batches given up", f"sum({q.rate(metrics.BATCHES_ABANDONED)})"),
            ],
            alerts=("CopydeskStandingStill", "CopydeskRestarts"),
        ),
    ]


def _stage_row(q: Queries, step: Step) -> Row:
    records = q.rate(metrics.BATCH_RECORDS, "_sum", stage=step.name)
    batches = q.rate(metrics.BATCH_RECORDS, "_count", stage=step.name)
    return Row(
        f"{step.name}: {step.source.name} → {step.target.name}",
        [
            Panel(
                "timeseries",
                f"{step.name}: time of a record",
                "s",
                (6, 8),
                f"Time that {step.name} takes for one record, without any waiting. Slower after "
                "a deploy: the stage; slower by itself: longer articles, or too little CPU.",
                q.quantiles(metrics.STAGE_SECONDS, stage=step.name),
                logarithmic=True,
                empty="no records",
                alerts=("CopydeskAgeBurnsSlowly",),
            ),
            Panel(
                "timeseries",
                f"{step.name}: time of a batch",
                "s",
                (6, 8),
                "From taking a batch until Kafka had confirmed all that it became. Much longer "
                "than its records take together: Kafka is slow to confirm, or records wait for "
                "a stage process.",
                q.quantiles(metrics.BATCH_SECONDS, stage=step.name),
                logarithmic=True,
                empty="no batches",
                alerts=("CopydeskAgeBurnsSlowly",),
            ),
            Panel(
                "timeseries",
                f"{step.name}: records in a batch",
                "short",
                (6, 8),
                "On average. Near COPYDESK_BATCH_SIZE there is a queue; near 1 there is none.",
                [("average", f"sum({records}) / sum({batches})")],
                empty="no batches",
            ),
            Panel(
                "timeseries",
                f"{step.name}: outcomes",
                PER_SECOND,
                (6, 8),
                f"What the records became at {step.name}. A tombstone is an article that its "
                "producer has deleted.",
                [
                    (
                        "{{outcome}}",
                        f"sum by (outcome) ({q.rate(metrics.RECORDS, stage=step.name)})",
                    )
                ],
                stacked=True,
                alerts=("CopydeskDeadLetters",),
            ),
        ],
    )


def _plain(q: Queries, metric: MetricWrapperBase) -> Panel:
    """A panel for a metric that has no place of its own yet."""
    name, labels = exposed_name(metric), metric._labelnames
    unit = next((unit for end, unit in _UNITS.items() if name.endswith(end)), "short")
    legend = " ".join(f"{{{{{label}}}}}" for label in labels) or name
    by = f" by ({', '.join(labels)}) " if labels else ""
    if kind(metric) == "histogram":
        queries = q.quantiles(metric)
    else:
        query = q.rate(metric) if kind(metric) == "counter" else q.of(metric)
        queries = [(legend, f"sum{by}({query})")]
    (family,) = metric.describe()
    return Panel("timeseries", name, unit, (8, 8), f"{family.documentation}.", queries)
