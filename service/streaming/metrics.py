"""Every metric, in one place. Labels come from closed sets only, never from an article."""

from prometheus_client import Counter, Gauge, Histogram

RECORDS = Counter(
    "copydesk_records",
    "Records that a stage has finished, by outcome: passed, tombstone or dead_letter",
    ["stage", "outcome"],
)
DEAD_LETTERS = Counter(
    "copydesk_dead_letters", "Records that became dead letters", ["stage", "reason"]
)
ARTICLES = Counter("copydesk_articles", "Articles cleaned, by language", ["language"])
STAGE_SECONDS = Histogram(
    "copydesk_stage_seconds",
    "Time that a stage took for one record",
    ["stage"],
    buckets=(0.00005, 0.0002, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10),
)
BATCH_SECONDS = Histogram(
    "copydesk_batch_seconds",
    "Time from taking a batch until the broker had confirmed all that it became",
    ["stage"],
    buckets=(0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100),
)
AGE_SECONDS = Histogram(
    "copydesk_age_seconds",
    "Age of an article, from the raw record's timestamp, when a stage had delivered it",
    ["stage"],
    buckets=(0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3600, 14400, 86400),
)
SEND_RETRIES = Counter("copydesk_send_retries", "Messages sent again after an error", ["stage"])
BREAKER_OPEN = Gauge(
    "copydesk_breaker_open", "1 while a stage is paused by its breaker, else 0", ["stage"]
)
BUILD_INFO = Gauge("copydesk_build_info", "Always 1; the label says which build runs", ["version"])
