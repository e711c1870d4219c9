"""Make the virtual environment: Odoo, its requirements and queue_job."""

import shutil
import sys
import zipfile

from . import keys
from .console import SetupError
from .debian import Fetcher, Wanted, unpack
from .shell import environment, run
from .state import digest

PYTHON = (3, 11)  # the oldest that all pinned packages support
OFFLINE = "check that pip reaches its package index, then run again"
# `python -m odoo` fails with workers: the evented child runs argv[0] again.
LAUNCHER = """\
#!{python}
import os
from pathlib import Path

import odoo.cli

if __name__ == "__main__":
    if "{variable}" not in os.environ:
        os.environ["{variable}"] = Path("{key_file}").read_text().strip()
    odoo.cli.main()
"""
METADATA = "Metadata-Version: 2.1\nName: odoo\nVersion: 19.0\n"


def requirement_files(repo, test):
    """Return the pinned requirement files that an environment is made from."""
    names = ["requirements.txt"]
    if test:
        names.append("setup/requirements-test.txt")
    return [repo / name for name in names]


def ensure(state, tree, test=False):
    """Make or complete the environment; return what was done."""
    if sys.version_info < PYTHON:
        raise SetupError(
            f"Python {sys.version.split()[0]} is too old",
            "install Python 3.11 or newer and run again (PYTHON=/path/to/python)",
        )
    files = requirement_files(state.repo, test)
    _ensure_venv(state)
    _point_to_odoo(state, tree)
    for path in files:
        key = digest(path.read_text(encoding="utf-8"), sys.version, str(tree.root))
        if state.recall(f"installed:{path.name}") != key:
            install(state, "-r", path)
            state.remember(**{f"installed:{path.name}": key})
    return f"Python {sys.version.split()[0]}"


def install(state, *arguments, what="pip install"):
    """Run pip of the environment."""
    run(
        [
            state.python,
            "-m",
            "pip",
            "install",
            "--disable-pip-version-check",
            "-q",
            *arguments,
        ],
        log=state.log,
        env=environment(PIP_ROOT_USER_ACTION="ignore"),
        what=what,
        advice=OFFLINE,
    )


def _ensure_venv(state):
    if state.python.exists() and state.recall("venv") == sys.version:
        return
    shutil.rmtree(state.venv, ignore_errors=True)
    state.remember(
        **{
            f"installed:{path.name}": None
            for path in requirement_files(state.repo, True)
        }
    )
    run(
        [sys.executable, "-m", "venv", "--without-pip", state.venv],
        log=state.log,
        advice="install the Debian package python3-venv",
    )
    if _has_ensurepip():
        run([state.python, "-m", "ensurepip"], log=state.log)
    else:
        _pip_from_package(state)
    state.remember(venv=sys.version)


def _has_ensurepip():
    """Tell whether Python brings pip; Debian splits it off into python3-venv."""
    try:
        import ensurepip
    except ImportError:
        return False
    return bool(ensurepip.version())


def _pip_from_package(state):
    """Take pip out of Debian's package of it; needs no rights on the system."""
    folder = state.home / "pip"
    fetcher = Fetcher(state.home / "apt", state.log)
    files = fetcher.fetch([Wanted("python3-pip-whl")], state.cache / "pip")
    unpack(files[0], folder)
    wheel = next((folder / "usr/share/python-wheels").glob("pip-*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(_site_packages(state))


def _site_packages(state):
    version = "python{}.{}".format(*sys.version_info)
    return state.venv / "lib" / version / "site-packages"


def _point_to_odoo(state, tree):
    """Make Odoo importable and known to pip, which has no package of it."""
    site = _site_packages(state)
    known = site / "odoo-19.0.dist-info"
    known.mkdir(exist_ok=True)
    (known / "METADATA").write_text(METADATA, encoding="utf-8")
    (known / "INSTALLER").write_text("retail-connector-setup\n", encoding="utf-8")
    (known / "RECORD").touch()
    (site / "odoo_tree.pth").write_text(f"{tree.root}\n", encoding="utf-8")
    keys.encryption_key(state)
    launcher = LAUNCHER.format(
        python=state.python, variable=keys.ENCRYPTION_KEY, key_file=keys.file_of(state)
    )
    state.odoo_bin.write_text(launcher, encoding="utf-8")
    state.odoo_bin.chmod(0o755)
