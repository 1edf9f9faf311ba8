"""Every metric, in one place: the dashboards, the alerts and docs/metrics.md are made from it.

Labels come from closed sets, never from an article: `stage` is a step of the pipeline, `partition`
one of its source topic; `outcome`, `reason`, `probe` and `check` are words of ours; `language` is
a two-letter code or "other". With `--processes` each series has a label `worker` as well.
"""

from collections.abc import Iterable

from prometheus_client import Counter, Gauge, Histogram, disable_created_metrics
from prometheus_client.metrics import MetricWrapperBase

from schemas.deadletter import Reason
from service.stages.languages import primary

# A second series for each counter, of which nobody asks anything.
disable_created_metrics()  # type: ignore[no-untyped-call]

OUTCOMES = ("passed", "tombstone", "dead_letter")

# What goes in and what comes out.
RECORDS_TAKEN = Counter(
    "copydesk_records_taken", "Records that a stage has taken from its topic", ["stage"]
)
RECORDS = Counter(
    "copydesk_records",
    "Records that a stage has delivered, by outcome: passed, tombstone or dead_letter",
    ["stage", "outcome"],
)
DEAD_LETTERS = Counter(
    "copydesk_dead_letters", "Records that became dead letters, by reason", ["stage", "reason"]
)
ARTICLES = Counter("copydesk_articles", "Articles cleaned, by language", ["language"])

# How long it takes.
STAGE_SECONDS = Histogram(
    "copydesk_stage_seconds",
    "Time that a stage took for one record",
    ["stage"],
    buckets=(0.00005, 0.0002, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10),
)
STAGE_CPU_SECONDS = Counter(
    "copydesk_stage_cpu_seconds", "CPU time that a stage took in its processes", ["stage"]
)
BATCH_SECONDS = Histogram(
    "copydesk_batch_seconds",
    "Time from taking a batch until the broker had confirmed all that it became",
    ["stage"],
    buckets=(0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100),
)
BATCH_RECORDS = Histogram(
    "copydesk_batch_records",
    "Records in a batch",
    ["stage"],
    buckets=(1, 2, 5, 10, 20, 50, 100, 500),
)
AGE_SECONDS = Histogram(
    "copydesk_age_seconds",
    "Age of an article, from the raw record's timestamp, when a stage had delivered it",
    ["stage"],
    buckets=(0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 60, 100, 300, 1000, 3600, 14400, 86400),
)

# How far behind.
LAG_RECORDS = Gauge(
    "copydesk_lag_records",
    "Records of an assigned partition that are not committed",
    ["stage", "partition"],
)
LAG_SECONDS = Gauge(
    "copydesk_lag_seconds",
    "Age of the oldest article of an assigned partition that is not committed; 0 without lag",
    ["stage", "partition"],
)
OLDEST_IN_FLIGHT_SECONDS = Gauge(
    "copydesk_oldest_in_flight_seconds",
    "How long a stage has had the batch in hand; 0 without one",
    ["stage"],
)

# Kafka.
COMMITS = Counter(
    "copydesk_commits", "Times that the committed offset of a partition moved", ["stage"]
)
PARTITIONS = Gauge("copydesk_partitions", "Partitions assigned to this worker", ["stage"])
REBALANCES = Counter("copydesk_rebalances", "Times that the partitions were assigned anew")
SEND_RETRIES = Counter("copydesk_send_retries", "Messages sent again after an error", ["stage"])
BATCHES_ABANDONED = Counter(
    "copydesk_batches_abandoned",
    "Batches given up unacked, to be delivered again",
    ["stage"],
)

# The state of a worker.
BREAKER_OPEN = Gauge(
    "copydesk_breaker_open", "1 while a stage is paused by its breaker, else 0", ["stage"]
)
CHECK_OK = Gauge(
    "copydesk_check_ok", "1 while a check of /livez or /readyz passes, else 0", ["probe", "check"]
)
EVENT_LOOP_DELAY_SECONDS = Histogram(
    "copydesk_event_loop_delay_seconds",
    "How much later than planned the event loop came round, looked at every half second",
    buckets=(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 60),
)
STAGE_PROCESSES = Gauge("copydesk_stage_processes", "Processes in which the stages run")
STAGE_MEMORY_BYTES = Gauge(
    "copydesk_stage_memory_bytes",
    "Resident memory of the stage processes; process_resident_memory_bytes is the worker's own",
)
BUILD_INFO = Gauge("copydesk_build_info", "Always 1; the label says which build runs", ["version"])

CATALOGUE: tuple[MetricWrapperBase, ...] = tuple(
    metric for metric in list(vars().values()) if isinstance(metric, MetricWrapperBase)
)


def begin_at_zero(stages: Iterable[str], version: str) -> None:
    """Make the series known before anything happens: a rate needs a zero to rise from."""
    BUILD_INFO.labels(version).set(1)
    for stage in stages:
        for metric in CATALOGUE:
            if metric._labelnames == ("stage",):
                metric.labels(stage)
        for outcome in OUTCOMES:
            RECORDS.labels(stage, outcome)
        for reason in Reason:
            DEAD_LETTERS.labels(stage, reason)


def language_label(language: str | None) -> str:
    """A label for a language tag: its two-letter code, else "other"."""
    code = primary(language or "")
    return code if len(code) == 2 and code.isascii() and code.isalpha() else "other"
