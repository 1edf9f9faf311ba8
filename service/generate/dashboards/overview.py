"""The dashboard *Overview*: how the articles fare, what to look at first."""

from collections.abc import Sequence
from typing import Any

from service import metrics
from service.generate import alerts
from service.generate.dashboards.queries import PER_SECOND, Queries
from service.generate.grafana import GREEN, ORANGE, RED, Panel, Row, dashboard
from service.topology import Step

OPEN = {"0": ("closed", GREEN), "1": ("open", RED)}


def overview(pipeline: Sequence[Step]) -> dict[str, Any]:
    """How the articles fare: what to look at first."""
    q = Queries('job=~"$job"')
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


def _flow(q: Queries, pipeline: Sequence[Step]) -> list[tuple[str, str]]:
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


def _now(q: Queries, pipeline: Sequence[Step]) -> list[Panel]:
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
