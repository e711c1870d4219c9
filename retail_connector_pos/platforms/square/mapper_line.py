"""Lines of a sale or return, each amount as Square states it.

Square gives of each line the total with tax and the tax; a line's price may contain tax
or not, line by line. So a receipt's prices count as with tax only when all its taxes
are contained in the prices; else each line is worth its total without its tax.
"""

from dataclasses import dataclass
from decimal import Decimal

from odoo.addons.retail_connector_base.canonical import (
    Discount,
    Money,
    Origin,
    ReceiptLine,
    TaxLine,
    minor_units,
)

from .shapes import money

KINDS = {"ITEM": "product", "CUSTOM_AMOUNT": "custom", "GIFT_CARD": "gift_card"}
APPORTIONED = "APPORTIONED_TREATMENT"  # part of the lines' own totals


@dataclass(frozen=True)
class Frame:
    """What the lines of one sale, or of one return in it, have in common.

    :param sign: -1 for what comes back; Square writes returns without a sign
    """

    currency: str
    included: bool
    taxes: dict
    discounts: dict
    sign: int = 1
    source: str = ""  # the order that returned lines were sold in

    def amount(self, value) -> Money:
        """Return a signed amount."""
        return money(value, self.currency) * self.sign


def prices_include_tax(order) -> bool:
    """Return whether all taxes of an order are contained in its prices."""
    taxes = [*(order.get("taxes") or ())]
    for back in order.get("returns") or ():
        taxes += back.get("return_taxes") or ()
    return bool(taxes) and all(tax.get("type") == "INCLUSIVE" for tax in taxes)


def lines_of(order, currency) -> list[ReceiptLine]:
    """Return all lines of an order: sold, returned, charged, tipped, rounded."""
    included = prices_include_tax(order)
    frame = Frame(
        currency,
        included,
        {tax["uid"]: tax for tax in order.get("taxes") or ()},
        {found["uid"]: found for found in order.get("discounts") or ()},
    )
    lines = [_goods(frame, line) for line in order.get("line_items") or ()]
    lines += _charges(frame, order.get("service_charges"))
    lines += [
        _plain(frame, f"tip/{tender['id']}", "tip", "Tip", tender.get("tip_money"))
        for tender in order.get("tenders") or ()
    ]
    lines.append(_rounding(frame, "rounding", order.get("rounding_adjustment")))
    for back in order.get("returns") or ():
        lines += _returned(back, currency, included)
    return [line for line in lines if line is not None]


def _returned(back, currency, included):
    """Return the lines of what came back from one earlier order."""
    frame = Frame(
        currency,
        included,
        {tax["uid"]: tax for tax in back.get("return_taxes") or ()},
        {found["uid"]: found for found in back.get("return_discounts") or ()},
        -1,
        back.get("source_order_id") or "",
    )
    uid = back.get("uid") or frame.source
    lines = [_goods(frame, line) for line in back.get("return_line_items") or ()]
    lines += _charges(frame, back.get("return_service_charges"))
    lines += [
        _plain(
            frame,
            f"return-tip/{tip.get('uid') or uid}",
            "tip",
            "Tip",
            tip.get("applied_money"),
        )
        for tip in back.get("return_tips") or ()
    ]
    rounding = back.get("rounding_adjustment")
    return [*lines, _rounding(frame, f"return-rounding/{uid}", rounding)]


# --- kinds of lines ---


def _goods(frame, row):
    kind = KINDS.get(row.get("item_type") or "ITEM", "custom")
    variant = row.get("catalog_object_id") or ""
    if kind == "product" and not variant:
        kind = "custom"
    quantity = Decimal(row["quantity"]) * frame.sign
    taxes = _taxes(frame, row)
    subtotal = _subtotal(frame, row)
    discounts = _discounts(frame, row)
    modifiers = row.get("modifiers") or row.get("return_modifiers") or ()
    names = (row.get("name"), row.get("variation_name"))
    notes = {"note": row.get("note")}
    notes["modifiers"] = ", ".join(_modifier(one) for one in modifiers)
    return ReceiptLine(
        external_id=_id(frame, row["uid"]),
        kind=kind,
        title=" - ".join(name for name in names if name) or "Amount",
        quantity=quantity,
        unit_price=_unit_price(frame, row, modifiers, quantity, subtotal, discounts),
        subtotal=subtotal,
        taxes=taxes,
        discounts=discounts,
        variant_id=variant if kind == "product" else "",
        attributes={name: text for name, text in notes.items() if text},
        origin=_origin(frame, row),
    )


def _charges(frame, rows):
    """Yield service charges; one that is apportioned is in the lines already."""
    for row in rows or ():
        if row.get("treatment_type") == APPORTIONED:
            continue
        if (row.get("calculation_phase") or "").startswith("APPORTIONED"):
            continue
        subtotal = _subtotal(frame, row)
        if not subtotal and not frame.amount(row.get("total_money")):
            continue
        yield ReceiptLine(
            external_id=_id(frame, row["uid"]),
            kind="fee",
            title=row.get("name") or "Service charge",
            quantity=Decimal(frame.sign),
            unit_price=subtotal * frame.sign,
            subtotal=subtotal,
            taxes=_taxes(frame, row),
            code=(row.get("type") or "service_charge").lower(),
            origin=Origin(frame.source) if frame.source else None,
        )


def _plain(frame, line_id, kind, title, value):
    """Return a line without tax, None when it is about nothing."""
    amount = frame.amount(value)
    if not amount:
        return None
    return ReceiptLine(
        external_id=line_id,
        kind=kind,
        title=title,
        quantity=Decimal(frame.sign),
        unit_price=amount * frame.sign,
        subtotal=amount,
    )


def _rounding(frame, line_id, row):
    row = row or {}
    title = row.get("name") or "Cash rounding"
    return _plain(frame, line_id, "rounding", title, row.get("amount_money"))


# --- parts of a line ---


def _id(frame, uid):
    return uid if frame.sign > 0 else f"return/{uid}"


def _subtotal(frame, row):
    total = frame.amount(row.get("total_money"))
    if frame.included:
        return total
    return total - frame.amount(row.get("total_tax_money"))


def _taxes(frame, row):
    found = []
    for applied in row.get("applied_taxes") or ():
        tax = frame.taxes[applied["tax_uid"]]
        rate = Decimal(tax.get("percentage") or 0) / 100
        amount = frame.amount(applied.get("applied_money"))
        found.append(TaxLine(tax.get("name") or "Tax", rate, amount))
    return tuple(found)


def _discounts(frame, row):
    found = []
    for applied in row.get("applied_discounts") or ():
        discount = frame.discounts.get(applied["discount_uid"], {})
        amount = frame.amount(applied.get("applied_money"))
        if not amount:
            continue
        by_rule = discount.get("pricing_rule_id") or discount.get("reward_ids")
        kind = "automatic" if by_rule else "manual"
        found.append(Discount(discount.get("name") or "Discount", amount, kind=kind))
    return tuple(found)


def _unit_price(frame, row, modifiers, quantity, subtotal, discounts):
    """Return the printed price of one, or what it must be where tax is in it.

    An apportioned service charge is in the total and in no price: then, too, the
    price is what follows from the amount.
    """
    reduced = Money.sum((one.amount for one in discounts), frame.currency)
    printed = money(row.get("base_price_money"), frame.currency)
    for one in modifiers:
        each = money(one.get("base_price_money"), frame.currency)
        printed += each * Decimal(one.get("quantity") or 1)
    smallest = Decimal(1).scaleb(-minor_units(frame.currency))
    if abs((printed * quantity - reduced - subtotal).amount) < smallest:
        return printed
    return Money((subtotal + reduced).amount / quantity, frame.currency)


def _modifier(row):
    count = row.get("quantity") or "1"
    name = row.get("name") or ""
    return name if count == "1" else f"{count} x {name}"


def _origin(frame, row):
    if frame.sign > 0:
        return None
    return Origin(frame.source, row.get("source_line_item_uid") or "")
