"""One way out: what each answer means, and what no log may say."""

import http.server
import logging
import threading

import pytest

from odoo.addons.retail_connector_base.platforms import (
    ConfigError,
    NotFoundError,
    TransientError,
    UnknownOutcome,
)
from odoo.addons.retail_connector_base.platforms.http import Http, retry_after


class Answers(http.server.BaseHTTPRequestHandler):
    """A server that answers as the path says: /status/503, /drop, /slow, /ok."""

    protocol_version = "HTTP/1.1"
    seen = None

    def respond(self):
        """Answer any method."""
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.seen.append(
            (self.command, self.path, dict(self.headers), self.client_address[1])
        )
        path = self.path.partition("?")[0]
        if path == "/drop" or (path == "/drop-once" and len(self.seen) == 1):
            self.close_connection = True
            self.connection.close()
            return
        if path == "/drop-then-slow" and len(self.seen) == 1:
            self.close_connection = True
            self.connection.close()
            return
        if path in ("/slow", "/drop-then-slow"):
            threading.Event().wait(1)
        status = int(path.split("/")[2]) if path.startswith("/status/") else 200
        self.send_response(status)
        if status in (429, 503):
            self.send_header("Retry-After", "7.5")
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    do_GET = do_POST = respond  # noqa: N815 - the names of the base class

    def log_message(self, *args):
        """Be quiet."""


@pytest.fixture
def server():
    """Start the server; ``server.seen`` is what it was asked."""
    Answers.seen = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    server.url = f"http://127.0.0.1:{server.server_address[1]}"
    server.seen = Answers.seen
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def client():
    """Return a client without a proxy."""
    client = Http("backend 7")
    client.session.trust_env = False
    yield client
    client.close()


def test_an_answer_is_returned(client, server):
    response = client.request("POST", f"{server.url}/ok", json={"a": 1})
    assert response.json() == {}
    assert server.seen[0][2]["User-Agent"] == "RetailConnectorOdoo/19.0 (backend 7)"


@pytest.mark.parametrize(
    ("status", "error", "code"),
    [
        (401, ConfigError, "unauthorized"),
        (402, ConfigError, "payment_required"),
        (403, ConfigError, "forbidden"),
        (404, NotFoundError, "not_found"),
        (423, TransientError, "locked"),
        (429, TransientError, "throttled"),
        (430, TransientError, "throttled"),
        (302, ConfigError, "redirect"),
    ],
)
def test_a_status_means_one_thing(client, server, status, error, code):
    with pytest.raises(error) as caught:
        client.request("POST", f"{server.url}/status/{status}")
    assert caught.value.code == code
    assert len(server.seen) == 1, "the queue tries again, not we"


def test_what_an_adapter_must_read_is_returned(client, server):
    assert client.request("POST", f"{server.url}/status/422").status_code == 422


def test_how_long_to_wait_is_passed_on(client, server):
    with pytest.raises(TransientError) as caught:
        client.request("GET", f"{server.url}/status/429")
    assert caught.value.retry_after == 7.5


@pytest.mark.parametrize("path", ["/status/503", "/drop"])
def test_a_lost_answer_is_unknown_unless_a_repeat_is_harmless(client, server, path):
    with pytest.raises(UnknownOutcome):
        client.request("POST", server.url + path)
    with pytest.raises(TransientError) as caught:
        client.request("POST", server.url + path, idempotent=True)
    assert not isinstance(caught.value, UnknownOutcome)


def test_a_slow_answer_is_lost(client, server):
    with pytest.raises(UnknownOutcome):
        client.request("POST", f"{server.url}/slow", timeout=(1, 0.1))
    with pytest.raises(TransientError):
        client.request("GET", f"{server.url}/slow", timeout=(1, 0.1))


def test_an_answer_that_is_slow_after_a_closed_connection_is_lost(client, server):
    with pytest.raises(TransientError):
        client.request("GET", server.url + "/drop-then-slow", timeout=0.2)
    assert len(server.seen) == 2


def test_reading_over_a_connection_that_was_closed_is_repeated_once(client, server):
    assert client.request("GET", f"{server.url}/drop-once").status_code == 200
    assert len(server.seen) == 2


def test_writing_over_a_connection_that_was_closed_is_not(client, server):
    with pytest.raises(UnknownOutcome):
        client.request("POST", f"{server.url}/drop-once")
    assert len(server.seen) == 1


def test_who_cannot_be_reached_did_nothing(client):
    with pytest.raises(TransientError) as caught:
        client.request("POST", "http://127.0.0.1:1/x", timeout=(1, 1))
    assert not isinstance(caught.value, UnknownOutcome)
    assert caught.value.code == "connect"


def test_an_address_that_is_none_is_a_setting_to_fix(client):
    for url in ("no-scheme", "http://", "ftp://x"):
        with pytest.raises(ConfigError):
            client.request("GET", url)


def test_connections_are_kept(client, server):
    for _ in range(3):
        client.request("GET", f"{server.url}/ok")
    assert len({port for *_rest, port in server.seen}) == 1


def test_logs_tell_no_secrets(client, server, caplog):
    with caplog.at_level(logging.DEBUG, "odoo.addons.retail_connector_base"):
        client.request(
            "POST",
            f"{server.url}/ok?key=secret-in-query",
            headers={"Authorization": "Bearer secret-in-header"},
            json={"email": "someone@example.com"},
        )
    text = " ".join(record.getMessage() for record in caplog.records)
    assert "POST 127.0.0.1/ok -> 200" in text
    assert "secret" not in text
    assert "someone" not in text


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("3", 3.0),
        ("0.5", 0.5),
        ("-4", 0.0),
        ("Mon, 02 Nov 2026 08:01:00 GMT", 60.0),
        ("Mon, 02 Nov 2026 07:00:00 GMT", 0.0),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_is_read_in_both_forms(value, seconds):
    now = 1793606400.0  # 2026-11-02 08:00 UTC
    assert retry_after({"Retry-After": value}, now=lambda: now) == seconds
