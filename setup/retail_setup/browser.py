"""Find a Chromium for the tests that look at pages."""

import os
import shutil

from .console import SetupError
from .shell import environment, run

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find(environ=os.environ):
    """Return the browser that is here: the one named by the caller, or on PATH."""
    named = environ.get("RETAIL_CHROMIUM")
    if named:
        return named
    return next(filter(None, map(shutil.which, NAMES)), None)


def ensure(state):
    """Return a browser; root installs Debian's when there is none."""
    found = find()
    if found:
        return found
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise SetupError(
            "no Chromium was found for the tests of the pages",
            "install the package chromium, or set RETAIL_CHROMIUM to a browser",
        )
    unattended = environment(DEBIAN_FRONTEND="noninteractive")
    advice = "install the package chromium by hand, then run again"
    run(["apt-get", "update", "-qq"], log=state.log, env=unattended, advice=advice)
    run(
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
        log=state.log,
        env=unattended,
        advice=advice,
    )
    found = find()
    if not found:
        raise SetupError("apt-get installed no Chromium", advice)
    return found
