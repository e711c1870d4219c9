"""HTTP in front of the fake: the Admin API, bulk files and the control API."""

import email
import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from . import api, auth
from .control import Control
from .faults import Silence
from .world import World


class FakeShopify:
    """A fake Shopify in threads of this process, on a port of 127.0.0.1.

    >>> with FakeShopify() as fake:
    ...     shop = fake.control.create_shop("demo-retail", profile="small")

    Clients use ``shop["base_url"]`` (``http://127.0.0.1:PORT/<shop domain>``) in place
    of ``https://<shop domain>``.
    """

    def __init__(self, port=0, world=None, **options):
        self.world = world or World(**options)
        self.control = Control(self.world)
        self._port = port
        self._server = None
        self._thread = None

    @property
    def url(self):
        """Return the address of the server."""
        return self.world.url

    @property
    def port(self):
        """Return the port the server listens on."""
        return self._server.server_address[1]

    def start(self):
        """Listen and answer in background threads."""
        self._server = Server(("127.0.0.1", self._port), Handler)
        self._server.world = self.world
        self._server.control = self.control
        self.world.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever,
            args=(0.1,),
            name="fake-shopify",
            daemon=True,
        )
        self._thread.start()
        return self

    def stop(self):
        """Stop answering and sending."""
        self.world.webhooks.close()
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._thread.join(5)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_exception):
        self.stop()


class Server(ThreadingHTTPServer):
    """A threaded server that forgets its threads when it stops."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    allow_reuse_address = True


class Handler(BaseHTTPRequestHandler):
    """Routes one connection's requests."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 120  # seconds an idle connection is kept

    def do_GET(self):
        """Answer GET."""
        self._answer(b"")

    def do_POST(self):
        """Answer POST."""
        self._answer(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    def _answer(self, raw):
        try:
            status, headers, body = self._route(urlsplit(self.path), raw)
        except Silence:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self._send(status, headers, body)

    def _route(self, url, raw):
        parts = [part for part in url.path.split("/") if part]
        if parts[:1] == ["_control"]:
            return self._control("/".join(parts[1:]), raw)
        if parts[:1] == ["_files"] and len(parts) == 3:
            return self._file(parts[1], parts[2])
        if parts[:1] == ["_upload"] and len(parts) == 2:
            return self._upload(parts[1], raw)
        if parts == ["_health"]:
            return 200, {}, {"ok": True}
        if parts[:1] == ["admin"]:  # the shop's own host name
            parts.insert(0, (self.headers.get("Host") or "").partition(":")[0])
        shop = self.server.world.shops.get(parts[0]) if parts else None
        if shop is None:
            return 404, {}, {"errors": "Not Found"}
        if parts[1:] == ["admin", "oauth", "access_token"]:
            status, body = auth.grant(shop, self._form(raw))
            return status, {}, body
        if parts[1:3] == ["admin", "api"] and parts[4:] == ["graphql.json"]:
            token = self.headers.get("X-Shopify-Access-Token")
            return api.answer(shop, parts[3], token, raw)
        return 404, {}, {"errors": "Not Found"}

    def _form(self, raw):
        if "json" in (self.headers.get("Content-Type") or ""):
            return json.loads(raw or b"{}")
        return dict(parse_qsl(raw.decode()))

    def _control(self, verb, raw):
        try:
            result = self.server.control.run(verb, json.loads(raw or b"{}"))
        except (LookupError, ValueError, TypeError) as error:
            return 400, {}, {"error": f"{type(error).__name__}: {error}"}
        return 200, {}, result

    def _file(self, domain, name):
        shop = self.server.world.shops.get(domain)
        content = shop and shop.uploads.get(name)
        if content is None:
            return 404, {}, "gone"
        if shop.faults.first({"bulk_truncated"}, ("bulk",), "after"):
            self._send_part(content)
            raise Silence
        return 200, {"Content-Type": "application/jsonl"}, content

    def _upload(self, domain, raw):
        """Keep an uploaded file under its key; the file is the last part."""
        shop = self.server.world.shops.get(domain)
        if shop is None:
            return 404, {}, "gone"
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        fields = {
            part.get_param("name", header="content-disposition"): part
            for part in email.message_from_bytes(head + raw).get_payload()
        }
        if list(fields)[-1:] != ["file"] or "key" not in fields:
            return 400, {}, "Bucket POST must contain a field named 'key' and a file"
        key = fields["key"].get_payload()
        shop.uploads[key] = fields["file"].get_payload(decode=True)
        shop.stats.add("uploads")
        return 201, {"Content-Type": "application/xml"}, f"<Key>{key}</Key>"

    def _send_part(self, content):
        """Promise the whole file and send half of it."""
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[: len(content) // 2])
        self.wfile.flush()

    def _send(self, status, headers, body):
        kind = "text/plain"
        if not isinstance(body, bytes | str):
            body, kind = (
                json.dumps(body, ensure_ascii=False),
                "application/json; charset=utf-8",
            )
        content = body.encode() if isinstance(body, str) else body
        try:
            self.send_response(status)
            for name, value in ({"Content-Type": kind} | headers).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
            self.wfile.flush()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client did not wait

    def log_message(self, *_args):
        """Stay quiet: requests carry tokens and personal data."""
