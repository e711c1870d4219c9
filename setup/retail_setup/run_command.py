"""./setup/run: make a working installation out of nothing and run it."""

import sys
import time

from . import demo
from .arguments import parse_run
from .console import Console, SetupError, explain
from .demo import Demo
from .installation import Installation
from .processes import Program
from .state import State

PROGRAMS = ("front", "odoo", "fake_platform", "postgres")  # in the order of stopping
ONBOARDING = "/odoo/retail-backends/new"


def main(arguments=None):
    """Run the command; return its exit code."""
    options = parse_run(arguments)
    console, state = Console(), State.from_environment()
    try:
        state.prepare()
        with state.lock():
            return ACTIONS[options.action](state, console, options)
    except SetupError as error:
        explain(error, console, state.log)
        return 1
    except KeyboardInterrupt:
        console.say("\n  Interrupted. What was finished is kept; run again to go on.")
        return 130


def start(state, console, options):
    """Make and start everything; stop it again after --once or a failed step."""
    started = time.monotonic()
    installation = Installation(state, console, options)
    done = False
    try:
        installation.make()
        if options.demo:
            run_demo(state, console, options, installation)
        else:
            welcome(console, installation)
        done = True
    finally:
        if options.once or not done:
            with console.step("Stopping what was started"):
                installation.stop()
    console.say(f"\n  Done in {time.monotonic() - started:.0f} s. Log: {state.log}")
    return 0


def welcome(console, installation):
    """Say where to begin in an empty company."""
    url = installation.server.url
    console.table(
        "Odoo is ready",
        [
            ("Connect your first shop", url + ONBOARDING),
            ("Login", "admin"),
            ("Password", installation.password()),
            ("Stop", "./setup/run stop"),
        ],
    )


def run_demo(state, console, options, installation):
    """Start the demo retailer, connect it, wait for it, and show what came."""
    retailer = Demo(state)
    odoo, url = installation.server.odoo(), installation.server.url
    with console.step("Demo retailer") as tell:
        if retailer.program.pid() is None:
            installation.started.append(retailer.program)
        platforms = retailer.start()
        tell(", ".join(sorted(platforms)))
    with console.step("Connecting the demo shop") as tell:
        tell(retailer.connect(odoo, options.db, url, platforms)["told"])
    with console.step("First synchronization") as tell:
        rows = retailer.synchronize(odoo, options.db, platforms)
        tell("complete" if not demo.short(rows) else "short")
    head = ("", "in Odoo", "at the shop")
    body = [
        (row["what"], row["found"], "" if row["goal"] is None else row["goal"])
        for row in rows
    ]
    console.table("Synchronized", [head, *body])
    console.table(
        "Look at it",
        [
            ("Overview", f"{url}/odoo/retail"),
            ("Login", "admin"),
            ("Password", installation.password()),
            ("Stop", "./setup/run stop"),
        ],
    )
    demo.check(rows)


def stop(state, console, options):
    """Stop everything that this folder runs."""
    del options
    for name in PROGRAMS:
        if Program(state, name).stop():
            console.say(f"  stopped {name}")
    return 0


def status(state, console, options):
    """Tell what runs; exit 0 only when the page can be opened."""
    del options
    alive = {name: Program(state, name).pid() for name in PROGRAMS}
    rows = [(name, f"pid {pid}" if pid else "stopped") for name, pid in alive.items()]
    console.table("Programs", rows)
    if alive["front"] and alive["odoo"]:
        console.say(f"\n  http://localhost:{state.recall('port')}")
        return 0
    return 3


ACTIONS = {"start": start, "stop": stop, "status": status}


if __name__ == "__main__":
    sys.exit(main())
