"""Call Odoo's command line: install modules, run scripts with an environment."""

import json
import subprocess

from .console import SetupError
from .shell import environment, run, tail

RESULT = "RESULT "  # a script's line that carries its answer


class Odoo:
    """An Odoo with its configuration, for commands that end."""

    def __init__(self, state, conf, variables):
        self._state = state
        self.conf = conf
        self._environment = environment(**variables)
        # A command that ends must not run the queue's jobs
        self._quiet = {**self._environment, "ODOO_QUEUE_JOB_CHANNELS": "root:0"}

    def install(self, database, modules, update=()):
        """Install and update modules in a database that may be new."""
        flags = ["-i", ",".join(modules)] if modules else []
        flags += ["-u", ",".join(update)] if update else []
        output = run(
            self._command(
                database, *flags, "--stop-after-init", "--no-http", "--workers=0"
            ),
            log=self._state.log,
            env=self._quiet,
            timeout=1500,
            what=f"installing {', '.join(dict.fromkeys([*modules, *update]))}",
            advice=f"read {self._state.log}; the database is {database}",
        )
        refused = [
            line for line in output.splitlines() if "invalid module names" in line
        ]
        if refused:
            raise SetupError(
                f"Odoo does not know some modules\n{tail(refused[0])}",
                "is the addons path of this Odoo whole?",
            )

    def script(self, database, path, **arguments):
        """Run a script inside Odoo; return the answer it printed.

        The script finds its arguments as JSON in RETAIL_ARGUMENTS and prints its
        answer as one line: RESULT and a JSON text.
        """
        command = self._command(
            database, "--no-http", "--workers=0", "--log-level=warn", command="shell"
        )
        with path.open(encoding="utf-8") as source:
            output = run(
                command,
                log=self._state.log,
                env={**self._quiet, "RETAIL_ARGUMENTS": json.dumps(arguments)},
                stdin=source,
                what=f"{path.name} in Odoo",
                advice=f"read {self._state.log}",
            )
        answers = [line for line in output.splitlines() if line.startswith(RESULT)]
        if not answers:
            raise SetupError(
                f"{path.name} gave no answer\n{tail(output)}", f"read {self._state.log}"
            )
        return json.loads(answers[-1].removeprefix(RESULT))

    def serve(self, program):
        """Start the server in the background."""
        return program.start(
            [self._state.odoo_bin, "-c", self.conf],
            env=self._environment,
            cwd=self._state.home,
            stdout=subprocess.DEVNULL,
        )

    def _command(self, database, *flags, command="server"):
        return [self._state.odoo_bin, command, "-c", self.conf, "-d", database, *flags]
