"""How many units a channel may promise, from what is known. Imports no Odoo."""

from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

NOISE = Decimal("0.000001")  # units; below this a difference is float arithmetic


@dataclass(frozen=True)
class Supply:
    """What is in one place, in the product's own unit of measure.

    :param on_hand: units that are there
    :param reserved: of these, promised to orders Odoo has already reserved for
    :param demand: sold through a channel but not reserved yet: quotations of
        connected orders, confirmed orders that wait for goods
    :param incoming: expected units a merchant chose to sell ahead; 0 by default
    """

    on_hand: Decimal = Decimal(0)
    reserved: Decimal = Decimal(0)
    demand: Decimal = Decimal(0)
    incoming: Decimal = Decimal(0)

    @property
    def free(self) -> Decimal:
        """Return what nobody has been promised yet; negative when oversold."""
        return self.on_hand + self.incoming - self.reserved - self.demand


@dataclass(frozen=True)
class Rule:
    """What a merchant holds back from one channel.

    :param buffer: units never offered
    :param cap: at most this many are shown; None: no limit
    :param minimum: fewer than this are shown as none
    """

    buffer: Decimal = Decimal(0)
    cap: Decimal | None = None
    minimum: Decimal = Decimal(0)


def units(value) -> Decimal:
    """Return a quantity from the database as an exact number, free of float noise."""
    return Decimal(str(value or 0)).quantize(NOISE, rounding=ROUND_HALF_EVEN)


def promise(supply: Supply, rule: Rule = Rule()) -> int:
    """Return the whole units that may be promised, never less than zero."""
    quantity = supply.free - max(rule.buffer, Decimal(0))
    if rule.cap is not None:
        quantity = min(quantity, max(rule.cap, Decimal(0)))
    quantity = (quantity + NOISE).to_integral_value(rounding=ROUND_FLOOR)
    if quantity < max(rule.minimum, Decimal(0)):
        return 0
    return max(int(quantity), 0)
