"""Kill -9 at many random moments changes nothing: not a cent, not a unit.

The same scenario runs twice from the same seed: once undisturbed, once while a killer
takes a random process of the server every moment. Both must end alike, in Odoo and in
the shop.

The two runs go side by side, each with its own shop, database and server: most of the
time is spent waiting, for orders to be read and for what a kill left to be found.
"""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from .server import wait_until
from .traffic import DRIFT, ConnectedShop

WAVES = 10
ORDERS = 20  # a wave: 200 in all
COUNTS = 20  # shelves counted a wave: 200 stock changes in all
SHELVES = 40
ONLINE = "Warehouse"  # the place of the shop that web orders are shipped from
PLENTY = 2000  # units on every shelf before, more than 200 orders take
BETWEEN_KILLS = (0.5, 2.5)  # seconds
LONGEST_PAUSE = 10  # seconds without a kill when no job ends
KILLS_A_WAVE = 3  # at the least; the next wave comes when the killer is that far
PATIENCE = 120  # seconds for them
STILL_KILLING = 40  # seconds at most, while what has come is worked off


class Killer(threading.Thread):
    """Kill a random worker (of requests, jobs or timetable) until told to stop."""

    def __init__(self, odoo, seed):
        super().__init__(daemon=True)
        self.odoo, self.random = odoo, random.Random(seed)
        self.kills, self.finished = 0, threading.Event()

    def run(self):
        """Kill, wait until work goes on and a while longer, kill again."""
        while self._works_again() and not self.finished.wait(
            self.random.uniform(*BETWEEN_KILLS)
        ):
            if self.odoo.worker_pids():
                self.odoo.kill_worker(self.random.choice)
                self.kills += 1

    def _works_again(self):
        """Wait for a job to end, on a busy machine that takes longer; True to go on."""
        done = "SELECT count(*) FROM queue_job WHERE state = 'done'"
        before = self.odoo.query(done)
        until = time.monotonic() + LONGEST_PAUSE
        while self.odoo.query(done) == before and time.monotonic() < until:
            if self.finished.wait(0.2):
                return False
        return True

    def reach(self, count):
        """Wait until so many were killed, however quick the machine works."""
        wait_until(lambda: self.kills >= count, PATIENCE, f"{count} kills")

    def stop(self):
        """End the killing; return how many there were."""
        self.finished.set()
        self.join()
        return self.kills


def scenario(shop, killer=None):
    """Let 200 orders come and 200 shelves be counted, in waves.

    Counted is where web orders are reserved and nothing leaves. What a store sells
    leaves its shelf at once: a count of it says something else before than after, so
    the end would depend on which came first, killed or not.
    """
    chance = random.Random(5)
    shelves = shop.shelves(SHELVES, ONLINE)
    for wave in range(WAVES):
        shop.place(ORDERS, seed=100 + wave)
        shop.approve()
        for product, location in chance.choices(shelves, k=COUNTS):
            shop.set_stock(product, location, chance.randint(1500, 1900))
        if killer:
            killer.reach(KILLS_A_WAVE * (wave + 1))


def run(disturbed):
    """Run the scenario on a fresh shop; return its end state and the kills."""
    with ConnectedShop() as shop:
        shop.settle()  # what the shop shows is known, so shelves can be counted
        shop.stock_up(PLENTY)
        killer = Killer(shop.odoo, seed=9) if disturbed else None
        if killer:
            killer.start()
        scenario(shop, killer)
        shop.poll()
        if killer:
            shop.work_off(STILL_KILLING)
        kills = killer.stop() if killer else 0
        shop.poll()
        shop.settle()
        doubled = shop.odoo.query(
            "SELECT external_id FROM retail_binding_order GROUP BY backend_id, "
            "external_id HAVING count(*) > 1"
        )
        assert not doubled
        assert not shop.odoo.query(DRIFT)
        return shop.state(), kills


def differences(expected, found):
    """Return what two parts of an end state do not share, as text to read."""
    if isinstance(expected, dict):
        expected, found = expected.items(), found.items()
    missing = [row for row in expected if row not in found]
    added = [row for row in found if row not in expected]
    return f"only undisturbed: {missing}\nonly killed: {added}"


def test_killed_and_undisturbed_runs_end_alike():
    with ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(run, disturbed=disturbed) for disturbed in (False, True)]
        (quiet, _none), (killed, kills) = (one.result() for one in runs)
    assert kills >= KILLS_A_WAVE * WAVES
    assert len(quiet["orders"]) >= WAVES * ORDERS
    for part, expected in quiet.items():
        assert killed[part] == expected, (
            f"{part} differ after {kills} kills\n" + differences(expected, killed[part])
        )
