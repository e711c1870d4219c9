"""What a safety buffer costs and saves: oversells and lost sales, simulated.

Two channels sell from one shelf that is filled up at random; each shows what it was
last told, which is as old as the lag. The shown number is the connector's own
``promise`` with the connector's own rules. A sale of what is shown and not there is an
oversell; a customer who finds nothing although a unit is left for them is a lost sale.

    python -m tests.benchmarks.oversell [--rate 2] [--lag 30] [--days 200] [--seed 1]

Rates are units an hour and channel, the lag is in minutes. Reported per 1,000 customers
for buffers of 0, 1, 2, ... and for the measured buffer at 95, 99 and 99.9 %.
"""

import argparse

from tests.conftest import expose_addons


def main():
    """Print a line for each buffer."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rate", type=float, default=2.0)
    parser.add_argument("--lag", type=float, default=30.0)
    parser.add_argument("--days", type=float, default=200.0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    expose_addons()
    from . import oversell_runs as runs

    lag = options.lag / 60
    print(
        f"{'buffer':16} {'units':>5} {'oversold':>9} {'lost':>9}  per 1,000 customers"
    )
    for label, units in runs.buffers(options.rate, lag).items():
        outcome = runs.simulate(
            options.rate, lag, units, options.days * 24, options.seed
        )
        print(
            f"{label:16} {units:5} {outcome.per_thousand(outcome.oversold):9.2f} "
            f"{outcome.per_thousand(outcome.lost):9.2f}"
        )


if __name__ == "__main__":
    main()
