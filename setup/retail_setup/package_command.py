"""./setup/package: each addon as a wheel, after the checks a packager relies on."""

import argparse
import shutil
import sys
import zipfile

from . import lint, odoo_tree, python_env
from .arguments import STATE_HELP
from .console import Console, SetupError, explain
from .shell import environment, run
from .state import ADDONS, State


def main(arguments=None):
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(
        prog="./setup/package",
        description="Build each addon as a wheel into dist/.",
        epilog=STATE_HELP,
    )
    parser.parse_args(arguments)
    console, state = Console(), State.from_environment()
    try:
        state.prepare()
        with state.lock():
            return package(state, console)
    except SetupError as error:
        explain(error, console, state.log)
        return 1


def package(state, console):
    """Check licences and versions, then build the wheels."""
    with console.step("Odoo 19.0"):
        tree = odoo_tree.find(state)
    with console.step("Python environment"):
        python_env.ensure(state, tree, test=True)
    for check in lint.checks(state, tree):
        if check.name.startswith("manifestoo"):
            with console.step(check.name):
                run(check.command, log=state.log, cwd=state.repo)
    target = state.repo / "dist"
    for addon in ADDONS:
        with console.step(addon) as tell:
            wheel = build(state, addon, target)
            tell(f"{wheel.relative_to(state.repo)}, {wheel.stat().st_size // 1024} KiB")
    return 0


def build(state, addon, target):
    """Build one addon's wheel and check that it holds the addon; return the wheel."""
    for old in target.glob(f"odoo_addon_{addon}-*.whl"):
        old.unlink()
    # In a copy: whool writes its version file beside the manifest
    work = state.home / "package" / addon
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(
        state.repo / addon, work, ignore=shutil.ignore_patterns("__pycache__", "*.pyc")
    )
    run(
        [state.python, "-m", "build", "--no-isolation", "--wheel", "-o", target, work],
        log=state.log,
        env=environment(
            WHOOL_POST_VERSION_STRATEGY_OVERRIDE="none",
            # Else whool takes the checkout around the copy for its own, which
            # knows no file of a folder it ignores
            GIT_CEILING_DIRECTORIES=str(work.parent),
        ),
        what=f"building {addon}",
    )
    wheel = next(target.glob(f"odoo_addon_{addon}-*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        if f"odoo/addons/{addon}/__manifest__.py" not in archive.namelist():
            raise SetupError(f"{wheel.name} does not hold the addon")
    return wheel


if __name__ == "__main__":
    sys.exit(main())
