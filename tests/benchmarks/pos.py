"""How fast receipts of tills go in, beside Odoo's own way in the same run.

Usage: python -m tests.benchmarks.pos -c odoo.conf -d SCRATCH [--receipts 500] ...

The database is scratch: it is filled with products, stores and entries. The module
retail_connector_pos has to be installed in it. Each contender gets the same baskets,
in batches, in a point of sale of its own; goods move with every batch, per order, or
at the close.
"""

import argparse

from odoo.tools import config

CONTENDERS = ("ours", "sync_real", "sync_closing")


def main():
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-c", "--config", required=True)
    parser.add_argument("-d", "--database", required=True)
    parser.add_argument("--receipts", type=int, default=500)
    parser.add_argument("--many", type=int, default=0, help="a second size, ours only")
    parser.add_argument("--real", type=int, default=100, help="receipts of sync_real")
    parser.add_argument("--batch", type=int, default=100)
    parser.add_argument("--products", type=int, default=200)
    parser.add_argument("--only", choices=CONTENDERS, action="append")
    args = parser.parse_args()
    config.parse_config(["-c", args.config, "-d", args.database, "--log-level=error"])
    # The addons can be imported only now that their path is known.
    from . import pos_runs

    pos_runs.run(args, args.only or CONTENDERS)


if __name__ == "__main__":
    main()
