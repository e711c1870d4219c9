"""The Odoo that people open in a browser: its configuration, start and stop."""

import sys
import urllib.error
import urllib.request
from pathlib import Path

from . import keys, odoo_conf
from .console import SetupError
from .databases import fingerprint
from .odoo import Odoo
from .processes import Program
from .state import ADDONS, digest, free_port, write_private

DEFAULT_PORT = 8069
START_PATIENCE = 90  # seconds for the first answer; assets are made later


class Server:
    """Odoo's workers and the front door before them."""

    def __init__(self, state, tree, postgres, database):
        self._state = state
        self._tree = tree
        self._postgres = postgres
        self._database = database
        self.odoo_program = Program(state, "odoo")
        self.front_program = Program(state, "front")
        self.conf = state.home / "odoo.conf"
        self.data_dir = state.home / "data"

    @property
    def variables(self):
        """Return what every Odoo process needs in its environment."""
        return self._postgres.variables

    def odoo(self):
        """Return Odoo's command line with this server's configuration."""
        return Odoo(self._state, self.conf, self.variables)

    def configure(self, port=None):
        """Write odoo.conf; return the port of the front door."""
        state = self._state
        chosen = self._choose_port(port)
        http = self._port("odoo", state.recall("http_port"))
        websocket = self._port("odoo", state.recall("websocket_port"))
        state.remember(port=chosen, http_port=http, websocket_port=websocket)
        options = odoo_conf.for_server(
            odoo_conf.common(self._tree, state, self._postgres, self.data_dir),
            self._database,
            http,
            websocket,
            keys.kept(state.home / "master.password", keys.new_password),
        )
        text = odoo_conf.render(
            options, {"queue_job": {"channels": odoo_conf.CHANNELS}}
        )
        write_private(self.conf, text)
        return chosen

    def _choose_port(self, port):
        """Return the asked port, which must be free; else the last, or a free one."""
        known = self._state.recall("port")
        if self.front_program.pid() and port in (None, known):
            return known
        chosen = free_port(port or known or DEFAULT_PORT)
        if port and chosen != port:
            raise SetupError(
                f"port {port} of this machine is taken", "choose another with --port"
            )
        return chosen

    def _port(self, name, known):
        running = Program(self._state, name).pid() is not None
        return known if running and known else free_port(known)

    @property
    def url(self):
        return f"http://localhost:{self._state.recall('port')}"

    def ensure(self):
        """Start what is not running, or runs older code; return what was done."""
        key = self._running_key()
        fresh = self._state.recall("server_key") == key
        if fresh and self.odoo_program.pid() and self.front_program.pid():
            return "already running"
        self.stop()
        odoo = self.odoo().serve(self.odoo_program)
        front = self._start_front()
        self.front_program.wait_until(self._answers, front, START_PATIENCE)
        if odoo.poll() is not None:
            raise SetupError("odoo ended at once", f"read {self.odoo_program.log}")
        self._state.remember(server_key=key)
        return f"pid {odoo.pid}, {odoo_conf.WORKERS} workers"

    def _start_front(self):
        recall = self._state.recall
        return self.front_program.start(
            [
                sys.executable,
                Path(__file__).with_name("front.py"),
                f"--port={recall('port')}",
                f"--http-port={recall('http_port')}",
                f"--websocket-port={recall('websocket_port')}",
            ]
        )

    def _answers(self):
        """Tell whether the login page can be read."""
        try:
            with urllib.request.urlopen(f"{self.url}/web/login", timeout=30) as page:
                return page.status == 200
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def _running_key(self):
        """Name what the running server was started from."""
        addons = [
            fingerprint(self._state.repo / addon, everything=True) for addon in ADDONS
        ]
        return digest(self.conf.read_text(encoding="utf-8"), addons)

    def stop(self):
        """Stop both programs; return whether any was running."""
        front = self.front_program.stop()
        return self.odoo_program.stop() or front
