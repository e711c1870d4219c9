"""How fast stock goes out, beside sending it level by level in the same run.

Usage: python -m tests.benchmarks.stock -c odoo.conf -d SCRATCH [--levels 250 5000] ...

The database is scratch: it is filled with products and levels. The module
retail_connector_base has to be installed in it. The shop is a stand-in in memory that
counts requests; ``--latency`` makes each take as long as a real one.
"""

import argparse

from odoo.tools import config


def main():
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-c", "--config", required=True)
    parser.add_argument("-d", "--database", required=True)
    parser.add_argument("--levels", type=int, nargs="+", default=[250, 5000, 50000])
    parser.add_argument("--single", type=int, default=250, help="levels one by one")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--latency", type=float, default=0.0, help="s a request")
    args = parser.parse_args()
    config.parse_config(["-c", args.config, "-d", args.database, "--log-level=error"])
    # The addons can be imported only now that their path is known.
    from . import stock_runs

    stock_runs.run(args)


if __name__ == "__main__":
    main()
