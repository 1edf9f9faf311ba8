"""One node of a real Apache Kafka, in KRaft mode."""

import asyncio
import shutil
import subprocess
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from tests import processes
from tests.brokers.base import DEFAULT_MAX_MESSAGE_BYTES, MIB, Broker, Sasl, answers, free_ports
from tests.brokers.kafka.fetch import KafkaUnavailable, fetch, find_java
from tests.waiting import wait_until

START_SECONDS = 60
CLUSTER_ID = "MkU3OEVBNTcwNTJENDM2Qg"
HEAP = "-Xmx512m"
LOGGING = f"-Dlog4j2.configurationFile={Path(__file__).parent / 'log4j2.properties'}"
SASL_USER = "desk"
SASL_PASSWORD = "only-for-tests"  # opens nothing but a broker that lives for one test run
JAAS = "org.apache.kafka.common.security.plain.PlainLoginModule"


class _Kafka(Broker):
    """What a Kafka of ours and one of the user's have in common."""

    kind = "kafka"
    max_message_bytes = 12 * MIB

    def create_topics(
        self, topics: Mapping[str, int], max_message_bytes: int = DEFAULT_MAX_MESSAGE_BYTES
    ) -> None:
        _run(_create(self.bootstrap, topics, {"max.message.bytes": str(max_message_bytes)}))


class KafkaServer(_Kafka):
    """A Kafka of our own, with three listeners on free ports of 127.0.0.1.

    bootstrap: plain, for all who need no login
    sasl: the one with a login
    The third is the controller's.
    """

    def __init__(
        self, folder: Path, say: Callable[[str], None], settings: Mapping[str, str] | None = None
    ) -> None:
        """Fetch Kafka if need be, format a data folder in `folder` and start.

        `say` gets a line before anything that takes long. `settings` win over ours.
        Raises KafkaUnavailable.
        """
        self._java = find_java()
        self._classpath = f"{fetch(say)}/*"
        self._folder = folder
        self._data = folder / "data"
        self._properties = folder / "server.properties"
        plain, sasl, controller = free_ports(3)
        self.bootstrap = f"127.0.0.1:{plain}"
        self.sasl = Sasl(f"127.0.0.1:{sasl}", SASL_USER, SASL_PASSWORD)
        properties = {**self._settings(plain, sasl, controller), **(settings or {})}
        self._properties.write_text(
            "\n".join(f"{key}={value}" for key, value in properties.items())
        )
        self._child: processes.Child | None = None
        self._starts = 0
        self._format()
        self.start()

    def start(self) -> None:
        self._starts += 1
        child = self._child = processes.start(
            [self._java, HEAP, LOGGING, "-cp", self._classpath, "kafka.Kafka", self._properties],
            folder=self._folder,
            name=f"kafka-{self._starts}",
        )
        try:
            # A child that ended answers too few, so the wait ends at once.
            wait_until(
                lambda: not child.alive or answers(self.bootstrap),
                START_SECONDS,
                lambda: f"Kafka on {self.bootstrap}\n{child.tail()}",
            )
            if not child.alive:
                raise KafkaUnavailable(
                    f"Kafka ended at its start, status {child.returncode}\n{child.tail()}"
                )
        except BaseException:
            child.kill()
            raise

    def stop(self) -> None:
        # By SIGKILL: an outage is not announced. What was confirmed is in the page cache.
        if self._child is not None:
            self._child.kill()
            self._child = None

    def close(self) -> None:
        self.stop()
        shutil.rmtree(self._data, ignore_errors=True)

    def tool(self, main_class: str, *arguments: str) -> list[str]:
        """The command line of one of Kafka's own tools."""
        return [self._java, LOGGING, "-cp", self._classpath, main_class, *arguments]

    def _format(self) -> None:
        arguments = ("format", "-t", CLUSTER_ID, "-c", str(self._properties))
        done = subprocess.run(
            self.tool("kafka.tools.StorageTool", *arguments),
            capture_output=True,
            text=True,
            check=False,
            timeout=START_SECONDS,
        )
        if done.returncode:
            raise KafkaUnavailable(f"Kafka could not format its data folder: {done.stdout.strip()}")

    def _settings(self, plain: int, sasl: int, controller: int) -> dict[str, str]:
        clients = f"PLAINTEXT://127.0.0.1:{plain},SASL_PLAINTEXT://127.0.0.1:{sasl}"
        return {
            "process.roles": "broker,controller",
            "node.id": "1",
            "controller.quorum.voters": f"1@127.0.0.1:{controller}",
            "listeners": f"{clients},CONTROLLER://127.0.0.1:{controller}",
            "advertised.listeners": clients,
            "controller.listener.names": "CONTROLLER",
            "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,"
            "SASL_PLAINTEXT:SASL_PLAINTEXT",
            "sasl.enabled.mechanisms": "PLAIN",
            "listener.name.sasl_plaintext.plain.sasl.jaas.config": f"{JAAS} required "
            f'user_{SASL_USER}="{SASL_PASSWORD}";',
            "log.dirs": str(self._data),
            "offsets.topic.replication.factor": "1",
            "offsets.topic.num.partitions": "4",
            "transaction.state.log.replication.factor": "1",
            "transaction.state.log.min.isr": "1",
            "share.coordinator.state.topic.replication.factor": "1",
            "share.coordinator.state.topic.min.isr": "1",
            # A topic that nobody made is a mistake to be seen, as on a production cluster.
            "auto.create.topics.enable": "false",
            "group.initial.rebalance.delay.ms": "0",
            "group.min.session.timeout.ms": "1000",
            # After an outage the controller takes the old broker for alive this long.
            "broker.session.timeout.ms": "2000",
            "broker.heartbeat.interval.ms": "400",
        }


class ExternalKafka(_Kafka):
    """The user's own Kafka. It is never stopped: a test that asks for it is skipped."""

    def __init__(self, bootstrap: str) -> None:
        """Raises KafkaUnavailable where nothing answers at `bootstrap`."""
        if not answers(bootstrap):
            raise KafkaUnavailable(f"COPYDESK_TEST_KAFKA={bootstrap}: no Kafka answers there")
        self.bootstrap = bootstrap

    def stop(self) -> None:
        pytest.skip("the Kafka that COPYDESK_TEST_KAFKA names is not ours to stop")

    def start(self) -> None:
        """It never went away."""

    def close(self) -> None:
        """It is not ours."""


def _run(work: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine to its end, also from within a running event loop."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()


async def _create(bootstrap: str, topics: Mapping[str, int], config: dict[str, str]) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        answer = await admin.create_topics(
            [NewTopic(name, count, 1, topic_configs=config) for name, count in topics.items()]
        )
        refused = {name: text for name, code, text in answer.topic_errors if code}
        if refused:
            raise RuntimeError(f"Kafka refused topics: {refused}")
        # The answer means that the controller has them; the broker learns of them a moment later.
        while True:
            known = await admin.describe_topics(list(topics))
            if all(
                topic["error_code"] == 0 and all(p["leader"] >= 0 for p in topic["partitions"])
                for topic in known
            ):
                return
            await asyncio.sleep(0.02)
    finally:
        await admin.close()
