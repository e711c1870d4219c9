"""What an order costs: discounts allocated in cents, taxes rounded per line and rate.

``facts`` of an order hold the plain numbers everything else is derived from; amounts
are dumped ``Dual`` values (shop and presentment currency, calculated independently, so
each side adds up in its own currency).
"""

from decimal import Decimal

from .money import Dual, Pair, load

DISCOUNTABLE = ("product", "custom")


def pair_of(facts):
    """Return the currencies of an order."""
    return Pair(*facts["pair"])


def gross(line):
    """Return unit price times quantity."""
    return load(line["unit"]).times(line["quantity"])


def discount(item, pair, indexes=None):
    """Return the discounts of a line or shipping line, all or of some applications."""
    return pair.total(
        load(amount)
        for index, amount in item["discounts"]
        if indexes is None or index in indexes
    )


def net(line, pair):
    """Return what a line costs after all discounts."""
    return gross(line) - discount(line, pair)


def shipping_net(line, pair):
    """Return what shipping costs after all discounts."""
    return load(line["price"]) - discount(line, pair)


def tax(item, pair):
    """Return the sum of the taxes of a line."""
    return pair.total(load(amount) for amount in item["taxes"])


def share(amount, part, whole, pair):
    """Return the share of ``part`` units; shares of all parts add up to the amount."""
    if part == whole:
        return amount
    return pair.round(amount.times(Decimal(part) / Decimal(whole)))


def kept(line):
    """Return how many units are neither refunded nor removed."""
    return line["quantity"] - line["removed"]


def unshipped(line):
    """Return how many units are still to be shipped.

    Units that were shipped and came back are not, although they are not kept either.
    """
    gone = line["removed"] - line.get("back", 0)
    return max(0, line["quantity"] - line["fulfilled"] - gone) if line["ships"] else 0


def returnable(line):
    """Return how many shipped units were not given back yet."""
    return line["fulfilled"] - line.get("back", 0)


def current_net(line, pair):
    """Return the amount of the units kept."""
    return share(net(line, pair), kept(line), line["quantity"], pair)


def current_taxes(line, pair):
    """Return the taxes of the units kept, one amount per tax line."""
    return [share(load(t), kept(line), line["quantity"], pair) for t in line["taxes"]]


def refund_of(line, units, pair):
    """Return amount and taxes that giving back ``units`` is worth."""
    left = {**line, "removed": line["removed"] + units}
    amount = current_net(line, pair) - current_net(left, pair)
    taxes = [
        before - after
        for before, after in zip(
            current_taxes(line, pair), current_taxes(left, pair), strict=True
        )
    ]
    return amount, taxes


def price(facts, taxes_included):
    """Allocate all discounts and work out all taxes of a new order."""
    pair = pair_of(facts)
    for application in facts["applications"]:
        _apply(facts, application, pair)
    for line in facts["lines"]:
        line["taxes"] = taxes(net(line, pair), line["rates"], taxes_included, pair)
    for line in facts["shipping"]:
        base = shipping_net(line, pair)
        line["taxes"] = taxes(base, line["rates"], taxes_included, pair)
    for charge in facts.get("charges", ()):
        base = load(charge["price"])
        charge["taxes"] = taxes(base, charge["rates"], taxes_included, pair)


def taxes(base, rates, included, pair):
    """Return one rounded amount per rate."""
    whole = 1 + sum(Decimal(rate["rate"]) for rate in rates) if included else Decimal(1)
    return [pair.round(base.times(Decimal(r["rate"]) / whole)).dump() for r in rates]


def _apply(facts, application, pair):
    """Give each line its part of one discount."""
    index = application["index"]
    if application["targetType"] == "SHIPPING_LINE":
        for line in facts["shipping"]:
            amount = _part(application, shipping_net(line, pair), pair)
            line["discounts"].append([index, amount.dump()])
        return
    lines = [
        line
        for place, line in enumerate(facts["lines"])
        if line["kind"] in DISCOUNTABLE
        and (application["_lines"] is None or place in application["_lines"])
    ]
    if application["allocationMethod"] == "ACROSS":
        weights = [net(line, pair) for line in lines]
        amount = _part(application, pair.total(weights), pair)
        parts = pair.allocate(amount, weights)
    else:
        parts = [
            _part(application, net(line, pair), pair, line["quantity"])
            for line in lines
        ]
    for line, part in zip(lines, parts, strict=True):
        if part:
            line["discounts"].append([index, part.dump()])


def _part(application, base, pair, units=1):
    """Return the discount on an amount: a percentage or a fixed sum, never more."""
    value = application["value"]
    if "percentage" in value:
        percent = Decimal(str(value["percentage"])) / 100
        return pair.round(base.times(percent)).least(base)
    return pair.amount(application["_amount"]).times(units).least(base)


def total(facts, taxes_included):
    """Return the order's total: lines, shipping, taxes unless included."""
    pair = pair_of(facts)
    amount = pair.total(net(line, pair) for line in facts["lines"])
    amount += pair.total(shipping_net(line, pair) for line in facts["shipping"])
    if not taxes_included:
        for item in facts["lines"] + facts["shipping"]:
            amount += tax(item, pair)
    return amount + charges(facts, taxes_included)


def charges(facts, taxes_included, current=False):
    """Return what duties and additional fees cost; ``current``: not given back."""
    pair = pair_of(facts)
    found = _charges(facts, current)
    amount = pair.total(load(item["price"]) for item in found)
    if not taxes_included:
        amount += pair.total(tax(item, pair) for item in found)
    return amount


def _charges(facts, current):
    return [
        item
        for item in facts.get("charges", ())
        if not (current and item.get("given_back"))
    ]


def current_total(facts, taxes_included):
    """Return what the order is worth after refunds and removals."""
    pair = pair_of(facts)
    amount = pair.total(current_net(line, pair) for line in facts["lines"])
    if not taxes_included:
        for line in facts["lines"]:
            amount += pair.total(current_taxes(line, pair))
    for line in facts["shipping"]:
        amount += shipping_net(line, pair) - load(line["refunded"])
        if not taxes_included:
            amount += tax(line, pair) - pair.total(
                load(t) for t in line["tax_refunded"]
            )
    return amount + charges(facts, taxes_included, current=True)


def tax_totals(facts, current=False):
    """Return the taxes by (title, rate, liable) over lines and shipping."""
    pair = pair_of(facts)
    sums = {}
    for line in facts["lines"]:
        amounts = (
            current_taxes(line, pair) if current else [load(t) for t in line["taxes"]]
        )
        _add(sums, line["rates"], amounts, pair)
    for line in facts["shipping"]:
        amounts = [load(t) for t in line["taxes"]]
        if current:
            amounts = [
                a - load(b) for a, b in zip(amounts, line["tax_refunded"], strict=True)
            ]
        _add(sums, line["rates"], amounts, pair)
    for charge in _charges(facts, current):
        _add(sums, charge["rates"], [load(t) for t in charge["taxes"]], pair)
    return sums


def _add(sums, rates, amounts, pair):
    for rate, amount in zip(rates, amounts, strict=True):
        key = (rate["title"], rate["rate"], rate.get("channelLiable", False))
        sums[key] = sums.get(key, pair.zero()) + amount


def zero():
    """Return nothing, dumped."""
    return Dual(Decimal(0), Decimal(0)).dump()
