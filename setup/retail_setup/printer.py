"""Have wkhtmltopdf, with which Odoo makes PDF: the one on PATH, else Debian's."""

import shlex
import shutil

from .debian import Fetcher, unpack
from .shell import run

NAME = "wkhtmltopdf"
ADVICE = "install the package wkhtmltopdf, then run again"
# Packages hold a machine's triplet in their folders; fonts are looked for where they
# were unpacked on a machine that has none.
WRAPPER = """#!/bin/sh
root={root}
libraries=$(echo "$root"/usr/lib/*-linux-gnu*)
export LD_LIBRARY_PATH="$libraries"
export QT_PLUGIN_PATH="$libraries/qt5/plugins" QT_QPA_PLATFORM=offscreen
if [ ! -d /etc/fonts ]; then
    export FONTCONFIG_PATH="$root/etc/fonts" XDG_DATA_HOME="$root/usr/share"
fi
exec "$root/usr/bin/{name}" "$@"
"""


def ensure(state):
    """Return the program that prints; Debian's is unpacked, the system not changed."""
    found = shutil.which(NAME)
    if found:
        return found
    wrapper = state.home / "bin" / NAME
    if not wrapper.exists():
        root = state.home / NAME
        shutil.rmtree(root, ignore_errors=True)
        fetcher = Fetcher(state.home / "apt", state.log)
        for package in fetcher.fetch_whole(NAME, state.cache / NAME):
            unpack(package, root, ("./usr/share/doc", "./usr/share/man"))
        fresh = wrapper.with_suffix(".new")
        fresh.write_text(
            WRAPPER.format(root=shlex.quote(str(root)), name=NAME), encoding="utf-8"
        )
        fresh.chmod(0o755)
        run([fresh, "--version"], log=state.log, advice=ADVICE)
        fresh.rename(wrapper)
    return str(wrapper)
