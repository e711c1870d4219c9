"""The demo retailer: fake platforms with the state of a real shop, connected to Odoo.

Three seams, each in its own place:

* `tests/fake_platform` is the shop. It is started as a program of its own and prints
  one JSON line when it is ready, which says where it is and how to sign in.
* `setup/demo/connect.py` runs inside Odoo: it is given that line and Odoo's address,
  connects the shop and starts the first synchronization.
* `setup/demo/progress.py` runs inside Odoo: it counts what has arrived beside what the
  shop holds, until both agree.
"""

import json
import time
from pathlib import Path

from . import contracts
from .console import SetupError
from .processes import Program
from .shell import environment
from .state import free_port

SCRIPTS = Path(__file__).resolve().parents[1] / "demo"
READY_PATIENCE = 60  # seconds; the full schema is read first
SYNC_PATIENCE = 300  # seconds for the first synchronization
PAUSE = 2  # seconds between two counts


class Demo:
    """The fake platforms of one installation."""

    def __init__(self, state):
        self._state = state
        self.program = Program(state, "fake_platform")
        self._ready_file = state.home / "fake_platform.ready"

    def start(self):
        """Start the fake platforms unless they run; return how to reach them."""
        if self.program.pid() is not None:
            return self._ready()
        port = free_port(self._state.recall("shopify_port"))
        self._state.remember(shopify_port=port)
        command = [
            self._state.python, "-m", "tests.fake_platform", "serve",
            "--shopify-port", str(port), "--seed", "demo",
            "--state", self._state.home / "fake_platform.state",
        ]  # fmt: skip
        with self._ready_file.open("wb") as answer:
            process = self.program.start(
                command,
                stdout=answer,
                cwd=self._state.repo,
                env=environment(
                    RETAIL_CONTRACTS=str(contracts.location(self._state)),
                    PYTHONUNBUFFERED="1",
                    PYTHONDONTWRITEBYTECODE="1",
                ),
            )
        self.program.wait_until(self._ready, process, READY_PATIENCE)
        return self._ready()

    def _ready(self):
        """Return the line that the fake platforms print when they are ready."""
        for line in self._ready_file.read_text(encoding="utf-8").splitlines():
            if line.startswith("{") and line.endswith("}"):
                told = json.loads(line)
                return told if told.pop("ready") else None
        return None

    def connect(self, odoo, database, url, platforms):
        """Connect the shop in Odoo; a shop that is connected stays as it is."""
        return odoo.script(
            database, SCRIPTS / "connect.py", url=url, platforms=platforms
        )

    def progress(self, odoo, database, platforms):
        """Return the rows of the table: what is counted, in Odoo, at the shop."""
        return odoo.script(database, SCRIPTS / "progress.py", platforms=platforms)[
            "rows"
        ]

    def synchronize(self, odoo, database, platforms, clock=time.monotonic):
        """Wait until the first synchronization has brought everything."""
        deadline = clock() + SYNC_PATIENCE
        while True:
            rows = self.progress(odoo, database, platforms)
            if not short(rows) or clock() > deadline:
                return rows
            time.sleep(PAUSE)


def short(rows):
    """Return the rows whose two numbers differ; a row without a goal cannot."""
    return [
        row for row in rows if row["goal"] is not None and row["found"] != row["goal"]
    ]


def check(rows):
    """Fail when something fell short, and say what."""
    missing = short(rows)
    if missing:
        told = "; ".join(
            f"{row['what']}: {row['found']} instead of {row['goal']}" for row in missing
        )
        raise SetupError(
            f"not everything was synchronized: {told}",
            "open the Retail Connector's overview: what waits is there, and why",
        )
