"""What a test may ask of a broker, whichever kind it is."""

import random
import socket
import struct
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

MIB = 1024 * 1024
DEFAULT_MAX_MESSAGE_BYTES = 8 * MIB


@dataclass(frozen=True, slots=True)
class Sasl:
    """A second listener: SASL_PLAINTEXT with the mechanism PLAIN."""

    bootstrap: str
    user: str
    password: str


class Broker(ABC):
    """A running broker. Its address stays the same until close().

    kind: "embedded" or "kafka"
    max_message_bytes: the largest record batch that this broker keeps safely
    sasl: a second listener that wants a login, where there is one
    """

    kind: str
    bootstrap: str
    max_message_bytes: int
    sasl: Sasl | None = None

    @abstractmethod
    def create_topics(
        self, topics: Mapping[str, int], max_message_bytes: int = DEFAULT_MAX_MESSAGE_BYTES
    ) -> None:
        """Make topics (partitions by name) and return once they can be used.

        `max_message_bytes` is each topic's max.message.bytes; the embedded broker has no such
        limit and ignores it.
        """

    @abstractmethod
    def stop(self) -> None:
        """The broker goes away: connections break, new ones are refused. Data is kept.

        Skips the test where the broker is not ours to stop.
        """

    @abstractmethod
    def start(self) -> None:
        """It comes back on the same address, and returns once it answers."""

    @abstractmethod
    def close(self) -> None:
        """End it for good. Harmless when it has ended."""

    @contextmanager
    def outage(self) -> Iterator[None]:
        """The broker is away within the block, and back and answering after it."""
        self.stop()
        try:
            yield
        finally:
            self.start()


def answers(bootstrap: str, timeout_seconds: float = 2.0) -> bool:
    """Whether a Kafka broker there answers an ApiVersions request, the first that clients send."""
    host, _, port = bootstrap.split(",")[0].rpartition(":")
    body = struct.pack(">hhih", 18, 0, 1, -1)  # ApiVersions v0, correlation id 1, no client id
    try:
        with socket.create_connection((host, int(port)), timeout_seconds) as connection:
            connection.sendall(struct.pack(">i", len(body)) + body)
            return len(connection.recv(8)) == 8
    except OSError:
        return False


def free_ports(count: int) -> list[int]:
    """Ports on 127.0.0.1 that nothing listens on.

    Below the range from which systems pick the ports of outgoing connections: during an outage
    nothing else shall take the broker's port, nor a client connect to itself on it.
    """
    found: list[int] = []
    candidates = random.SystemRandom().sample(range(20_000, 32_000), 2_000)
    for port in candidates:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        found.append(port)
        if len(found) == count:
            return found
    raise OSError(f"no {count} free ports between 20000 and 32000")
