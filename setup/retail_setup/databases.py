"""Databases: made of Odoo's modules, then of ours; copied from templates for tests."""

import json
import shutil
from pathlib import Path

from .console import SetupError
from .shell import environment, run
from .state import ADDONS, digest

# What the connector's addons build on. Installed first, and kept as a template.
ODOO_MODULES = (
    "sale_management",
    "stock_account",
    "account",
    "point_of_sale",
    "queue_job",
)
COMPANY_SCRIPT = Path(__file__).resolve().parents[1] / "odoo_scripts" / "company.py"
# A change in these does not change what is in a database.
NOT_IN_DATABASE = {
    *("tests", "static", "readme", "controllers", "samples", "expected"),
    *("canonical", "posting", "__pycache__"),
}
IN_DATABASE = {
    *(".py", ".xml", ".csv", ".sql", ".po", ".pot"),
    *(".js", ".scss", ".graphql"),
}


def base_key(release, server_version, pins, company_script):
    """Name what the database of Odoo's own modules is made from."""
    return digest(release, server_version // 10000, ODOO_MODULES, pins, company_script)


def suite_key(base, repo, addons=ADDONS):
    """Name what the database with our addons is made from."""
    return digest(base, [fingerprint(repo / addon) for addon in addons])


def fingerprint(addon, everything=False):
    """Return the path and content hash of each file that shapes the database.

    With `everything`, of each file that shapes the running server.
    """
    left_out = {"tests", "__pycache__"} if everything else NOT_IN_DATABASE
    found = []
    for path in sorted(addon.rglob("*")):
        inside = path.relative_to(addon)
        if path.suffix not in IN_DATABASE or left_out & set(inside.parts[:-1]):
            continue
        found.append((str(inside), digest(path.read_text(encoding="utf-8"))))
    return found


def queue_job_pin(requirements):
    """Return the pinned queue_job out of the requirements' text."""
    for line in requirements.splitlines():
        if line.lower().replace("_", "-").startswith("odoo-addon-queue-job=="):
            return line.strip()
    raise SetupError("requirements.txt pins no odoo-addon-queue_job")


class Databases:
    """The databases of one server, with the file stores that belong to them."""

    def __init__(self, state, server, data_dir):
        self._state = state
        self._variables = environment(**server.variables)
        self._filestore = data_dir / "filestore"

    def names(self):
        return self._call("names")

    def version(self):
        return self._call("version")

    def create(self, name):
        self._call("create", name)

    def drop(self, name):
        self._call("drop", name)
        shutil.rmtree(self._filestore / name, ignore_errors=True)

    def clone(self, template, name):
        """Replace a database by a copy of a template."""
        self.drop(name)
        self._call("create", name, template)
        if (self._filestore / template).is_dir():
            shutil.copytree(self._filestore / template, self._filestore / name)

    def rename(self, name, new_name):
        """Rename a database; a half-made one is never taken for a whole one."""
        self._call("rename", name, new_name)
        if (self._filestore / name).is_dir():
            shutil.rmtree(self._filestore / new_name, ignore_errors=True)
            (self._filestore / name).rename(self._filestore / new_name)

    def _call(self, *request):
        output = run(
            [
                self._state.python,
                Path(__file__).with_name("pg_tool.py"),
                json.dumps(request),
            ],
            log=self._state.log,
            env=self._variables,
            what=f"PostgreSQL: {request[0]}",
            advice="is the server reachable, and may its user create databases?",
        )
        return json.loads(output)


def build_base(odoo, databases, name, company):
    """Make a database of Odoo's own modules with a company and its accounts."""
    databases.create(name)
    odoo.install(name, ODOO_MODULES)
    odoo.script(name, COMPANY_SCRIPT, **company)
