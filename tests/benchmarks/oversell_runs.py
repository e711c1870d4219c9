"""Customers who come at random, a shelf, and channels that know it late."""

import random
from dataclasses import dataclass
from decimal import Decimal

from odoo.addons.retail_connector_base.exporters.availability import (
    Rule,
    Supply,
    promise,
)
from odoo.addons.retail_connector_base.exporters.buffer import buffer_for

CHANNELS = 2
REFILL = 40  # units, when the shelf is empty for a while
REFILL_WAIT = 6  # hours from an empty shelf to the next delivery


@dataclass
class Outcome:
    """What happened to the customers of a simulated time."""

    customers: int = 0
    sold: int = 0
    oversold: int = 0
    lost: int = 0

    def per_thousand(self, count):
        """Return a count for each thousand customers."""
        return 1000 * count / max(self.customers, 1)


class Shelf:
    """One product: how many are there, and what each channel was last told."""

    def __init__(self, buffer):
        self.rule = Rule(buffer=Decimal(buffer))
        self.units, self.history = REFILL, [(0.0, REFILL)]
        self.own = [[] for _channel in range(CHANNELS)]  # own sales since, by time

    def change(self, now, units):
        """Set what is there."""
        self.units = units
        self.history.append((now, units))

    def shown(self, channel, now, lag):
        """Return what a channel shows: an old number, less what it sold since."""
        told_at = now - lag
        while len(self.history) > 1 and self.history[1][0] <= told_at:
            self.history.pop(0)
        sold = self.own[channel]
        while sold and sold[0] <= told_at:
            sold.pop(0)
        told = promise(Supply(on_hand=Decimal(max(self.history[0][1], 0))), self.rule)
        return told - len(sold)


def simulate(rate, lag, buffer, hours, seed):
    """Return the Outcome of customers who come at random for ``hours``.

    :param rate: customers an hour and channel, each for one unit
    :param lag: hours until a channel shows what happened elsewhere
    """
    chance, shelf, outcome = random.Random(seed), Shelf(buffer), Outcome()
    now, empty_since, turned_away = 0.0, None, 0
    while now < hours:
        now += chance.expovariate(rate * CHANNELS)
        if empty_since is not None and now - empty_since >= REFILL_WAIT:
            shelf.change(empty_since + REFILL_WAIT, max(shelf.units, 0) + REFILL)
            empty_since, turned_away = None, 0
        channel = chance.randrange(CHANNELS)
        outcome.customers += 1
        if shelf.shown(channel, now, lag) > 0:
            if shelf.units > 0:
                outcome.sold += 1
                shelf.change(now, shelf.units - 1)
            else:
                outcome.oversold += 1
            shelf.own[channel].append(now)
        elif shelf.units > turned_away:  # there would have been one for them too
            turned_away += 1
            outcome.lost += 1
        nothing = all(shelf.shown(c, now, lag) <= 0 for c in range(CHANNELS))
        if empty_since is None and (shelf.units <= 0 or nothing):
            empty_since = now
    return outcome


def buffers(rate, lag):
    """Return label -> units held back, fixed ones and measured ones."""
    found = {f"fixed {units}": units for units in (0, 1, 2, 3, 5, 8)}
    for level in (0.95, 0.99, 0.999):
        elsewhere = rate * (CHANNELS - 1)
        found[f"measured {level:.1%}"] = int(buffer_for(elsewhere, lag * 3600, level))
    return found
