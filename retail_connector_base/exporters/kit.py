"""Kits: products that are sold as one and kept as their parts. Imports no Odoo."""

from collections import defaultdict
from decimal import ROUND_FLOOR, Decimal

from .availability import NOISE, Supply

DEEPEST = 10  # kits of kits; more than that is a circle


def flat(parts: dict) -> dict:
    """Return kit -> {part that is no kit: units of it in one kit}.

    :param parts: kit -> {part: units of it in one kit}; a part may be a kit itself
    """
    found = {}
    for kit in parts:
        total = _explode(kit, Decimal(1), parts, 0)
        if total:
            found[kit] = dict(total)
    return found


def _explode(product, units, parts, depth):
    if product not in parts:
        return {product: units}
    total = defaultdict(Decimal)
    if depth < DEEPEST:
        for part, quantity in parts[product].items():
            for leaf, count in _explode(
                part, units * quantity, parts, depth + 1
            ).items():
                total[leaf] += count
    return total


def claimed_parts(kits: dict, supplies: dict) -> dict:
    """Return supplies in which what is sold of kits claims their parts.

    :param kits: kit -> {part: units}
    :param supplies: (product, place) -> Supply
    """
    extra = defaultdict(Decimal)
    for (product, place), supply in supplies.items():
        for part, quantity in kits.get(product, {}).items():
            extra[part, place] += quantity * supply.demand
    result = dict(supplies)
    for key, demand in extra.items():
        known = result.get(key, Supply())
        result[key] = Supply(
            known.on_hand, known.reserved, known.demand + demand, known.incoming
        )
    return result


def kit_supplies(kits: dict, supplies: dict, places) -> dict:
    """Return (kit, place) -> Supply of the whole kits its parts make there.

    :param supplies: of the parts, with everything that claims them
    """
    found = {}
    for kit, parts in kits.items():
        for place in places:
            whole = min(
                (supplies.get((part, place), Supply()).free / quantity)
                for part, quantity in parts.items()
            )
            units = (whole + NOISE).to_integral_value(rounding=ROUND_FLOOR)
            found[kit, place] = Supply(on_hand=max(units, Decimal(0)))
    return found
