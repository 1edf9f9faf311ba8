"""/livez, /readyz and /metrics, served from a thread so that answers need no free event loop."""

import threading
from collections.abc import Callable, Iterable, Mapping
from socketserver import TCPServer, ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import orjson
from prometheus_client import make_wsgi_app

Check = Callable[[], str | None]  # None: all is well; else what is wrong, in words


class HealthServer:
    """Serves two sets of named checks and the metrics on `host:port` (0: any free port).

    Raises OSError if the address cannot be had.
    """

    def __init__(
        self, host: str, port: int, *, live: Mapping[str, Check], ready: Mapping[str, Check]
    ) -> None:
        self._checks = {"/livez": live, "/readyz": ready}
        self._metrics = make_wsgi_app()
        self._server = make_server(host, port, self._answer, _Server, _QuietHandler)
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
            answer: Iterable[bytes] = self._metrics(environ, start_response)
            return answer
        checks = self._checks.get(path)
        if checks is None:
            start_response("404 Not Found", [("Content-Type", "text/plain")])
            return [b"/livez /readyz /metrics\n"]
        found = {name: check() for name, check in checks.items()}
        well = not any(found.values())
        status = "200 OK" if well else "503 Service Unavailable"
        start_response(status, [("Content-Type", "application/json")])
        return [orjson.dumps({"ok": well, "checks": {n: f or "ok" for n, f in found.items()}})]


class _Server(ThreadingMixIn, WSGIServer):
    # A client that connects and says nothing must keep neither probes nor our end waiting.
    daemon_threads = True
    block_on_close = False

    def server_bind(self) -> None:
        # HTTPServer would look up the host's name, which can take seconds without a resolver.
        TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]
        self.setup_environ()


class _QuietHandler(WSGIRequestHandler):
    timeout = 5  # seconds for a client to say what it wants

    def log_message(self, *_: object) -> None:
        """Probes come every few seconds; they are not news."""
