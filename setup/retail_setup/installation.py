"""The steps that make an installation, in their order."""

import os

from . import contracts, databases, keys, odoo_tree, postgres, printer, python_env
from .console import SetupError
from .databases import Databases
from .server import Server
from .state import ADDONS

COMPANY = {"name": "Retail Company", "country": "US", "currency": "USD"}
DEMO_COMPANY = {"name": "Demo Retailer", "country": "DE", "currency": "EUR"}
DEMO_PASSWORD = "admin"  # of a page that only this machine can open


class Installation:
    """What ./setup/run makes and starts, step by step."""

    def __init__(self, state, console, options):
        self._state = state
        self._console = console
        self._options = options
        self.started = []  # programs that this command started, first one first
        self.tree = self.postgres = self.server = None

    def make(self):
        """Do every step; each one finds out whether it is done already."""
        self._prepare()
        self._serve_database()
        self._fill_database()
        self._start()

    def _prepare(self):
        state, console = self._state, self._console
        with console.step("Odoo 19.0") as tell:
            self.tree = odoo_tree.find(state)
            tell(f"{self.tree.version} ({self.tree.origin})")
        with console.step("Python environment") as tell:
            tell(python_env.ensure(state, self.tree))
        with console.step("PDF printer") as tell:
            try:
                tell(printer.ensure(state))
            except SetupError as error:  # everything but printing works without
                tell(f"none, {printer.ADVICE} ({str(error).splitlines()[0]})")
        if self._options.demo:
            with console.step("Platform contracts") as tell:
                tell(contracts.ensure(state))

    def _serve_database(self):
        with self._console.step("PostgreSQL") as tell:
            self.postgres = postgres.ensure(self._state)
            if self.postgres.started:
                self.started.append(self.postgres.program)
            tell(f"{self.postgres.host or 'local socket'}:{self.postgres.port}")
        with self._console.step("Configuration") as tell:
            self.server = Server(
                self._state, self.tree, self.postgres, self._options.db
            )
            tell(f"port {self.server.configure(self._options.port)}")

    def _fill_database(self):
        state, name = self._state, self._options.db
        found = Databases(state, self.postgres, self.server.data_dir)
        with self._console.step(f"Database {name}") as tell:
            tell(self._ensure_database(found, name))
        with self._console.step("Addons") as tell:
            key = databases.suite_key("", state.repo)
            mark = f"addons:{self.postgres.host}:{self.postgres.port}/{name}"
            if state.recall(mark) == key:
                tell("up to date")
            else:
                self.server.stop()
                self.server.odoo().install(name, ADDONS, update=ADDONS)
                state.remember(**{mark: key})
                tell(", ".join(ADDONS))

    def _ensure_database(self, found, name):
        if name in found.names():
            return "is there"
        # Under another name until it is whole: an interrupted run leaves no half one
        building = f"{name}_unfinished"
        found.drop(building)
        company = DEMO_COMPANY if self._options.demo else COMPANY
        password = DEMO_PASSWORD if self._options.demo else self._new_password()
        databases.build_base(
            self.server.odoo(), found, building, {**company, "password": password}
        )
        found.rename(building, name)
        return "made, with a company and its chart of accounts"

    def _new_password(self):
        return keys.kept(self._state.home / "admin.password", keys.new_password)

    def password(self):
        """Return the administrator's first password, or where it is."""
        if self._options.demo:
            return DEMO_PASSWORD
        file = self._state.home / "admin.password"
        return f"in {os.path.relpath(file)}" if file.exists() else "your own"

    def _start(self):
        with self._console.step("Odoo server") as tell:
            before = self.server.odoo_program.pid()
            note = self.server.ensure()
            if self.server.odoo_program.pid() != before:
                self.started += [self.server.odoo_program, self.server.front_program]
            tell(note)

    def stop(self):
        """Stop what this command started, last one first."""
        for program in reversed(self.started):
            program.stop()
