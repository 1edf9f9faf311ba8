"""The embedded broker in a process of its own.

Of its own, so that its threads are not in the process that forks workers, and a crash of the C
library fails one test and not the whole run.
"""

import asyncio
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from service.broker.embedded import MAX_BATCH_BYTES, NOT_ENOUGH_REPLICAS, EmbeddedBroker
from service.broker.librdkafka import load
from tests import processes
from tests.brokers.base import DEFAULT_MAX_MESSAGE_BYTES, Broker, free_ports
from tests.brokers.gate import Gate
from tests.waiting import wait_until

START_SECONDS = 20
ANSWER_SECONDS = 10


class EmbeddedProcess(Broker):
    """service.broker's EmbeddedBroker, told what to do over a pipe."""

    kind = "embedded"
    max_message_bytes = MAX_BATCH_BYTES

    def __init__(self, folder: Path, name: str = "embedded-broker") -> None:
        """Start it. Output goes to `folder`. Raises EmbeddedBrokerUnavailable."""
        load()
        self._child = processes.start(
            [sys.executable, "-m", "tests.brokers.embedded"],
            folder=folder,
            name=name,
            stdin=subprocess.PIPE,
        )
        self.pid = self._child.pid
        self._answers = 0
        try:
            self.bootstrap = self._answer(START_SECONDS)
        except BaseException:
            self.close()
            raise

    def create_topics(
        self, topics: Mapping[str, int], max_message_bytes: int = DEFAULT_MAX_MESSAGE_BYTES
    ) -> None:
        for name, partitions in topics.items():
            self._ask(f"create_topic {name} {partitions}")

    def stop(self) -> None:
        self._ask("set_down")

    def start(self) -> None:
        self._ask("set_up")

    def close(self) -> None:
        self._child.kill()

    def fail_produce(self, times: int = 1, error_code: int = NOT_ENOUGH_REPLICAS) -> None:
        """Answer the next Produce requests with an error; the default one is retriable."""
        self._ask(f"fail_produce {error_code} {times}")

    def clear_failures(self) -> None:
        """Take back the errors that fail_produce() left pending."""
        self._ask("clear_failures")

    def _ask(self, command: str) -> None:
        pipe = self._child.process.stdin
        assert pipe is not None
        pipe.write(f"{command}\n".encode())
        pipe.flush()
        answer = self._answer(ANSWER_SECONDS)
        if answer != "ok":
            raise RuntimeError(f"embedded broker: {command}: {answer}")

    def _answer(self, deadline_seconds: float) -> str:
        """The next line that the child has written."""

        def line() -> str:
            if not self._child.alive:
                raise RuntimeError(
                    f"the embedded broker ended, status {self._child.returncode}\n"
                    f"{self._child.tail()}"
                )
            lines = self._child.stdout.read_text().split("\n")[:-1]
            return lines[self._answers] if len(lines) > self._answers else ""

        answer = wait_until(line, deadline_seconds, "the embedded broker's answer")
        self._answers += 1
        return answer


async def main() -> None:
    """The child: print the address, then obey one command a line until standard input ends."""
    with EmbeddedBroker() as broker:
        [port] = free_ports(1)
        gate = Gate(port, broker.bootstrap)
        await gate.open()
        broker.advertise("127.0.0.1", port)
        _say(f"127.0.0.1:{port}")
        while line := await asyncio.to_thread(sys.stdin.readline):
            try:
                await _obey(line.split(), broker, gate)
            except Exception as error:
                _say(f"{type(error).__name__}: {error}")
            else:
                _say("ok")


async def _obey(command: list[str], broker: EmbeddedBroker, gate: Gate) -> None:
    match command:
        case ["create_topic", name, partitions]:
            broker.create_topic(name, int(partitions))
        case ["fail_produce", code, times]:
            broker.fail_produce(int(code), int(times))
        case ["clear_failures"]:
            broker.clear_failures()
        case ["set_down"]:
            gate.close()
            broker.set_down()
        case ["set_up"]:
            broker.set_up()
            await gate.open()
        case _:
            raise ValueError("unknown command")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main())
