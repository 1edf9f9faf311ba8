"""The metrics of several workers as one exposition, each series with its worker's number."""

import http.client
import logging
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

from prometheus_client.core import Metric
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

log = logging.getLogger(__name__)

LABEL = "worker"
ANSWER_SECONDS = 3.0


def fetch(port: int, path: str, timeout_seconds: float = ANSWER_SECONDS) -> tuple[int, bytes]:
    """Status and body of what a worker on this machine answers. Raises OSError for no answer."""
    # Not urllib, which would ask a proxy if the environment names one.
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout_seconds)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except http.client.HTTPException as error:  # it ended in mid-answer
        raise ConnectionError(f"half an answer: {error!r}") from error
    finally:
        connection.close()


class Federation(Collector):
    """Asks every worker when it is asked. `ports` tells where they answer, by worker."""

    def __init__(self, ports: Callable[[], Mapping[int, int]]) -> None:
        self._ports = ports

    def describe(self) -> list[Metric]:
        """Nothing: to be registered is no reason to ask them."""
        return []

    def collect(self) -> Iterator[Metric]:
        """All families of all workers; one that does not answer has none."""
        return iter(merge(self._expositions()).values())

    def _expositions(self) -> dict[int, str]:
        ports = self._ports()
        if not ports:
            return {}
        with ThreadPoolExecutor(len(ports)) as threads:
            answers = threads.map(_exposition, ports.values())
            return {w: text for w, text in zip(ports, answers, strict=True) if text}


def merge(expositions: Mapping[int, str]) -> dict[str, Metric]:
    """The families of expositions in Prometheus' text format, with the worker as a label."""
    merged: dict[str, Metric] = {}
    for worker, text in sorted(expositions.items()):
        for family in text_string_to_metric_families(text):
            into = merged.setdefault(
                family.name, Metric(family.name, family.documentation, family.type)
            )
            for sample in family.samples:
                into.add_sample(sample.name, {LABEL: str(worker), **sample.labels}, sample.value)
    return merged


def _exposition(port: int) -> str:
    try:
        status, body = fetch(port, "/metrics")
    except OSError as error:  # starting, or gone: its next life will tell
        log.debug("no metrics from port %d: %s", port, error)
        return ""
    return body.decode() if status == 200 else ""
