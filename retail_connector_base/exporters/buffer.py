"""How many units to hold back while other channels may be selling. Imports no Odoo.

Between a sale elsewhere and the moment this channel shows one unit less, a *lag*
passes. Sales of the other channels in it are taken as a Poisson process of their
measured rate; the buffer is the least number of units that they exceed only with the
chance that the merchant accepts.
"""

import math
from decimal import Decimal

MOST_MEAN = 500  # expected sales; above, the normal distribution is as good
HOUR = 3600  # seconds


def expected_sales(per_hour: float, lag_seconds: float) -> float:
    """Return the units other channels are expected to sell during the lag."""
    return max(per_hour, 0.0) * max(lag_seconds, 0.0) / HOUR


def poisson_quantile(mean: float, level: float) -> int:
    """Return the least k with P(N <= k) >= level for N ~ Poisson(mean).

    :param level: between 0 and 1, both excluded
    """
    if not 0 < level < 1:
        raise ValueError(f"level: {level} is not between 0 and 1")
    if mean <= 0:
        return 0
    if mean > MOST_MEAN:
        return math.ceil(mean + _normal_quantile(level) * math.sqrt(mean))
    units, chance = 0, math.exp(-mean)
    total = chance
    while total < level and chance > 0.0:
        units += 1
        chance *= mean / units
        total += chance
    return units


def _normal_quantile(level: float) -> float:
    """Return the standard normal quantile by bisection of the error function."""
    low, high = -10.0, 10.0
    for _step in range(60):
        middle = (low + high) / 2
        if (1 + math.erf(middle / math.sqrt(2))) / 2 < level:
            low = middle
        else:
            high = middle
    return high


def buffer_for(
    per_hour: float, lag_seconds: float, level: float, most: int = 0
) -> Decimal:
    """Return the units to hold back.

    :param per_hour: units an hour that other channels sell of the product
    :param lag_seconds: from their sale to this channel's new number
    :param level: chance, below 1, that the buffer is enough
    :param most: never more than this; 0: no limit
    """
    units = poisson_quantile(expected_sales(per_hour, lag_seconds), level)
    return Decimal(min(units, most) if most > 0 else units)
