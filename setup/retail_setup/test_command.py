"""./setup/test: lint, pure tests, tests in Odoo, tests of the whole."""

import sys
import time

from . import browser, contracts, odoo_tree, printer, python_env
from .arguments import parse_test
from .console import Console, SetupError, explain
from .results import Tally
from .stages import Stages
from .state import State
from .suites import Suite


def main(arguments=None):
    """Run the command; return its exit code."""
    options = parse_test(arguments)
    console, state = Console(), State.from_environment()
    try:
        state.prepare()
        with state.lock():
            return run(state, console, options)
    except SetupError as error:
        explain(error, console, state.log)
        console.say("\n0 passed, 1 failed")
        return 1
    except KeyboardInterrupt:
        console.say("\n  Interrupted.")
        return 130


def run(state, console, options):
    """Prepare what the stages need, run them, and tell the outcome."""
    started = time.monotonic()
    tree = prepare(state, console, options)
    suite = Suite(state, tree) if {"odoo", "e2e"} & set(options.stages) else None
    try:
        chromium = serve(state, console, options, suite) if suite else None
        stages = Stages(state, tree, console, options, suite, chromium)
        tallies = run_stages(stages, options)
    finally:
        if suite:
            suite.stop()
    return tell(console, tallies, time.monotonic() - started)


def prepare(state, console, options):
    """Have Odoo, the tools and the contracts; return Odoo's tree."""
    with console.step("Odoo 19.0") as note:
        tree = odoo_tree.find(state)
        note(f"{tree.version} ({tree.origin})")
    with console.step("Python environment") as note:
        note(python_env.ensure(state, tree, test=True))
    if options.stages != ["lint"]:
        with console.step("Platform contracts") as note:
            note(contracts.ensure(state))
    return tree


def serve(state, console, options, suite):
    """Have a browser, the server and its templates; return the browser."""
    chromium = browser.find()
    if "e2e" in options.stages:
        with console.step("Browser") as note:
            chromium = browser.ensure(state)
            note(chromium)
        with console.step("PDF printer") as note:
            note(printer.ensure(state))
    with console.step("PostgreSQL for tests") as note:
        note(suite.start())
    with console.step("Template databases") as note:
        note(suite.prepare(options.fresh))
    return chromium


def run_stages(stages, options):
    """Run the stages in order; the slow ones wait until the quick ones are good."""
    tallies = {}
    for stage in options.stages:
        tallies[stage] = stages.run(stage)
        if not tallies[stage].good and not options.keep_going and not options.pytest:
            break
    return tallies


def tell(console, tallies, seconds):
    """Print the outcome; return the exit code."""
    total = Tally()
    rows = []
    for stage, tally in tallies.items():
        total.add(tally)
        rows.append((stage, tally.closing_line(), f"{tally.seconds:.0f} s"))
    console.table(f"Stages, {seconds:.0f} s in all", rows)
    for trouble in total.troubles:
        console.say(f"    {trouble}")
    if total.troubles and not total.failed:
        total.failed = len(total.troubles) - total.skipped
    console.say(f"\n{total.closing_line()}")
    return 0 if total.good else 1


if __name__ == "__main__":
    sys.exit(main())
