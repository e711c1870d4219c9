"""Draft orders: quotations of the shop, with the amounts the customer was offered."""

from decimal import Decimal

from odoo.addons.retail_connector_base.canonical import Discount, OrderLine, Quotation

from . import mapper_order_lines as lines
from .mapper_customer import buyer
from .mapper_terms import payment_terms
from .shapes import View, address, id_of, moment, number, pairs


def quotation(view: View, payload) -> Quotation:
    """Return the draft order as a quotation."""
    total = view.money(payload["totalPriceSet"])
    found = [_line(view, line) for line in payload["lineItems"]["nodes"]]
    if payload["shippingLine"]:
        found.append(lines.shipping(view, payload["shippingLine"], 0, payload["id"]))
    return Quotation(
        external_id=payload["id"],
        name=payload["name"],
        currency=total.currency,
        prices_include_tax=payload["taxesIncluded"],
        created_at=moment(payload["createdAt"]),
        updated_at=moment(payload["updatedAt"]),
        lines=tuple(found),
        total=total,
        total_tax=view.money(payload["totalTaxSet"]),
        customer=buyer(view, payload),
        billing=address(payload["billingAddress"]),
        shipping=address(payload["shippingAddress"]),
        email=payload["email"] or "",
        phone=payload["phone"] or "",
        channel="draft",
        source_name="draft",
        terms=payment_terms(payload),
        tags=tuple(payload["tags"]),
        note=payload["note2"] or "",
        attributes=pairs(payload["customAttributes"]),
        url=f"https://{view.shop}/admin/draft_orders/{number(payload['id'])}",
        successor_id=id_of(payload["order"]),
        closed=payload["status"] == "COMPLETED",
    )


def _line(view, line):
    unit = view.money(line["originalUnitPriceSet"])
    quantity = Decimal(line["quantity"])
    charged = view.money(line["discountedTotalSet"])
    taken = unit * quantity - charged
    title = line["title"]
    if line["variantTitle"]:
        title = f"{title} - {line['variantTitle']}"
    return OrderLine(
        external_id=line["id"],
        kind=_kind(line),
        title=title,
        quantity=quantity,
        unit_price=unit,
        subtotal=charged,
        taxes=lines.taxes(view, line["taxLines"]),
        discounts=(Discount("Discount", taken, kind="manual"),) if taken else (),
        product_id=id_of(line["product"]),
        variant_id=id_of(line["variant"]),
        sku=line["sku"] or "",
        requires_shipping=line["requiresShipping"],
        attributes=pairs(line["customAttributes"]),
    )


def _kind(line):
    if line["isGiftCard"]:
        return "gift_card"
    return "custom" if line["custom"] else "product"
