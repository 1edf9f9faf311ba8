"""Health and metrics over HTTP."""

import socket
import urllib.error
import urllib.request
from collections.abc import Iterator

import orjson
import pytest

from service.streaming.health import HealthServer

trouble: dict[str, str | None] = {"loop": None, "breaker": None}


@pytest.fixture
def server() -> Iterator[HealthServer]:
    trouble.update(loop=None, breaker=None)
    server = HealthServer(
        "127.0.0.1",
        0,
        live={"loop": lambda: trouble["loop"]},
        ready={"breaker": lambda: trouble["breaker"]},
    )
    server.start()
    yield server
    server.stop()


def get(server: HealthServer, path: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}{path}", timeout=10) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def test_each_path_answers_for_its_own_checks(server: HealthServer) -> None:
    assert get(server, "/livez")[0] == get(server, "/readyz")[0] == 200
    trouble["breaker"] = "open: clean"
    assert get(server, "/livez")[0] == 200
    status, body = get(server, "/readyz")
    assert status == 503
    assert orjson.loads(body) == {"ok": False, "checks": {"breaker": "open: clean"}}


def test_metrics_are_served_and_nothing_else_is(server: HealthServer) -> None:
    assert b"copydesk_breaker_open" in get(server, "/metrics")[1]
    assert get(server, "/")[0] == 404


def test_a_client_that_connects_and_says_nothing_keeps_nobody_waiting(server: HealthServer) -> None:
    with socket.create_connection(("127.0.0.1", server.port)):
        assert get(server, "/livez")[0] == 200
        server.stop()


def test_a_server_that_never_started_can_be_stopped() -> None:
    HealthServer("127.0.0.1", 0, live={}, ready={}).stop()
