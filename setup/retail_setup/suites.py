"""What the tests run against: a throw-away server and template databases.

Two levels of template. The *base* has Odoo's own modules (a minute, rarely remade); the
*suite* is a copy with our addons (seconds, remade when something in them that shapes
the database has changed). Each run gets a copy of the suite.
"""

import os
import shutil

from . import contracts, databases, keys, odoo_conf, postgres
from .databases import Databases
from .installation import COMPANY, DEMO_PASSWORD
from .odoo import Odoo
from .state import ADDONS, write_private

BASE, SUITE, RUN = "retail_base_", "retail_suite_", "retail_test"
UNFINISHED = "retail_unfinished"


class Suite:
    """The throw-away server of the tests, and the databases on it."""

    def __init__(self, state, tree):
        self._state = state
        self._tree = tree
        self.conf = state.home / "test.conf"
        self.data_dir = state.home / "test-data"
        self.server = self._databases = self.template = None

    def start(self):
        """Start the server and write the tests' odoo.conf; return the address."""
        self.server = postgres.ensure(self._state, "postgres-test", durable=False)
        options = odoo_conf.common(self._tree, self._state, self.server, self.data_dir)
        write_private(self.conf, odoo_conf.render(options))
        self._databases = Databases(self._state, self.server, self.data_dir)
        return f"{self.server.host or 'local socket'}:{self.server.port}"

    def prepare(self, fresh=False):
        """Have both templates; return what was done."""
        present = self._databases.names()
        base, suite = self._names()
        if fresh:
            self._drop(present, BASE, SUITE)
            present = []
        notes = []
        if base not in present:
            self._drop(present, BASE, SUITE)
            self._build_base(base)
            notes.append("base made")
        if suite not in present:
            self._drop(present, SUITE)
            self._build_suite(base, suite)
            notes.append("suite made")
        self.template = suite
        return ", ".join(notes) or "up to date"

    def new_database(self):
        """Return the name of a fresh copy of the suite's template."""
        self._databases.clone(self.template, RUN)
        return RUN

    @property
    def copies(self):
        """Tell whether pytest-odoo can copy a database for each of its processes."""
        return shutil.which("createdb", path=self._search_path()) is not None

    def _search_path(self):
        """Return where programs are found, the server's own before others."""
        folders = [str(self.server.binaries)] if self.server.binaries else []
        return os.pathsep.join([*folders, os.environ.get("PATH", os.defpath)])

    def stop(self):
        """Stop the server if this command started it."""
        if self.server and self.server.started:
            self.server.program.stop()

    def variables(self, browser=None):
        """Return what the tests find in their environment."""
        found = {
            **self.server.variables,
            "PATH": self._search_path(),
            "RETAIL_DB_TEMPLATE": self.template,
            "RETAIL_ODOO_BIN": str(self._state.odoo_bin),
            "RETAIL_ODOO_CONF": str(self.conf),
            "RETAIL_CHROMIUM": browser,
        }
        return found | pure_variables(self._state)

    def _names(self):
        pins = (self._state.repo / "requirements.txt").read_text(encoding="utf-8")
        base = databases.base_key(
            self._tree.version,
            self._databases.version(),
            databases.queue_job_pin(pins),
            databases.COMPANY_SCRIPT.read_text(encoding="utf-8"),
        )
        suite = databases.suite_key(base, self._state.repo)
        return BASE + base, SUITE + suite

    def _build_base(self, name):
        self._databases.drop(UNFINISHED)
        databases.build_base(
            self._odoo(),
            self._databases,
            UNFINISHED,
            {**COMPANY, "password": DEMO_PASSWORD},
        )
        self._databases.rename(UNFINISHED, name)

    def _build_suite(self, base, name):
        self._databases.clone(base, UNFINISHED)
        self._odoo().install(UNFINISHED, ADDONS)
        self._databases.rename(UNFINISHED, name)

    def _drop(self, present, *prefixes):
        """Drop templates that nothing is made from any more."""
        for name in present:
            if name.startswith(prefixes):
                self._databases.drop(name)

    def _odoo(self):
        return Odoo(self._state, self.conf, self.server.variables)


def pure_variables(state):
    """Return what tests without a database find in their environment."""
    return {
        "RETAIL_CONTRACTS": str(contracts.location(state)),
        keys.ENCRYPTION_KEY: keys.encryption_key(state),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
