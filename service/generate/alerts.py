"""Prometheus rules: what the service promises of its speed, and what is worth waking somebody.

The goal is in `GOAL` and `GOAL_SECONDS`; rules, dashboards and their tests take it from here. The
thresholds of the burn rates are those of the Site Reliability Workbook for a budget of 30 days:
14.4 spends 2 % of it in an hour, 6 spends 5 % in six hours.

Nothing here may need the label `worker`, which only `--processes` adds, and nothing may fire for
a handful of articles or for workers that somebody has scaled to zero, CopydeskNoWorker excepted.
"""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from schemas.deadletter import Reason
from service.topology import PIPELINE

JOB = "copydesk"  # the job's name in Prometheus; only `up` and process_* need it
FIRST, LAST = PIPELINE[0].name, PIPELINE[-1].name

GOAL = 0.99  # share of the articles that are enriched in time
GOAL_SECONDS = 60  # what "in time" is; a bucket bound of copydesk_age_seconds
BUDGET = round(1 - GOAL, 6)
FAST_BURN, SLOW_BURN = 14.4, 6
LATE_ARTICLES = 20  # fewer late ones than this are no reason for an alert
DEAD_LETTERS, DEAD_LETTER_SHARE = 10, 0.02
NOTHING_TO_READ, NOTHING_TO_READ_SHARE = 50, 0.5
RESTARTS = 3

BURN_WINDOWS = ("5m", "30m", "1h", "6h")
LAG_SECONDS = "job_stage_partition:copydesk_lag_seconds:max"
LAG_RECORDS = "job_stage_partition:copydesk_lag_records:max"

HEADER = "# Made by `make generate` from service/generate/alerts.py.\n"
RUNBOOK = "docs/runbook.md"


def late_ratio(window: str) -> str:
    """The recorded share of the articles that were late, over `window`."""
    return f"job:copydesk_late:ratio_rate{window}"


def late_count(window: str) -> str:
    """The recorded number of articles that were late, over `window`."""
    return f"job:copydesk_late:increase{window}"


@dataclass(frozen=True, slots=True)
class Recording:
    """An expression that Prometheus keeps the values of."""

    name: str
    expr: str


@dataclass(frozen=True, slots=True)
class Alert:
    """An expression that fires once it has held for `wait`.

    `severity`: "page" wants somebody now, "ticket" in working hours, "info" nobody by itself.
    """

    name: str
    severity: str
    wait: str
    expr: str
    summary: str
    description: str

    @property
    def runbook(self) -> str:
        """Its section in the runbook, from the project's root."""
        return f"{RUNBOOK}#{self.name.lower()}"


def _recordings() -> tuple[Recording, ...]:
    within = f'copydesk_age_seconds_bucket{{stage="{LAST}",le="{float(GOAL_SECONDS)}"}}'
    every = f'copydesk_age_seconds_count{{stage="{LAST}"}}'
    return (
        *(
            Recording(
                late_ratio(window),
                # No series rather than NaN while nothing comes out.
                f"1 - sum by (job) (rate({within}[{window}]))\n"
                f"  / (sum by (job) (rate({every}[{window}])) > 0)",
            )
            for window in BURN_WINDOWS
        ),
        *(
            Recording(
                late_count(window),
                f"sum by (job) (increase({every}[{window}]))\n"
                f"  - sum by (job) (increase({within}[{window}]))",
            )
            for window in ("1h", "6h")
        ),
        # A partition moves from worker to worker, and both may show it at once for a moment;
        # without the worker its series goes on.
        Recording(LAG_SECONDS, "max by (job, stage, partition) (copydesk_lag_seconds)"),
        Recording(LAG_RECORDS, "max by (job, stage, partition) (copydesk_lag_records)"),
    )


def _burns(factor: float, long: str, short: str) -> str:
    limit = f"{factor * BUDGET:g}"
    return (
        f"{late_ratio(long)} > {limit}\n"
        f"and {late_ratio(short)} > {limit}\n"
        f"and {late_count(long)} >= {LATE_ARTICLES}"
    )


def _dead_letter_share(reason: str, window: str, share: float, least: int) -> str:
    dead = f"sum by (job, stage) (increase(copydesk_dead_letters_total{{{reason}}}[{window}]))"
    every = f"sum by (job, stage) (increase(copydesk_records_total[{window}]))"
    return f"{dead}\n  / ({every} > 0) > {share:g}\nand {dead} >= {least}"


_UNLESS_PAUSED = "unless on (job, stage) max by (job, stage) (copydesk_breaker_open) == 1"
_COMMITS = "sum by (job, stage) (rate(copydesk_commits_total[{}]))"
_READ = Reason.NOTHING_TO_READ.value

_WHO = "{{ with $labels.instance }}{{ . }}{{ else }}every worker{{ end }}"

RECORDINGS = _recordings()

ALERTS = (
    Alert(
        "CopydeskAgeBurnsFast",
        "page",
        "2m",
        _burns(FAST_BURN, "1h", "5m"),
        "Articles come out late, and many of them",
        f"{{{{ $value | humanizePercentage }}}} of the articles of the last hour took longer than "
        f"{GOAL_SECONDS} s from arriving to enriched; the goal allows {BUDGET:.0%}. "
        "At this rate the budget of 30 days is spent in two days.",
    ),
    Alert(
        "CopydeskAgeBurnsSlowly",
        "ticket",
        "15m",
        _burns(SLOW_BURN, "6h", "30m"),
        "More articles come out late than the goal allows",
        f"{{{{ $value | humanizePercentage }}}} of the articles of the last six hours took longer "
        f"than {GOAL_SECONDS} s from arriving to enriched; the goal allows {BUDGET:.0%}. "
        "At this rate the budget of 30 days is spent in five days.",
    ),
    Alert(
        "CopydeskStandingStill",
        "page",
        "5m",
        # A worker that stands still restarts itself, and then has no lag for some scrapes.
        "sum by (job, stage) (last_over_time(copydesk_lag_records[2m])) > 0\n"
        f"and {_COMMITS.format('5m')} == 0\n"
        f"{_UNLESS_PAUSED}",
        "{{ $labels.stage }} stands still",
        "{{ $value }} records wait at {{ $labels.stage }}, and it has committed nothing for ten "
        "minutes. No article passes; nothing is lost.",
    ),
    Alert(
        "CopydeskPartitionStuck",
        "page",
        "10m",
        # Only what never moves ages by a second each second without ever getting shorter.
        f"deriv({LAG_SECONDS}[10m]) > 0.95\n"
        f"and resets({LAG_RECORDS}[10m]) == 0\n"
        f"and {LAG_RECORDS} > 0\n"
        f"and on (job, stage) {_COMMITS.format('10m')} > 0\n"
        f"{_UNLESS_PAUSED}",
        "{{ $labels.stage }} is stuck at partition {{ $labels.partition }}",
        "Partition {{ $labels.partition }} of the topic that {{ $labels.stage }} reads has not "
        "moved for 20 minutes while the others do. Its articles wait; nothing is lost.",
    ),
    Alert(
        "CopydeskBreakerOpen",
        "page",
        "2m",
        "max by (job, stage) (copydesk_breaker_open) == 1",
        "{{ $labels.stage }} is paused by its breaker",
        "Most records fail at {{ $labels.stage }} by a fault of ours, so it holds them back "
        "instead of making dead letters of them. Most likely the last deploy is broken.",
    ),
    Alert(
        "CopydeskDeadLetters",
        "ticket",
        "5m",
        _dead_letter_share(f'reason!="{_READ}"', "30m", DEAD_LETTER_SHARE, DEAD_LETTERS),
        "{{ $labels.stage }} makes dead letters",
        "{{ $value | humanizePercentage }} of the records that {{ $labels.stage }} had in the last "
        "half hour became dead letters, those with nothing to read not counted.",
    ),
    Alert(
        "CopydeskNothingToRead",
        "ticket",
        "15m",
        _dead_letter_share(f'reason="{_READ}"', "1h", NOTHING_TO_READ_SHARE, NOTHING_TO_READ),
        "Most pages have nothing to read",
        "{{ $value | humanizePercentage }} of the pages of the last hour held no article. "
        "Most likely a source has changed, or answers with a wall instead of its pages.",
    ),
    Alert(
        "CopydeskNoInput",
        "info",
        "25m",
        f'sum by (job) (rate(copydesk_records_taken_total{{stage="{FIRST}"}}[5m])) == 0\n'
        f'and sum by (job) (copydesk_lag_records{{stage="{FIRST}"}}) == 0',
        "No articles come in",
        "For half an hour no article has come in, and none is waiting. copydesk is well; look at "
        "what feeds it.",
    ),
    Alert(
        "CopydeskNoWorker",
        "page",
        "5m",
        # Not by `up`: the parent of workers may answer when none of them does.
        "absent(copydesk_build_info)",
        "No worker answers",
        "Prometheus has heard of no worker for five minutes: none runs, or none can be found.",
    ),
    Alert(
        "CopydeskWorkerDown",
        "ticket",
        "5m",
        f'up{{job="{JOB}"}} == 0',
        "{{ $labels.instance }} does not answer",
        "Prometheus knows of a worker at {{ $labels.instance }} and has not reached it for five "
        "minutes.",
    ),
    Alert(
        "CopydeskNotReady",
        "ticket",
        "10m",
        # One worker without partitions is idle, not ill: they may not share out evenly.
        "min by (job, instance, worker, probe, check) "
        '(copydesk_check_ok{check!~"breaker|partitions"}) == 0\n'
        'or max by (job, probe, check) (copydesk_check_ok{check="partitions"}) == 0',
        f"{_WHO} fails its check {{{{ $labels.check }}}}",
        "The check {{ $labels.check }} of /{{ $labels.probe }} has failed for ten minutes at "
        f"{_WHO}{{{{ with $labels.worker }}}}, worker {{{{ . }}}}{{{{ end }}}}.",
    ),
    Alert(
        "CopydeskRestarts",
        "ticket",
        "0m",
        # By worker: a rolling deploy of many workers restarts each of them once.
        "sum by (job, instance, worker) "
        f'(changes(process_start_time_seconds{{job="{JOB}"}}[30m])) > {RESTARTS}',
        "A worker at {{ $labels.instance }} keeps restarting",
        "{{ $value }} restarts in half an hour{{ with $labels.worker }} of worker {{ . }}{{ end }}."
        " Each one delivers again what was in hand, so articles come late and twice.",
    ),
)


# The same rules for the Prometheus operator.
RESOURCE = """---
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: copydesk
spec:
"""


def files() -> dict[str, str]:
    """The rule files, by path."""
    recording = [{"record": r.name, "expr": r.expr} for r in RECORDINGS]
    alerting = [_rule(alert) for alert in ALERTS]
    folder = "deploy/prometheus/rules"
    return {
        f"{folder}/recording.yml": HEADER + _group("copydesk-recording", recording),
        f"{folder}/alerts.yml": HEADER + _group("copydesk-alerts", alerting),
        "deploy/kubernetes/production/prometheus-rule.yaml": HEADER
        + RESOURCE
        + textwrap.indent(
            _group("copydesk-recording", recording)
            + _group("copydesk-alerts", alerting).removeprefix("groups:\n"),
            "  ",
        ),
    }


def _rule(alert: Alert) -> dict[str, str | Mapping[str, str]]:
    return {
        "alert": alert.name,
        "expr": alert.expr,
        "for": alert.wait,
        "labels": {"severity": alert.severity},
        "annotations": {
            "summary": alert.summary,
            "description": alert.description,
            # Where the docs are kept is known to who runs this Prometheus: see the runbook.
            "runbook_url": "{{ $externalLabels.copydesk_docs }}" + alert.runbook,
        },
    }


def _group(name: str, rules: Sequence[Mapping[str, str | Mapping[str, str]]]) -> str:
    """A file with one group of rules. The little YAML it needs, for a runtime without PyYAML."""
    lines = ["groups:", f"  - name: {name}", "    rules:"]
    for rule in rules:
        for number, (key, value) in enumerate(rule.items()):
            lines += _yaml("      - " if number == 0 else "        ", key, value)
    return "\n".join(lines) + "\n"


def _yaml(lead: str, key: str, value: str | Mapping[str, str]) -> list[str]:
    deeper = " " * (len(lead) + 2)
    if isinstance(value, Mapping):
        return [
            f"{lead}{key}:",
            *(line for name, text in value.items() for line in _yaml(deeper, name, text)),
        ]
    if "\n" in value:
        return [f"{lead}{key}: |-", *textwrap.indent(value, deeper).splitlines()]
    if len(value) > 80:
        folded = textwrap.wrap(value, 90, break_long_words=False, break_on_hyphens=False)
        return [f"{lead}{key}: >-", *(deeper + line for line in folded)]
    plain = all(letter.isalnum() or letter in "-_:. /" for letter in value) and ": " not in value
    quoted = "'" + value.replace("'", "''") + "'"
    return [f"{lead}{key}: {value if plain else quoted}"]
