"""Lines of an order: articles, shipping, duties, fees and tips, all amounts carried.

An article's amounts cover every unit that was ever ordered, also those that were taken
off or refunded later; ``mapper_order_edits`` takes off what an edit removed.
"""

import re
from dataclasses import replace
from decimal import Decimal

from odoo.addons.retail_connector_base.canonical import (
    Discount,
    Money,
    OrderLine,
    TaxLine,
)

from .shapes import View, fraction, id_of, pairs

DISCOUNT_KINDS = {
    "DiscountCodeApplication": "code",
    "AutomaticDiscountApplication": "automatic",
    "ManualDiscountApplication": "manual",
    "ScriptDiscountApplication": "script",
}
ONE = Decimal(1)
# A tip is an article without product; its title is in the customer's language.
TIP_TITLES = re.compile(
    r"tip|gratuity|trinkgeld|pourboire|propina|mancia|gorjeta|fooi|dricks|drikkepenge",
    re.IGNORECASE,
)


def taxes(view: View, tax_lines) -> tuple[TaxLine, ...]:
    """Return the taxes of a line, in the platform's order."""
    return tuple(
        TaxLine(
            title=tax["title"],
            rate=fraction(tax["rate"]),
            amount=view.money(tax["priceSet"]),
            channel_liable=bool(tax["channelLiable"]),
        )
        for tax in tax_lines
    )


def discounts(view: View, allocations) -> tuple[Discount, ...]:
    """Return the shares of the order's discounts that fall on a line."""
    return tuple(
        _discount(view, allocation)
        for allocation in allocations
        if view.money(allocation["allocatedAmountSet"])
    )


def _discount(view, allocation):
    application = allocation["discountApplication"]
    code = application.get("code") or ""
    return Discount(
        title=application.get("title") or code or "Discount",
        amount=view.money(allocation["allocatedAmountSet"]),
        code=code,
        kind=DISCOUNT_KINDS.get(application["__typename"], "automatic"),
    )


def article(view: View, line) -> OrderLine:
    """Return the line of an article, gift card or custom item."""
    unit = view.money(line["originalUnitPriceSet"])
    quantity = Decimal(line["quantity"])
    shares = discounts(view, line["discountAllocations"])
    taken = Money.sum((share.amount for share in shares), unit.currency)
    title = line["title"]
    if line["variantTitle"]:
        title = f"{title} - {line['variantTitle']}"
    return OrderLine(
        external_id=line["id"],
        kind=_article_kind(line),
        title=title,
        quantity=quantity,
        unit_price=unit,
        subtotal=unit * quantity - taken,
        taxes=taxes(view, line["taxLines"]),
        discounts=shares,
        product_id=id_of(line["product"]),
        variant_id=id_of(line["variant"]),
        sku=line["sku"] or "",
        barcode=(line["variant"] or {}).get("barcode") or "",
        current_quantity=Decimal(line["currentQuantity"]),
        requires_shipping=line["requiresShipping"],
        parent_id=id_of(line["lineItemGroup"]),
        attributes=pairs(line["customAttributes"]),
    )


def _article_kind(line):
    if line["isGiftCard"]:
        return "gift_card"
    if line["product"] or line["variant"]:
        return "product"
    # A deleted product leaves its vendor and variant title on the line; an item that
    # was typed in never had them.
    return "product" if line["vendor"] or line["variantTitle"] else "custom"


def shipping(view: View, line, index: int, order_id: str) -> OrderLine:
    """Return the line of a delivery method, its discounts and taxes included."""
    price = view.money(line["originalPriceSet"])
    charged = view.money(line["discountedPriceSet"])
    shares = discounts(view, line["discountAllocations"])
    taken = Money.sum((share.amount for share in shares), price.currency)
    if price - taken != charged:
        # The platform lowered the price without saying which discount did it.
        shares += (Discount("Shipping discount", price - taken - charged),)
    return OrderLine(
        external_id=line["id"] or f"{order_id}#shipping{index}",
        kind="shipping",
        title=line["title"],
        quantity=ONE,
        unit_price=price,
        subtotal=charged,
        taxes=taxes(view, line["taxLines"]),
        discounts=shares,
        code=line["code"] or "",
        attributes={
            name: line[name] for name in ("source", "carrierIdentifier") if line[name]
        },
    )


def duties(view: View, line) -> list[OrderLine]:
    """Return the import duties of an article, one line each."""
    return [
        _charge(
            view,
            duty,
            "duty",
            title=f"Duty: {line['title']}",
            code=duty["harmonizedSystemCode"] or "",
            parent_id=line["id"],
        )
        for duty in line["duties"]
    ]


def fees(view: View, additional_fees) -> list[OrderLine]:
    """Return the order's additional fees, one line each."""
    return [
        _charge(view, fee, "fee", title=fee["name"], code=fee["name"])
        for fee in additional_fees
    ]


def _charge(view, charge, kind, **values):
    price = view.money(charge["price"])
    return OrderLine(
        external_id=charge["id"],
        kind=kind,
        quantity=ONE,
        unit_price=price,
        subtotal=price,
        taxes=taxes(view, charge["taxLines"]),
        **values,
    )


def tip(order_id: str, amount: Money) -> OrderLine:
    """Return the line of a tip that the platform states only as a total."""
    return OrderLine(
        external_id=f"{order_id}#tip",
        kind="tip",
        title="Tip",
        quantity=ONE,
        unit_price=amount,
        subtotal=amount,
    )


def rounding(order_id: str, amount: Money) -> OrderLine:
    """Return the line of what cash was rounded by."""
    return OrderLine(
        external_id=f"{order_id}#rounding",
        kind="rounding",
        title="Cash rounding",
        quantity=ONE,
        unit_price=amount,
        subtotal=amount,
    )


def as_tip(line: OrderLine) -> OrderLine:
    """Return the same line, called a tip."""
    return replace(line, kind="tip")


def is_tip(line: OrderLine, amount: Money) -> bool:
    """Return whether an article is the order's tip of ``amount``."""
    return (
        line.kind == "custom"
        and not line.requires_shipping
        and not line.tax
        and line.subtotal == amount
        and bool(TIP_TITLES.search(line.title))
    )
