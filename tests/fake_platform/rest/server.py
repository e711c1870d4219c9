"""An HTTP server for a fake: routes, a log of requests, faults by switch."""

import json
import re
import socket
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Request:
    """What came in; ``path`` without the query, ``json`` the parsed body or None."""

    method: str
    path: str
    query: str
    headers: Any
    body: bytes
    json: Any = None
    match: dict[str, str] = field(default_factory=dict)

    def arg(self, name, default=""):
        """Return a query argument."""
        return parse_qs(self.query, keep_blank_values=True).get(name, [default])[0]


@dataclass
class Response:
    """What goes out; a dict or list is sent as JSON."""

    status: int = 200
    body: Any = b""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Fault:
    """Something that goes wrong.

    :param kind: ``reset`` (the line breaks), ``slow`` (``seconds``) or ``answer``
    :param when: ``before`` or ``after`` the request took effect
    :param match: part of ``METHOD /path``; empty: every request
    :param times: how often; it is gone afterwards
    """

    kind: str
    when: str = "before"
    match: str = ""
    times: int = 1
    seconds: float = 0.0
    response: Response | None = None


class LineBroken(Exception):
    """The connection ends without an answer."""


def route(method, pattern):
    """Register a method of a fake for ``METHOD /path/{name}``."""

    def register(function):
        function.routes = [*getattr(function, "routes", ()), (method, pattern)]
        return function

    return register


class RestFake:
    """Serve one platform on a free port of 127.0.0.1; ``with Fake() as fake:``.

    A subclass has methods with ``@route``. ``guard`` may refuse a request before it is
    routed; ``contract`` (when set) refuses what the vendor's document does.
    """

    contract = None
    base_path = ""  # of the interface the contract is about

    def __init__(self, port=0):
        self.requests: list[Request] = []
        self.faults: list[Fault] = []
        self.lock = threading.RLock()
        self._port, self._server = port, None
        self._routes = sorted(
            (
                (method, pattern, _regex(pattern), getattr(self, name))
                for name in dir(type(self))
                for method, pattern in getattr(getattr(type(self), name), "routes", ())
            ),
            key=lambda row: row[1].count("{"),
        )

    @property
    def url(self):
        """Return the address of the server."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self):
        self._server = _Server(("127.0.0.1", self._port), _Handler)
        self._server.fake = self
        threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        ).start()
        return self

    def __exit__(self, *exc):
        self._server.shutdown()
        self._server.server_close()

    def add_fault(self, kind, **values):
        """Let something go wrong with one of the next requests."""
        self.faults.append(Fault(kind, **values))

    def count(self, text=""):
        """Return how many requests contained ``text`` in ``METHOD /path``."""
        return sum(text in f"{asked.method} {asked.path}" for asked in self.requests)

    # --- to be overridden ---

    def guard(self, request):
        """Return a Response that refuses the request, or None."""
        return None

    def refuse(self, request, violations):
        """Return the platform's answer to a request that breaks its contract."""
        return Response(400, {"errors": violations})

    def unknown(self, request):
        """Return the platform's answer for a path it does not have."""
        return Response(404, {"error": "not found"})

    # --- answering ---

    def answer(self, request):
        """Return the response to a request; raise LineBroken when there is none."""
        self.requests.append(request)
        if fault := self._fault(request, "before"):
            return fault
        response = self.guard(request) or self._checked(request)
        return self._fault(request, "after") or response

    def _checked(self, request):
        inside = request.path.startswith(self.base_path)
        if self.contract is not None and inside:
            violations = self.contract.violations(
                request.method,
                request.path.removeprefix(self.base_path),
                request.query,
                request.headers.items(),
                request.body,
            )
            if violations:
                return self.refuse(request, violations)
        for method, _pattern, regex, function in self._routes:
            found = regex.fullmatch(request.path)
            if method == request.method and found:
                request.match = found.groupdict()
                with self.lock:
                    return function(request)
        return self.unknown(request)

    def _fault(self, request, when):
        name = f"{request.method} {request.path}"
        for fault in list(self.faults):
            if fault.when != when or fault.match not in name:
                continue
            fault.times -= 1
            if fault.times <= 0:
                self.faults.remove(fault)
            if fault.kind == "slow":
                time.sleep(fault.seconds)
                return None
            if fault.kind == "reset":
                raise LineBroken
            return fault.response
        return None


def _regex(pattern):
    """Return the expression of a path; ``{name}`` has no slash and no bracket."""
    parts = re.split(r"(\{\w+\})", pattern)
    return re.compile(
        "".join(
            f"(?P<{part[1:-1]}>[^/()]+)" if part.startswith("{") else re.escape(part)
            for part in parts
        )
    )


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 60  # seconds an idle connection is kept

    def _serve(self):
        url = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        request = Request(self.command, url.path, url.query, self.headers, body)
        if "json" in (self.headers.get("Content-Type") or "") and body:
            request.json = json.loads(body)
        try:
            response = self.server.fake.answer(request)
        except LineBroken:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self._send(response)

    def do_GET(self):
        """Answer GET."""
        self._serve()

    def do_POST(self):
        """Answer POST."""
        self._serve()

    def do_PUT(self):
        """Answer PUT."""
        self._serve()

    def do_PATCH(self):
        """Answer PATCH."""
        self._serve()

    def do_DELETE(self):
        """Answer DELETE."""
        self._serve()

    def _send(self, response):
        content, headers = response.body, dict(response.headers)
        if not isinstance(content, bytes | str):
            content = json.dumps(content, ensure_ascii=False)
            headers.setdefault("Content-Type", "application/json; charset=utf-8")
        content = content.encode() if isinstance(content, str) else content
        try:
            self.send_response(response.status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client did not wait

    def log_message(self, *_args):
        """Stay quiet: requests carry tokens and personal data."""
