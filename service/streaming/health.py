"""/livez, /readyz and /metrics, served from a thread so that answers need no free event loop."""

import socket
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import orjson
from prometheus_client import CollectorRegistry, make_wsgi_app

Check = Callable[[], str | None]  # None: all is well; else what is wrong, in words
Note = Callable[[str, str, bool], None]  # probe, check, whether it passes

BACKLOG = 64
LOOK_SECONDS = 0.5


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 for any free one. Raises OSError if it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=BACKLOG)


class Checks:
    """The checks of each probe, by name. Each is safe to ask from any thread."""

    def __init__(
        self, live: Mapping[str, Check], ready: Mapping[str, Check], note: Note = lambda *_: None
    ) -> None:
        self._probes = {"livez": live, "readyz": ready}
        self._note = note

    def ask(self, probe: str) -> dict[str, str | None]:
        """What is wrong, by check; None for what is well. Raises KeyError for an unknown probe."""
        found = {name: check() for name, check in self._probes[probe].items()}
        for name, trouble in found.items():
            self._note(probe, name, trouble is None)
        return found

    def ask_all(self) -> None:
        """Ask every check, for the sake of who takes note."""
        for probe in self._probes:
            self.ask(probe)


class HealthServer:
    """Answers probes and serves the metrics on a listening socket, which it closes in the end."""

    def __init__(
        self, listener: socket.socket, checks: Checks, registry: CollectorRegistry
    ) -> None:
        self._checks = checks
        self._metrics = make_wsgi_app(registry)
        self._server = _Server(listener, self._answer)
        self._thread = threading.Thread(
            target=self._server.serve_forever, name="health", daemon=True
        )

    @property
    def port(self) -> int:
        """The port in use."""
        return self._server.server_port

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Stop answering and free the port."""
        if self._thread.is_alive():
            self._server.shutdown()
        self._server.server_close()

    def _answer(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/metrics":
            self._checks.ask_all()
            answer: Iterable[bytes] = self._metrics(environ, start_response)
            return answer
        try:
            found = self._checks.ask(path.removeprefix("/"))
        except KeyError:
            start_response("404 Not Found", [("Content-Type", "text/plain")])
            return [b"/livez /readyz /metrics\n"]
        well = not any(found.values())
        status = "200 OK" if well else "503 Service Unavailable"
        start_response(status, [("Content-Type", "application/json")])
        return [orjson.dumps({"ok": well, "checks": {n: f or "ok" for n, f in found.items()}})]


class Watchdog:
    """Ends the process once /livez has failed for `grace_seconds` without a break.

    For where nobody probes: a container's restart policy and the parent of `--processes` see a
    process that ends, but not one that hangs.
    """

    def __init__(self, checks: Checks, grace_seconds: float, end: Callable[[str], object]) -> None:
        self._checks = checks
        self._grace = grace_seconds
        self._end = end
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Stop looking."""
        self._stopped.set()

    def _watch(self) -> None:
        failing_since: float | None = None
        while not self._stopped.wait(LOOK_SECONDS):
            found = self._checks.ask("livez")
            trouble = "; ".join(f"{name}: {why}" for name, why in found.items() if why)
            now = time.monotonic()
            if not trouble:
                failing_since = None
            elif failing_since is None:
                failing_since = now
            elif now - failing_since >= self._grace:
                self._end(f"not alive: {trouble}")
                return


class _Server(ThreadingMixIn, WSGIServer):
    # A client that connects and says nothing must keep neither probes nor our end waiting.
    daemon_threads = True
    block_on_close = False

    def __init__(self, listener: socket.socket, application: Any) -> None:
        self.address_family = listener.family
        super().__init__(listener.getsockname(), _QuietHandler, bind_and_activate=False)
        self.socket.close()
        self.socket = listener
        self.server_address = listener.getsockname()
        # Not by HTTPServer, which looks up the host's name: seconds without a resolver.
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]
        self.setup_environ()
        self.set_app(application)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away or said nothing is no news either."""


class _QuietHandler(WSGIRequestHandler):
    timeout = 5  # seconds for a client to say what it wants

    def address_string(self) -> str:
        return str(self.client_address[0])

    def log_message(self, *_: object) -> None:
        """Probes come every few seconds; they are not news."""
