"""A receiver of webhooks that remembers what came and answers as told."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Receiver:
    """Listens on a free port; ``answers`` are the next statuses, then 200."""

    def __init__(self):
        self.requests = []  # (path, headers, body), in order of arrival
        self.answers = []
        self._arrived = threading.Condition()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = receiver.note(self.path, dict(self.headers.items()), body)
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_args):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/hook"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )

    def note(self, path, headers, body):
        """Remember a request; return the status to answer."""
        with self._arrived:
            self.requests.append((path, headers, body))
            self._arrived.notify_all()
            return self.answers.pop(0) if self.answers else 200

    def wait(self, count, timeout=10):
        """Wait for so many requests and return all that came."""
        end = time.monotonic() + timeout
        with self._arrived:
            while len(self.requests) < count:
                left = end - time.monotonic()
                if left <= 0:
                    raise AssertionError(f"{len(self.requests)} of {count} arrived")
                self._arrived.wait(left)
            return list(self.requests)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_exception):
        self._server.shutdown()
        self._server.server_close()
