"""The wheels of ./setup/package, built as in a clone: its state is ignored."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from retail_setup.package_command import build
from retail_setup.state import State

ROOT = Path(__file__).resolve().parents[2]
ADDON = "retail_connector_shopify"


def test_a_wheel_of_a_clone_holds_the_whole_addon(tmp_path):
    state = State(tmp_path, tmp_path / ".retail", tmp_path / "cache")
    state.prepare()
    (state.home / "venv" / "bin").mkdir(parents=True)
    state.python.symlink_to(sys.executable)
    # pyvenv.cfg beside it makes the link the same environment
    shutil.copy(Path(sys.prefix) / "pyvenv.cfg", state.venv)
    (state.venv / "lib").symlink_to(Path(sys.prefix) / "lib")
    shutil.copytree(ROOT / ADDON, tmp_path / ADDON)
    (tmp_path / ".gitignore").write_text(".retail/\n", encoding="utf-8")
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    wheel = build(state, ADDON, tmp_path / "dist")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    expected = {
        f"odoo/addons/{path.relative_to(ROOT)}"
        for path in (ROOT / ADDON).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    } - {f"odoo/addons/{ADDON}/pyproject.toml"}  # how to build, of no use in a wheel
    assert expected <= names
