"""How fast posted entries become journal batches, beside a loop over the same items.

Usage: python -m tests.benchmarks.finance -c odoo.conf -d SCRATCH [--items 10000 ...]

The database is scratch: it is filled with posted journal items. The module
retail_connector_finance has to be installed in it. For each size: the first build, a
full comparison when nothing changed, one after 200 entries changed, the quick look at
what was written lately, the proof, and memory with its own peak for each.

Beside it, two loops over the same items through the ORM that group them in Python and
create the same lines and links: one in lists, the best that can be done so, and one
item by item, as connectors are usually written. A loop takes at most ``--loop`` or
``--single`` of the items; then the cost of one item is compared, and the row says so.
"""

import argparse

from odoo.tools import config


def main():
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-c", "--config", required=True)
    parser.add_argument("-d", "--database", required=True)
    parser.add_argument("--items", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--loop", type=int, default=100_000)
    parser.add_argument("--single", type=int, default=10_000)
    args = parser.parse_args()
    config.parse_config(["-c", args.config, "-d", args.database, "--log-level=error"])
    # The addons can be imported only now that their path is known.
    from . import finance_runs

    finance_runs.run(args)


if __name__ == "__main__":
    main()
