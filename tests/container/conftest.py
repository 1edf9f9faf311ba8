"""Fixtures: podman, the image, and containers of it that end with their test."""

import os
from collections.abc import Callable, Iterator
from typing import Protocol

import pytest

from tests.conftest import Spawn
from tests.container.podman import CONFINED, LIMITS, Podman
from tests.processes import Child

LONGEST_SECONDS = 900  # after which podman ends a container, even if nobody is left to do it


class Run(Protocol):
    """Runs the image, confined; the child is `podman run`, with the container's status."""

    def __call__(self, *command: str, name: str, **environment: str) -> Child: ...


@pytest.fixture(scope="session")
def podman() -> Podman:
    return Podman()


@pytest.fixture(scope="session")
def image(
    podman: Podman, tmp_path_factory: pytest.TempPathFactory, say: Callable[[str], None]
) -> str:
    """The name of the image, built from the working tree."""
    return podman.build(tmp_path_factory.mktemp("image"), say)


@pytest.fixture
def unique() -> str:
    """A name that no other container has."""
    return f"copydesk-test-{os.urandom(4).hex()}"


@pytest.fixture
def run(podman: Podman, image: str, spawn: Spawn) -> Iterator[Run]:
    names: list[str] = []

    def start(*command: str, name: str, **environment: str) -> Child:
        names.append(name)
        return spawn(
            *podman.command,
            "run",
            "--rm",
            f"--name={name}",
            f"--timeout={LONGEST_SECONDS}",
            *LIMITS,
            *CONFINED,
            *(f"--env={key}={value}" for key, value in environment.items()),
            image,
            *command,
            name=name,
            **podman.environment,
        )

    yield start
    if names:
        podman("rm", "--force", "--ignore", "--time=0", *names)
