"""The command lines of the setup commands."""

import argparse
import re

DEMO_DATABASE = "retail_demo"
REAL_DATABASE = "retail"
STAGES = ("lint", "unit", "odoo", "e2e")
STATE_HELP = "State is kept in .retail beside the code, or where RETAIL_HOME says."


def port(text):
    """Return a port number that a normal user may listen on."""
    number = int(text)
    if not 1024 <= number <= 65535:
        raise argparse.ArgumentTypeError("a port is between 1024 and 65535")
    return number


def database(text):
    """Return a database name that needs no quoting anywhere."""
    if not re.fullmatch(r"[a-z][a-z0-9_-]{0,40}", text):
        raise argparse.ArgumentTypeError(
            "use up to 41 small letters, digits, - and _, beginning with a letter"
        )
    return text


def run_parser():
    """Return the parser of ./setup/run."""
    parser = argparse.ArgumentParser(
        prog="./setup/run",
        description="Make a working installation out of nothing and run it.",
        epilog=STATE_HELP,
    )
    parser.add_argument(
        "action",
        nargs="?",
        choices=("start", "stop", "status"),
        default="start",
        help="start (default), stop what this folder runs, or tell what runs",
    )
    parser.add_argument(
        "--once",
        action="store_true",
        help="do everything, print the table, check it, stop; not 0 if short",
    )
    parser.add_argument(
        "--no-demo",
        dest="demo",
        action="store_false",
        help="real use: an empty company, no demo retailer",
    )
    parser.add_argument("--port", type=port, help="port of the web page (8069)")
    parser.add_argument(
        "--db",
        type=database,
        help=f"database ({DEMO_DATABASE}; with --no-demo {REAL_DATABASE})",
    )
    return parser


def parse_run(arguments):
    """Return the options of ./setup/run."""
    parser = run_parser()
    options = parser.parse_args(arguments)
    if options.action != "start" and (options.once or options.port or options.db):
        parser.error(f"{options.action} takes no options")
    options.db = options.db or (DEMO_DATABASE if options.demo else REAL_DATABASE)
    return options


def test_parser():
    """Return the parser of ./setup/test."""
    parser = argparse.ArgumentParser(
        prog="./setup/test",
        description="Run lint and all tests, or the named stages.",
        usage="%(prog)s [lint|unit|odoo|e2e ...] [pytest's own arguments and paths]",
        epilog=STATE_HELP,
    )
    parser.add_argument(
        "--fresh", action="store_true", help="make the template databases anew"
    )
    parser.add_argument(
        "--keep-going", action="store_true", help="run all stages though one failed"
    )
    return parser


def parse_test(arguments):
    """Return the options of ./setup/test, its stages, and what pytest is given.

    Stage names come first; what is no option of ours goes to pytest. Paths choose
    their stages by themselves.
    """
    options, rest = test_parser().parse_known_args(arguments)
    named = []
    while rest and rest[0] in STAGES:
        named.append(rest.pop(0))
    options.paths, options.pytest = split_paths(rest)
    by_path = {stage_of(path) for path in options.paths}
    chosen = set(named) or by_path or set(STAGES)
    if named and options.paths and not by_path <= set(named):
        chosen |= by_path
    options.stages = [stage for stage in STAGES if stage in chosen]
    return options


def split_paths(arguments):
    """Split pytest's arguments into test paths and everything else."""
    paths = [
        item
        for item in arguments
        if re.match(r"(\./)?(tests|retail_connector_\w+)\b[\w/.:\[\]-]*$", item)
    ]
    return paths, [item for item in arguments if item not in paths]


def stage_of(path):
    """Return the stage that runs the tests at a path."""
    inner = path.removeprefix("./")
    if inner.startswith(("tests/e2e", "tests/kits")):
        return "e2e"
    return "unit" if inner.startswith("tests/unit") else "odoo"
