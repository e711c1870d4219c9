"""The stages of ./setup/test and how each one runs."""

import os
import subprocess
import time

from . import lint
from .arguments import stage_of
from .results import Tally, read_junit
from .shell import environment
from .state import ADDONS
from .suites import pure_variables

NO_TESTS = 5  # pytest's exit code when nothing was collected
MOST_PROCESSES = 4  # of one stage; each of Odoo's has a database of its own


class Stages:
    """Run the chosen stages with the environment that was made for them."""

    def __init__(self, state, tree, console, options, suite=None, browser=None):
        self._state = state
        self._tree = tree
        self._console = console
        self._options = options
        self._suite = suite
        self._browser = browser

    def run(self, stage):
        """Run one stage and return its tally."""
        self._console.say(f"\n== {stage} ==")
        return getattr(self, f"_{stage}")()

    def _lint(self):
        started = time.monotonic()
        passed, failed = lint.run(self._state, self._tree, self._console)
        troubles = [f"failed: {name}" for name in failed]
        return Tally(passed, len(failed), 0, time.monotonic() - started, troubles)

    def _unit(self):
        paths = self._paths("unit", ["tests/unit"])
        arguments = ["-p", "no:odoo", *self._side_by_side(), *paths]
        return self._pytest("unit", arguments, pure_variables(self._state))

    def _odoo(self):
        database = self._suite.new_database()
        paths = self._paths("odoo", [*ADDONS, *self._integration()])
        arguments = [
            f"--odoo-config={self._suite.conf}",
            f"--odoo-database={database}",
            "--odoo-http",
            "-p",
            "tests.own_filestore",
            *(self._side_by_side() if self._suite.copies else ()),
            *paths,
        ]
        return self._pytest("odoo", arguments, self._suite.variables(self._browser))

    def _e2e(self):
        paths = self._paths("e2e", ["tests/e2e"])
        variables = self._suite.variables(self._browser)
        return self._pytest("e2e", ["-p", "no:odoo", *paths], variables)

    def _side_by_side(self):
        """Return what makes a whole stage use the machine's cores; files stay whole.

        A selection is mostly small: for it more processes would only start slower.
        """
        processes = min(os.cpu_count() or 1, MOST_PROCESSES)
        if processes == 1 or self._options.paths or self._options.pytest:
            return ()
        return (f"--numprocesses={processes}", "--dist=loadfile")

    def _integration(self):
        """Return the folder of tests across addons, if there is one."""
        folder = self._state.repo / "tests" / "integration"
        return ["tests/integration"] if folder.is_dir() else []

    def _paths(self, stage, default):
        return [
            path for path in self._options.paths if stage_of(path) == stage
        ] or default

    def _pytest(self, stage, arguments, variables):
        """Run pytest; its own report goes to the terminal, the tally is read back."""
        report = self._state.home / f"junit-{stage}.xml"
        report.unlink(missing_ok=True)
        command = [
            self._state.python, "-m", "pytest", "-rs", f"--junit-xml={report}",
            "-o", f"cache_dir={self._state.home / 'pytest_cache'}",
            *arguments, *self._options.pytest,
        ]  # fmt: skip
        started = time.monotonic()
        done = subprocess.run(
            [str(part) for part in command],
            cwd=self._state.repo,
            env=environment(**variables),
            stdin=subprocess.DEVNULL,
            check=False,
        )
        return self._judge(stage, done.returncode, report, time.monotonic() - started)

    def _judge(self, stage, code, report, seconds):
        tally = read_junit(report) if report.is_file() else Tally()
        tally.seconds = seconds
        if code == NO_TESTS and self._options.pytest:
            return tally  # a selection need not choose from every stage
        if code == NO_TESTS:
            tally.troubles.append(f"{stage}: no test was found")
        elif code and not tally.failed:
            tally.troubles.append(f"{stage}: pytest ended with exit code {code}")
        return tally
