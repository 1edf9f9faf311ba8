"""Fixtures for all tests: brokers, and child processes that end with their test.

    broker      both kinds, one after the other: the test runs twice ("embedded", "kafka")
    kafka       a real Apache Kafka, one for the whole run; put `prefix` before topics and groups
    embedded    the embedded broker, a fresh one for each test
    prefix      unique to the test
    spawn       starts child processes, which are killed at the end of the test

COPYDESK_TEST_KAFKA=host:port names a Kafka of yours that serves as `kafka`.
"""

import itertools
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn, Protocol

import pytest

from service.broker.librdkafka import EmbeddedBrokerUnavailable
from tests import processes
from tests.brokers.base import Broker
from tests.brokers.embedded import EmbeddedProcess
from tests.brokers.kafka import ExternalKafka, KafkaServer, KafkaUnavailable

_number = itertools.count()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--lower-floors",
        action="store_true",
        help="write tests/service/stages/clean/floors.json anew, be the floors lower or not",
    )


def pytest_configure() -> None:
    """Take SIGINT back where it is ignored, as in a job in the background of a script.

    Children inherit that, and what Ctrl-C does to them is tested.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


class Spawn(Protocol):
    """processes.start() with the folder given. `name` need not be unique."""

    def __call__(
        self, *arguments: str | Path, name: str = "child", **environment: str
    ) -> processes.Child: ...


@pytest.fixture(scope="session")
def say(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Writes one line to the terminal, past pytest's capture."""
    plugins = request.config.pluginmanager
    terminal = plugins.get_plugin("terminalreporter")
    capture = plugins.get_plugin("capturemanager")

    def write(line: str) -> None:
        if terminal is not None and capture is not None:
            with capture.global_and_fixture_disabled():
                terminal.ensure_newline()
                terminal.write_line(line)

    return write


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory, say: Callable[[str], None]) -> Iterator[Broker]:
    """A real Kafka: the user's own, or ours. Skips where none can be had; fails if CI=true."""
    own = os.environ.get("COPYDESK_TEST_KAFKA")
    server: Broker
    try:
        server = ExternalKafka(own) if own else KafkaServer(tmp_path_factory.mktemp("kafka"), say)
    except KafkaUnavailable as reason:
        _unavailable(reason)
    yield server
    server.close()


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Broker]:
    """The embedded broker, fresh and without topics."""
    try:
        server = EmbeddedProcess(tmp_path)
    except EmbeddedBrokerUnavailable as reason:
        _unavailable(reason)
    yield server
    server.close()


@pytest.fixture(params=["embedded", "kafka"])
def broker(request: pytest.FixtureRequest) -> Broker:
    """Either kind, for tests that must pass on both."""
    server: Broker = request.getfixturevalue(request.param)
    return server


@pytest.fixture
def prefix() -> str:
    """A prefix for topics and groups that no other test and no other run uses."""
    return f"test-{os.urandom(4).hex()}-{next(_number)}"


@pytest.fixture
def spawn(tmp_path: Path) -> Iterator[Spawn]:
    """Starts children in the project's root; whatever still runs at the end is killed."""
    children: list[processes.Child] = []

    def start(*arguments: str | Path, name: str = "child", **environment: str) -> processes.Child:
        unique = f"{name}-{len(children)}"
        child = processes.start(arguments, folder=tmp_path, name=unique, environment=environment)
        children.append(child)
        return child

    yield start
    for child in children:
        child.kill()


def _unavailable(reason: Exception) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI=true, and {reason}", pytrace=False)
    pytest.skip(str(reason))
