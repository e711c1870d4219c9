"""How fast orders go in, beside a plain batch of the same orders in the same run.

Usage: python -m tests.benchmarks.orders -c odoo.conf -d SCRATCH [--orders 200] ...

The database is scratch: it is filled with products, orders and entries. The module
retail_connector_base has to be installed in it.
"""

import argparse

from odoo.tools import config

PARTS = ("confirm", "chain", "contention", "memory")


def main():
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-c", "--config", required=True)
    parser.add_argument("-d", "--database", required=True)
    parser.add_argument("--orders", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--many", type=int, default=5000)
    parser.add_argument("--only", choices=PARTS, action="append")
    args = parser.parse_args()
    config.parse_config(["-c", args.config, "-d", args.database, "--log-level=error"])
    # The addons can be imported only now that their path is known.
    from . import order_runs

    order_runs.run(args, args.only or PARTS)


if __name__ == "__main__":
    main()
