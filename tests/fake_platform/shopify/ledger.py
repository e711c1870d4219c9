"""The order's append-only ledger: agreements with their sales.

Over all agreements the sales add up to the order's current total.
"""

from . import pricing
from .money import bag, load

SALE_TYPES = {
    "TIP": "TipSale",
    "GIFT_CARD": "GiftCardSale",
    "PRODUCT": "ProductSale",
    "SHIPPING": "ShippingLineSale",
    "DUTY": "DutySale",
    "ADDITIONAL_FEE": "AdditionalFeeSale",
}
CHARGES = {"duty": "DUTY", "fee": "ADDITIONAL_FEE"}
KINDS = {"tip": "TIP", "gift_card": "GIFT_CARD"}  # of a line; else PRODUCT


def sales_of(shop, order, lines=None):
    """Return the sales of new lines; of all lines and shipping when none are named."""
    facts = order["_facts"]
    pair = pricing.pair_of(facts)
    entries = []
    for line in facts["lines"] if lines is None else lines:
        taxes = [load(amount) for amount in line["taxes"]]
        amount = pricing.net(line, pair)
        entries.append(line_sale(shop, order, line, amount, taxes, line["quantity"]))
    if lines is None:
        for place, line in enumerate(facts["shipping"]):
            taxes = [load(amount) for amount in line["taxes"]]
            amount = pricing.shipping_net(line, pair)
            entries.append(shipping_sale(shop, order, place, amount, taxes, 1))
        for charge in facts.get("charges", ()):
            entries.append(charge_sale(shop, order, charge, 1))
    return entries


def line_sale(shop, order, line, amount, taxes, quantity):
    """Return the sale of a line; a negative quantity takes back."""
    kind = KINDS.get(line["kind"], "PRODUCT")
    discount = pricing.discount(line, pricing.pair_of(order["_facts"]))
    sale = _sale(shop, order, kind, line, amount, taxes, quantity, discount)
    return sale | {"lineItem": line["id"]}


def shipping_sale(shop, order, place, amount, taxes, quantity):
    """Return the sale of a shipping line."""
    line = order["_facts"]["shipping"][place]
    discount = pricing.discount(line, pricing.pair_of(order["_facts"]))
    sale = _sale(shop, order, "SHIPPING", line, amount, taxes, quantity, discount)
    return sale | {"shippingLine": order["shippingLines"][place]}


def charge_sale(shop, order, charge, quantity):
    """Return the sale of a duty or an additional fee."""
    pair = pricing.pair_of(order["_facts"])
    taxes = [load(amount) for amount in charge["taxes"]]
    kind = CHARGES[charge["kind"]]
    price = load(charge["price"])
    sale = _sale(shop, order, kind, charge, price, taxes, quantity, pair.zero())
    if kind == "DUTY":
        return sale | {"duty": {"__typename": "Duty", "id": charge["id"]}}
    fee = {
        "__typename": "SaleAdditionalFee",
        "id": charge["id"],
        "name": charge["name"],
    }
    return sale | {"additionalFee": fee}


def _sale(shop, order, kind, item, amount, taxes, quantity, discount):
    pair = pricing.pair_of(order["_facts"])
    back = quantity < 0
    tax = pair.total(taxes)
    gross = amount if order["taxesIncluded"] else amount + tax
    shown = bag(pair.zero() if back else discount, pair)
    return {
        "__typename": SALE_TYPES[kind],
        "id": shop.new_id("Sale"),
        "actionType": "RETURN" if back else "ORDER",
        "lineType": kind,
        "quantity": quantity,
        "totalAmount": bag(-gross if back else gross, pair),
        "totalTaxAmount": bag(-tax if back else tax, pair),
        "totalDiscountAmountBeforeTaxes": shown,
        "totalDiscountAmountAfterTaxes": shown,
        "taxes": [
            {
                "id": shop.new_id("SaleTax"),
                "amount": bag(-part if back else part, pair),
                "taxLine": {
                    "title": rate["title"],
                    "rate": float(rate["rate"]),
                    "channelLiable": rate.get("channelLiable", False),
                    "priceSet": bag(part, pair),
                },
            }
            for rate, part in zip(item["rates"], taxes, strict=True)
        ],
    }


def note_agreement(shop, order, type_name, reason, sales, **links):
    """Append to the ledger."""
    order["agreements"].append(
        {
            "__typename": type_name,
            "id": shop.new_id("SalesAgreement"),
            "happenedAt": shop.now(),
            "reason": reason,
            "sales": sales,
            "order": order["id"],
            **links,
        }
    )
