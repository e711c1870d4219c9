"""The checks that read the source: style, Odoo's conventions, licences."""

import os
import subprocess
import time
from dataclasses import dataclass

from .shell import environment, tail
from .state import ADDONS

# Checks of pylint-odoo that we do not follow: a model is split over files by concept;
# `_ = self.env._` is our short form; what returns nothing needs no `return super()`.
PASSED = "consider-merging-classes-inherited,prefer-env-translation,missing-return"
SHOWN = 60  # lines of a failed check's output
NOISE = "could not obtain odoo.addons.__path__"  # manifestoo, harmless


@dataclass(frozen=True)
class Check:
    """One check: its name and command."""

    name: str
    command: tuple


def checks(state, tree):
    """Return every check of the sources."""
    tool = state.venv / "bin"
    addons = [name for name in ADDONS if (state.repo / name).is_dir()]
    paths = ",".join(
        str(path) for path in (*tree.addons_paths, queue_job_path(state), ".")
    )
    manifestoo = (
        tool / "manifestoo", "--odoo-series", "19.0", "--addons-path", paths, "-d", ".",
    )  # fmt: skip
    found = [
        Check("ruff check", (tool / "ruff", "check", "--output-format=concise", ".")),
        Check("ruff format", (tool / "ruff", "format", "--check", ".")),
        Check(
            "pylint-odoo",
            (tool / "pylint", "--rcfile=.pylintrc", f"--disable={PASSED}", *addons),
        ),
        Check("oca-checks-odoo-module", (tool / "oca-checks-odoo-module", *addons)),
        Check("manifestoo licences", (*manifestoo, "check-licenses")),
        Check(
            "manifestoo status",
            (*manifestoo, "check-dev-status", "--default-dev-status=Beta"),
        ),
    ]
    terms = [
        str(path.relative_to(state.repo))
        for addon in addons
        for path in sorted((state.repo / addon / "i18n").glob("*.po*"))
    ]
    if terms:
        found.append(Check("oca-checks-po", (tool / "oca-checks-po", *terms)))
    return found


def queue_job_path(state):
    """Return the folder that queue_job was installed in."""
    return next((state.venv / "lib").glob("python3*/site-packages/odoo/addons"))


def run(state, tree, console):
    """Run every check; return how many passed and the names of those that did not."""
    passed, failed = 0, []
    path = f"{state.venv / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    for check in checks(state, tree):
        started = time.monotonic()
        done = subprocess.run(
            [str(part) for part in check.command],
            cwd=state.repo,
            env=environment(PATH=path, NO_COLOR="1"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        verdict = "ok" if done.returncode == 0 else "FAILED"
        console.say(
            f"  {check.name:<34} {time.monotonic() - started:6.1f} s  {verdict}"
        )
        if done.returncode:
            failed.append(check.name)
            lines = [line for line in done.stdout.splitlines() if NOISE not in line]
            console.say(tail("\n".join(lines), SHOWN))
        else:
            passed += 1
    return passed, failed
