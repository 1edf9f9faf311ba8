"""Health and metrics over HTTP, and the watchdog."""

import socket
import threading
from collections.abc import Iterator

import orjson
import pytest
from prometheus_client import REGISTRY

from service.streaming.federate import fetch
from service.streaming.health import Checks, HealthServer, Watchdog, listen
from tests.waiting import wait_until

trouble: dict[str, str | None] = {}
noted: dict[tuple[str, str], bool] = {}


@pytest.fixture
def checks() -> Checks:
    trouble.update(loop=None, breaker=None)
    noted.clear()
    return Checks(
        live={"loop": lambda: trouble["loop"]},
        ready={"breaker": lambda: trouble["breaker"]},
        note=lambda probe, check, ok: noted.update({(probe, check): ok}),
    )


@pytest.fixture
def server(checks: Checks) -> Iterator[HealthServer]:
    server = HealthServer(listen("127.0.0.1", 0), checks, REGISTRY)
    server.start()
    yield server
    server.stop()


def test_each_path_answers_for_its_own_checks(server: HealthServer) -> None:
    assert fetch(server.port, "/livez")[0] == fetch(server.port, "/readyz")[0] == 200
    trouble["breaker"] = "open: clean"
    assert fetch(server.port, "/livez")[0] == 200
    status, body = fetch(server.port, "/readyz")
    assert status == 503
    assert orjson.loads(body) == {"ok": False, "checks": {"breaker": "open: clean"}}


def test_metrics_are_served_and_nothing_else_is(server: HealthServer) -> None:
    assert b"copydesk_breaker_open" in fetch(server.port, "/metrics")[1]
    assert fetch(server.port, "/")[0] == 404


def test_every_check_is_noted_when_the_metrics_are_asked_for(server: HealthServer) -> None:
    trouble["loop"] = "silent"
    fetch(server.port, "/metrics")
    assert noted == {("livez", "loop"): False, ("readyz", "breaker"): True}


def test_a_client_that_connects_and_says_nothing_keeps_nobody_waiting(server: HealthServer) -> None:
    with socket.create_connection(("127.0.0.1", server.port)):
        assert fetch(server.port, "/livez")[0] == 200
        server.stop()


def test_a_server_that_never_started_can_be_stopped(checks: Checks) -> None:
    HealthServer(listen("127.0.0.1", 0), checks, REGISTRY).stop()


def test_an_ipv6_address_will_do(checks: Checks) -> None:
    try:
        listener = listen("::1", 0)
    except OSError as error:
        pytest.skip(f"this machine has no IPv6: {error}")
    HealthServer(listener, checks, REGISTRY).stop()


def test_the_watchdog_ends_what_stays_dead(checks: Checks) -> None:
    trouble["loop"] = "silent for 99 s"
    said: list[str] = []
    Watchdog(checks, 0.0, said.append).start()
    wait_until(lambda: said, 10, "the watchdog to bite")
    assert said == ["not alive: loop: silent for 99 s"]


def test_the_watchdog_forgives_what_comes_back_within_its_grace(checks: Checks) -> None:
    trouble["loop"] = "silent"
    ended = threading.Event()
    watchdog = Watchdog(checks, 3600.0, lambda why: ended.set())
    watchdog.start()
    wait_until(lambda: noted.get(("livez", "loop")) is False, 10, "the trouble to be seen")
    trouble["loop"] = None
    wait_until(lambda: noted[("livez", "loop")], 10, "the recovery to be seen")
    watchdog.stop()
    assert not ended.is_set()
