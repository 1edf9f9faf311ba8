"""Grafana dashboards: *Overview* for how the articles fare, *Worker* for why.

A step of the pipeline brings its own bars, lines and row. A metric that no panel here shows gets a
plain one at the foot of *Worker*, so that none of the catalogue is out of sight.

Every query aggregates, for it must hold with and without the label `worker`.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from prometheus_client.metrics import MetricWrapperBase

from service import metrics
from service.generate import alerts
from service.generate.grafana import GREEN, ORANGE, RED, Panel, Row, dashboard
from service.generate.metrics_table import exposed_name, kind
from service.topology import PIPELINE, Step

FOLDER = "deploy/grafana/dashboards"
RATE = "$__rate_interval"
PER_SECOND = "suffix: /s"
QUANTILES = (0.5, 0.95, 0.99)

OPEN = {"0": ("closed", GREEN), "1": ("open", RED)}
PASSES = {"0": ("fails", RED), "1": ("passes", GREEN)}
_UNITS = {"_seconds": "s", "_bytes": "bytes", "_total": PER_SECOND}


def overview(pipeline: Sequence[Step]) -> dict[str, Any]:
    """How the articles fare: what to look at first."""
    q = _Queries('job=~"$job"')
    last = pipeline[-1].name
    rows = [
        Row("Now", _now(q, pipeline)),
        Row(
            "Flow",
            [
                Panel(
                    "bargauge",
                    "From raw to enriched",
                    PER_SECOND,
                    (8, 9),
                    "Records a second on each topic, in the order of the pipeline. Where a bar is "
                    "much shorter than the one above it, articles pile up or become dead letters.",
                    _flow(q, pipeline),
                    alerts=("CopydeskStandingStill", "CopydeskNoInput"),
                ),
                Panel(
                    "timeseries",
                    "Records delivered",
                    PER_SECOND,
                    (16, 9),
                    "Records that each stage has delivered, by the second, dead letters among "
                    "them. The lines lie on each other while all is well.",
                    [
                        (
                            step.name,
                            f"sum({q.rate(metrics.RECORDS, stage=step.name)})",
                        )
                        for step in pipeline
                    ],
                    alerts=("CopydeskStandingStill",),
                ),
                Panel(
                    "bargauge",
                    "Waiting",
                    "short",
                    (8, 8),
                    "Records that wait before each stage: the topic ends so many records after "
                    "the committed offset. A count alone is no reason to worry; see the lag in "
                    "seconds beside it.",
                    [
                        (
                            f"{step.source.name} → {step.name}",
                            f"sum({q.of(metrics.LAG_RECORDS, stage=step.name)})",
                        )
                        for step in pipeline
                    ],
                    empty="no partitions assigned",
                ),
                Panel(
                    "timeseries",
                    "Lag",
                    "s",
                    (16, 8),
                    "Age of the oldest article that waits at each stage, since it entered the "
                    "pipeline. A line that climbs at 45° stands still; one that stays up is a "
                    "stage that keeps pace but has a queue before it: add workers.",
                    [
                        (step.name, f"max({q.of(metrics.LAG_SECONDS, stage=step.name)})")
                        for step in pipeline
                    ],
                    steps=[(alerts.GOAL_SECONDS, RED)],
                    alerts=("CopydeskStandingStill", "CopydeskPartitionStuck"),
                    empty="no partitions assigned",
                ),
            ],
        ),
        Row(
            "The goal",
            [
                Panel(
                    "timeseries",
                    "Age of articles when enriched",
                    "s",
                    (12, 9),
                    f"From the raw record's timestamp until {last} had delivered the article. "
                    f"The goal: {alerts.GOAL:.0%} within {alerts.GOAL_SECONDS} s. Old articles "
                    "that are fed in again look late here and are not.",
                    q.quantiles(metrics.AGE_SECONDS, stage=last),
                    steps=[(alerts.GOAL_SECONDS, RED)],
                    alerts=("CopydeskAgeBurnsFast", "CopydeskAgeBurnsSlowly"),
                    logarithmic=True,
                    empty="nothing came out",
                ),
                Panel(
                    "timeseries",
                    "Burn rate",
                    "suffix:×",
                    (12, 9),
                    "How many times faster than the goal allows articles come out late; at 1 the "
                    f"budget of 30 days lasts 30 days. Above {alerts.FAST_BURN:g} over 1 h and 5 m "
                    f"somebody is paged, above {alerts.SLOW_BURN:g} over 6 h and 30 m there is a "
                    "ticket.",
                    [
                        (
                            window,
                            f'max({alerts.late_ratio(window)}{{job=~"$job"}}) / {alerts.BUDGET:g}',
                        )
                        for window in alerts.BURN_WINDOWS
                    ],
                    steps=[(alerts.SLOW_BURN, ORANGE), (alerts.FAST_BURN, RED)],
                    alerts=("CopydeskAgeBurnsFast", "CopydeskAgeBurnsSlowly"),
                    empty="nothing came out, or Prometheus lacks the rules",
                ),
            ],
        ),
        Row(
            "Trouble, and what the news is in",
            [
                Panel(
                    "timeseries",
                    "Dead letters",
                    PER_SECOND,
                    (8, 8),
                    "What could not pass, by reason. nothing_to_read is the pages' doing; "
                    "undecodable and invalid a producer's; too_slow, crashed and bug are ours. "
                    "`copydesk tail --topic dead-letters` shows them.",
                    [("{{reason}}", f"sum by (reason) ({q.rate(metrics.DEAD_LETTERS)})")],
                    alerts=("CopydeskDeadLetters", "CopydeskNothingToRead"),
                    stacked=True,
                ),
                Panel(
                    "state-timeline",
                    "Breaker",
                    "none",
                    (8, 8),
                    "Open while a stage holds its records back, because most of them fail by a "
                    "fault of ours. It tries again by itself; mend or roll back the deploy.",
                    [
                        (step.name, f"max({q.of(metrics.BREAKER_OPEN, stage=step.name)})")
                        for step in pipeline
                    ],
                    words=OPEN,
                    alerts=("CopydeskBreakerOpen",),
                ),
                Panel(
                    "bargauge",
                    "Languages",
                    "short",
                    (8, 8),
                    "Articles cleaned, by language, in the time shown: the ten most frequent. "
                    "A language that is new here, or gone, is a source that has changed.",
                    [
                        (
                            "{{language}}",
                            "topk(10, sum by (language) "
                            f"(increase({q.of(metrics.ARTICLES)}[$__range])))",
                        )
                    ],
                    empty="no articles",
                ),
            ],
        ),
    ]
    return dashboard("copydesk-overview", "copydesk: overview", rows, variables=("job",))


def worker(
    pipeline: Sequence[Step], catalogue: Iterable[MetricWrapperBase], shown: str
) -> dict[str, Any]:
    """What one worker does, or all of them; `shown` holds the queries of other dashboards."""
    q = _Queries('job=~"$job",instance=~"$instance",worker=~"$worker"')
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


def files() -> dict[str, str]:
    """The dashboards' files, by path."""
    first = overview(PIPELINE)
    second = worker(PIPELINE, metrics.CATALOGUE, json.dumps(first))
    return {
        f"{FOLDER}/{name}.json": json.dumps(dashboard, indent=2, ensure_ascii=False) + "\n"
        for name, dashboard in (("overview", first), ("worker", second))
    }


class _Queries:
    """Selectors and rates with the dashboard's variables in them."""

    def __init__(self, selector: str) -> None:
        self.selector = selector

    def of(self, metric: MetricWrapperBase | str, suffix: str = "", **labels: str) -> str:
        name = metric if isinstance(metric, str) else exposed_name(metric)
        chosen = [self.selector, *(f'{label}="{value}"' for label, value in labels.items())]
        return f"{name}{suffix}{{{','.join(chosen)}}}"

    def rate(self, metric: MetricWrapperBase | str, suffix: str = "", **labels: str) -> str:
        return f"rate({self.of(metric, suffix, **labels)}[{RATE}])"

    def quantiles(self, metric: MetricWrapperBase, **labels: str) -> list[tuple[str, str]]:
        return [
            (
                f"p{quantile * 100:g}",
                f"histogram_quantile({quantile:g}, "
                f"sum by (le) ({self.rate(metric, '_bucket', **labels)}))",
            )
            for quantile in QUANTILES
        ]


def _flow(q: _Queries, pipeline: Sequence[Step]) -> list[tuple[str, str]]:
    first = pipeline[0]
    return [
        (first.source.name, f"sum({q.rate(metrics.RECORDS_TAKEN, stage=first.name)})"),
        *[
            (
                step.target.name,
                f"sum({q.rate(metrics.RECORDS, stage=step.name, outcome='passed')})",
            )
            for step in pipeline
        ],
        ("dead letters", f"sum({q.rate(metrics.DEAD_LETTERS)})"),
    ]


def _now(q: _Queries, pipeline: Sequence[Step]) -> list[Panel]:
    first, last = pipeline[0].name, pipeline[-1].name
    in_time = q.of(metrics.AGE_SECONDS, "_bucket", stage=last, le=str(float(alerts.GOAL_SECONDS)))
    every = q.of(metrics.AGE_SECONDS, "_count", stage=last)
    ready = q.of(metrics.CHECK_OK, probe="readyz")
    taken = q.of(metrics.RECORDS_TAKEN, stage=first)
    return [
        Panel(
            "stat",
            f"Enriched within {alerts.GOAL_SECONDS} s",
            "percentunit",
            (4, 5),
            f"Share of the articles of the time shown that came out within {alerts.GOAL_SECONDS} s "
            f"of arriving. The goal is {alerts.GOAL:.0%}. Below it, Lag tells which stage holds "
            "them up.",
            [
                (
                    "in time",  # > 0, or an idle hour would be NaN
                    f"sum(increase({in_time}[$__range])) / (sum(increase({every}[$__range])) > 0)",
                )
            ],
            steps=[(0.95, ORANGE), (alerts.GOAL, GREEN)],
            zero=RED,
            alerts=("CopydeskAgeBurnsFast", "CopydeskAgeBurnsSlowly"),
            empty="nothing came out",
        ),
        Panel(
            "stat",
            "Oldest article under way",
            "s",
            (4, 5),
            "Age of the oldest article that is not through yet, at whichever stage. 0: none "
            "waits. Above the goal, look at Lag.",
            [("oldest", f"max({q.of(metrics.LAG_SECONDS)})")],
            steps=[(alerts.GOAL_SECONDS / 2, ORANGE), (alerts.GOAL_SECONDS, RED)],
            alerts=("CopydeskStandingStill",),
            empty="no partitions assigned",
        ),
        Panel(
            "stat",
            "Share of dead letters",
            "percentunit",
            (4, 5),
            "Dead letters as a share of the articles taken, over half an hour and for any "
            "reason. Which reason, the panel Dead letters below says.",
            [
                (
                    "share",
                    f"sum(increase({q.of(metrics.DEAD_LETTERS)}[30m]))"
                    f" / (sum(increase({taken}[30m])) > 0)",
                )
            ],
            steps=[(alerts.DEAD_LETTER_SHARE, ORANGE), (0.2, RED)],
            alerts=("CopydeskDeadLetters", "CopydeskNothingToRead"),
            empty="no articles",
        ),
        Panel(
            "stat",
            "Any breaker",
            "none",
            (4, 5),
            "Open if any stage is paused because most records fail by a fault of ours. Then no "
            "article passes it: mend or roll back.",
            [("breaker", f"max({q.of(metrics.BREAKER_OPEN)})")],
            words=OPEN,
            alerts=("CopydeskBreakerOpen",),
            empty="no worker",
        ),
        Panel(
            "stat",
            "Workers",
            "short",
            (4, 5),
            "Workers whose /readyz passes, of those that answer. One that is starting loads its "
            "models for some seconds. One that has no partition is idle, and not ready either: "
            "they need not share out evenly.",
            [
                ("ready", f"sum(min by (job, instance, worker) ({ready}))"),
                ("running", f"count(count by (job, instance, worker) ({ready}))"),
            ],
            steps=[(1, GREEN)],
            zero=RED,
            alerts=("CopydeskNoWorker", "CopydeskWorkerDown", "CopydeskNotReady"),
            empty="none",
            show_name=True,
        ),
        Panel(
            "stat",
            "Alerts",
            "short",
            (4, 5),
            "copydesk's alerts that fire now. Prometheus lists them under Alerts; each has a "
            "section in the runbook.",
            [
                (
                    "firing",
                    'count(ALERTS{alertname=~"Copydesk.+",alertstate="firing"}) or vector(0)',
                )
            ],
            steps=[(1, RED)],
        ),
    ]


def _health(q: _Queries, pipeline: Sequence[Step]) -> list[Panel]:
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


def _process(q: _Queries, pipeline: Sequence[Step]) -> list[Panel]:
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


def _kafka(q: _Queries, pipeline: Sequence[Step]) -> list[Panel]:
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


def _stage_row(q: _Queries, step: Step) -> Row:
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


def _plain(q: _Queries, metric: MetricWrapperBase) -> Panel:
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
