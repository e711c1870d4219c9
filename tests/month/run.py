"""A month of twenty thousand documents into four ledgers, while processes are killed.

Usage: python -m tests.month.run -c odoo.conf -d SCRATCH [--days 31 --orders 430 ...]

The database is scratch and has all four addons installed. Every order, refund, receipt,
closing, payout, dispute and gift card goes through the connector's own importers and
stages, in batches of 50 a transaction; the shop's and tills' side is called directly
instead of over HTTP, which is what makes the number feasible. The ledgers' side is not:
each is a server on 127.0.0.1 that checks requests against its vendor's contract, and
resets, loses answers, throttles (429), fails (503) and answers too late while a
process of each connection is killed (-9) again and again. In the end the trial balance
there has to be the trial balance here, account by account, with nothing left over.

It takes some eight minutes on two cores. Limits of requests are lifted at both ends:
with them Xero was not through in half an hour.
"""

import argparse
import multiprocessing
import os
import time
from datetime import date

from odoo.tools import config

SPAWN = multiprocessing.get_context("spawn")


def main():
    """Run the month; stop with an error unless every book is equal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-c", "--config", required=True)
    parser.add_argument("-d", "--database", required=True)
    parser.add_argument("--start", type=date.fromisoformat, default=date(2026, 10, 1))
    parser.add_argument("--days", type=int, default=31)
    parser.add_argument("--orders", type=int, default=430, help="a day")
    parser.add_argument("--receipts", type=int, default=75, help="a day and store")
    parser.add_argument("--kills", type=int, default=60)
    args = parser.parse_args()
    config.parse_config(["-c", args.config, "-d", args.database, "--log-level=error"])
    # The addons can be imported only now that their path is known.
    from odoo.addons.retail_connector_base.platforms.cipher import VARIABLE
    from odoo.addons.retail_connector_base.tests.common import KEY

    from .fakes import serve
    from .workers import oversee

    os.environ[VARIABLE] = KEY  # of this run, and of every process it starts

    ledgers, workers = (
        _helper(serve, 7),
        _helper(oversee, args.config, args.database),
    )
    try:
        _Run(args, ledgers, workers).whole()
    finally:
        for pipe in (ledgers, workers):
            pipe.send("stop")


def _helper(target, *arguments):
    """Start a process; return the pipe to talk to it."""
    here, there = SPAWN.Pipe()
    SPAWN.Process(target=target, args=(there, *arguments), daemon=False).start()
    return here


def _ask(pipe, asked):
    pipe.send(asked)
    return pipe.recv()


def _say(text):
    print(text, flush=True)


class _Run:
    """The steps of the run; what is measured is printed as it is known."""

    def __init__(self, args, ledgers, workers):
        self.args, self.ledgers, self.workers = args, ledgers, workers
        self.kills = 0

    def whole(self):
        """Trade, connect, deliver, compare; change a few entries, and once more."""
        from odoo.modules.registry import Registry

        from tests.benchmarks.contender import environment

        with Registry(self.args.database).cursor() as cr:
            month, balances = self._trade(environment(cr), cr.commit)
            books = self._connect(month, balances, cr.commit)
            _ask(self.ledgers, "disturb")
            self._deliver(books, self.args.kills)
            self._compare(books, month)
            self._change(books, month)
            self._deliver(books, self.args.kills // 4)
            faults = _ask(self.ledgers, "calm")
            self._deliver(books, 0)
            self._compare(books, month)
            _say(f"{self.kills} kills, {faults} faults injected")

    def _trade(self, env, commit):
        from .month import Month

        args, began = self.args, time.monotonic()
        month = Month(
            env, args.start, args.days, args.orders, args.receipts, pause=commit
        )
        month.run()
        balances = month.check()
        _say(f"{month.seen} documents in {time.monotonic() - began:.0f} s")
        _say(month.counted())
        return month, balances

    def _connect(self, month, balances, commit):
        from .books import Books

        _ask(self.ledgers, ("chart", [(a.code, a.name) for a in balances]))
        books = Books(month.world, _ask(self.ledgers, ("urls",)), commit)
        books.prepare()
        commit()
        return books

    def _deliver(self, books, kills):
        """Let the workers deliver; stop when they do not get through."""
        books.env.invalidate_all()
        books.pause()
        ids = {code: backend.id for code, backend in books.backends.items()}
        done, left = _ask(self.workers, (ids, books.world.company.id, kills))
        self.kills += done
        if left:
            raise SystemExit(f"not through: {left}")

    def _compare(self, books, month):
        """Stop unless trial balances, proofs and numbers of entries are equal."""
        left = books.differences(month.until)
        counts, held = books.prove(), _ask(self.ledgers, ("entries",))
        twice = {c: (n, counts[c]) for c, n in held.items() if n != counts[c]}
        accounts = len([total for total in month.world.balances().values() if total])
        _say(f"{accounts} accounts, entries {counts}, after {self.kills} kills")
        if left or twice:
            raise SystemExit(f"not equal: {left[:10]} {twice}")
        _say("trial balances equal, residual 0.00; every entry there once")

    def _change(self, books, month):
        """Move some items to another account, as people do."""
        lines = month.env["account.move.line"].search(
            [
                ("company_id", "=", month.world.company.id),
                ("parent_state", "=", "posted"),
                ("account_id.account_type", "=", "income"),
            ],
            limit=40,
        )
        other = lines[:1].account_id.copy({"name": "Other sales", "code": "400999"})
        _ask(self.ledgers, ("chart", [(other.code, other.name)]))
        lines[::8].account_id = other
        for backend in books.backends.values():
            backend._read_ledger()
            row = month.env["retail.mapping.account"]._resolve(backend, {other.id})
            row[other.id].action_approve()
        books.pause()


if __name__ == "__main__":
    main()
