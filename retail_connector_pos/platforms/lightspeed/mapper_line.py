"""Lines and adjustments of a sale, in whole smallest units.

A retailer's outlet shows prices with or without tax; the API states lines without, in
five decimals. What the customer saw comes out exact (price with tax, where prices
include it), and totals are the sale's own: see ``shapes.settle``.
"""

from dataclasses import dataclass
from decimal import Decimal

from odoo.addons.retail_connector_base.canonical import (
    Discount,
    Money,
    Origin,
    ReceiptLine,
    TaxLine,
)
from odoo.addons.retail_connector_base.platforms import RejectedDocument

from .shapes import number, settle, unit_of

PRICE = Decimal("0.000001")  # decimals of a price that was divided
KINDS = {"TIP": "tip"}  # of an adjustment; every other one is a fee
SUMMARY = "DISCOUNT"  # it may repeat what the lines have taken off already


@dataclass
class _Part:
    """A line or adjustment with exact amounts without tax; ``taxes`` by rate id."""

    row: dict
    kind: str
    net: Decimal
    taxes: dict
    quantity: Decimal = Decimal(1)
    discount: Decimal = Decimal(0)

    @property
    def gross(self):
        return self.net + sum(self.taxes.values(), Decimal(0))


def lines_of(sale, context):
    """Return (lines, total with tax, total tax) of a sale."""
    currency = context["currency"]
    unit, inclusive = unit_of(currency), context["inclusive"]
    net = number(sale["total_price"], "total_price").quantize(unit)
    tax = number(sale["total_tax"], "total_tax").quantize(unit)
    parts = _parts(sale, context, net, unit)
    taxes = _taxes(parts, sale, tax, unit)
    if inclusive:
        shown = settle([p.gross for p in parts], net + tax, unit, "total_price")
    else:
        shown = settle([p.net for p in parts], net, unit, "total_price")
    lines = tuple(
        _line(part, amount, taxes[index], index, sale, context)
        for index, (part, amount) in enumerate(zip(parts, shown, strict=True))
    )
    return lines, Money(net + tax, currency), Money(tax, currency)


def _parts(sale, context, net, unit):
    """Return what the total is made of.

    ``DISCOUNT`` among the adjustments sums up what lines have taken off, or takes off
    more: the total tells which.
    """
    parts = [
        _line_part(row, context)
        for row in sorted(sale.get("line_items") or (), key=_place)
        if row.get("status") != "VOIDED"
    ]
    extra = [_adjustment_part(row) for row in sale.get("adjustments") or ()]
    fees = [part for part in extra if _word(part.row) != SUMMARY]
    if _is_near([*parts, *fees], net, unit) or not _is_near(
        [*parts, *extra], net, unit
    ):
        return [*parts, *fees]
    return [*parts, *extra]


def _is_near(parts, net, unit):
    return abs(sum((part.net for part in parts), Decimal(0)) - net) < unit


def _place(row):
    return number(row.get("sequence"))


def _word(row):
    return row.get("adjustment_type") or row.get("type") or ""


def _line_part(row, context):
    quantity = number(row["quantity"], "quantity")
    taxes = _components(row.get("tax_components"))
    if not taxes and number(row.get("tax_total")):
        rates = context["taxes"].get(row.get("tax_id")) or [""]
        taxes = {rates[0]: number(row["tax_total"], "tax_total")}
    if row.get("tax_id") == context.get("no_tax"):
        taxes = {rate: amount for rate, amount in taxes.items() if amount}
    kind = "product"
    if row.get("product_id") == context.get("discount_product"):
        kind, quantity = "custom", Decimal(1)
    elif row.get("product_id") in context.get("gift_products", ()):
        kind = "gift_card"
    net = number(row["price_total"], "price_total")
    if quantity < 0 < net:  # some write a return's amounts without sign
        net, taxes = -net, {rate: -abs(amount) for rate, amount in taxes.items()}
    discount = number(row.get("discount_total"))
    return _Part(row, kind, net, taxes, quantity, -abs(discount) if quantity < 0
                 else discount)  # fmt: skip


def _adjustment_part(row):
    word = _word(row)
    kind = "custom" if word == SUMMARY else KINDS.get(word, "fee")
    value = number(row["value"], "adjustments.value")
    if word == SUMMARY:
        value = -abs(value)
    return _Part(row, kind, value, _components(row.get("tax_components")))


def _components(rows):
    found = {}
    for row in rows or ():
        amount = number(row["total_tax"], "tax_components")
        found[row["rate_id"]] = found.get(row["rate_id"], Decimal(0)) + amount
    return found


def _taxes(parts, sale, total, unit):
    """Return, per part, rate id -> tax in whole units; all make the sale's tax."""
    places = [(i, rate) for i, part in enumerate(parts) for rate in part.taxes]
    found = [{} for _part in parts]
    for group, amount in _tax_groups(places, sale, total):
        exact = [parts[index].taxes[rate] for index, rate in group]
        rounded = settle(exact, amount, unit, "total_tax")
        for (index, rate), share in zip(group, rounded, strict=True):
            found[index][rate] = share
    return found


def _tax_groups(places, sale, total):
    """Yield (places, their tax): by rate where the sale sums up each, else all."""
    stated = {
        row["id"]: number(row["amount"], "taxes")
        for row in sale.get("taxes") or ()
        if row.get("id")
    }
    rates = {rate for _index, rate in places}
    if rates <= stated.keys() and sum(stated.values()) == total:
        for rate in sorted(rates):
            yield [place for place in places if place[1] == rate], stated[rate]
    else:
        yield places, total


def _line(part, shown, taxes, index, sale, context):
    currency, row = context["currency"], part.row
    factor = Decimal(1)
    if context["inclusive"]:
        factor += sum((_rate(rate, context)[1] for rate in taxes), Decimal(0))
    discount = (part.discount * factor).quantize(unit_of(currency))
    price = (shown + discount) / part.quantity if part.quantity else Decimal(0)
    price = price.quantize(PRICE).normalize() + 0
    title = row.get("name") or ("Discount" if part.kind == "custom" else "")
    attributes = {}
    if row.get("note"):
        attributes["note"] = row["note"]
    if row.get("price_set"):
        attributes["price_override"] = "1"
    return ReceiptLine(
        external_id=row.get("id") or f"{sale['id']}/{_word(row).lower()}/{index}",
        kind=part.kind,
        title=title,
        quantity=part.quantity,
        unit_price=Money(price, currency),
        subtotal=Money(shown, currency),
        taxes=tuple(
            TaxLine(*_rate(rate, context), Money(amount, currency))
            for rate, amount in taxes.items()
        ),
        discounts=(Discount("Discount", Money(discount, currency), kind="manual"),)
        if discount
        else (),
        product_id=row.get("product_id") or "",
        variant_id=row.get("product_id") or "",
        code=_word(row).lower(),
        attributes=attributes,
        origin=_origin(part, sale, context),
        staff=row.get("salesperson_id") or "",
    )


def _rate(rate, context):
    """Return (name, rate) of a tax."""
    if rate not in context["rates"]:
        raise RejectedDocument(f"unknown tax rate {rate}", "tax_components", "tax")
    name, fraction = context["rates"][rate]
    return name, number(fraction)


def _origin(part, sale, context):
    """Return where a returned line was sold, matched by product and price."""
    if part.quantity >= 0 or not sale.get("return_for"):
        return None
    sold = [
        line
        for line in context.get("original") or ()
        if line["product_id"] == part.row.get("product_id")
    ]
    price = number(part.row.get("price"))
    sold.sort(key=lambda line: number(line["price"]) != price)
    return Origin(receipt_id=sale["return_for"], line_id=sold[0]["id"] if sold else "")
