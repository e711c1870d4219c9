"""Draft orders: what was offered to a customer, until it becomes an order."""

from . import pricing
from .money import bag
from .order_view import tax_line
from .orders import place
from .store import numeric


def draft(shop, basket):
    """Store the draft order that a basket describes; return its record."""
    pair = shop.pair(basket.get("currency"))
    facts = {
        "pair": [pair.shop, pair.other, pair.rate],
        "lines": [_facts_of(item, pair) for item in basket["lines"]],
        "shipping": [_facts_of({"quantity": 1, **s}, pair) for s in basket["shipping"]],
        "applications": basket["applications"],
    }
    for line in facts["shipping"]:
        line.update(price=line["unit"])
    included = basket.get("taxes_included", shop.taxes_included)
    pricing.price(facts, included)
    number = shop.next_number("draft_number", 1)
    record = shop.add(
        "DraftOrder",
        {
            "name": f"#D{number}",
            "status": "OPEN",
            "completedAt": None,
            "order": None,
            "currencyCode": pair.shop,
            "presentmentCurrencyCode": pair.other,
            "taxesIncluded": included,
            "taxExempt": basket.get("tax_exempt", False),
            "customer": basket.get("customer"),
            "email": basket.get("email"),
            "phone": basket.get("phone"),
            "billingAddress": basket.get("billing"),
            "shippingAddress": basket.get("address"),
            "customAttributes": basket.get("attributes", []),
            "tags": sorted(basket.get("tags", [])),
            "poNumber": basket.get("po_number"),
            "paymentTerms": None,
            "purchasingEntity": basket.get("customer"),
            "lineItems": [
                _line(shop, item, line, pair)
                for item, line in zip(basket["lines"], facts["lines"], strict=True)
            ],
            "shippingLine": _shipping(shop, basket, facts, pair),
            "totalPriceSet": bag(pricing.total(facts, included), pair),
            "totalTaxSet": bag(pair.total(pricing.tax_totals(facts).values()), pair),
            "_basket": basket,
        },
    )
    shop.emit("draft_orders/create", record)
    return record


def complete(shop, record, paid=True):
    """Make an order of a draft."""
    basket = {**record["_basket"], "source": "shopify_draft_order"}
    if not paid:
        basket["payments"] = [
            {"gateway": "manual", "kind": "SALE", "status": "PENDING", "part": None}
        ]
    order = place(shop, basket)
    record.update(status="COMPLETED", completedAt=shop.now(), order=order["id"])
    shop.touch(record)
    shop.emit("draft_orders/update", record)
    return order


def by_reference(shop, reference):
    """Return a draft by id, number or name."""
    text = str(reference).removeprefix("#D")
    for record in shop.table("DraftOrder").values():
        if text in (record["id"], str(numeric(record["id"])), record["name"][2:]):
            return record
    raise LookupError(f"no draft {reference!r} in {shop.domain}")


def draft_row(record):
    """Return a draft's identity and total."""
    return {
        "id": record["id"],
        "name": record["name"],
        "status": record["status"],
        "total": record["totalPriceSet"]["shopMoney"]["amount"],
        "tax": record["totalTaxSet"]["shopMoney"]["amount"],
        "order": record["order"],
    }


def _facts_of(item, pair):
    return {
        "kind": item.get("kind", "shipping"),
        "quantity": item["quantity"],
        "unit": pair.amount(item["price"]).dump(),
        "discounts": [],
        "rates": item["rates"],
        "taxes": [],
        "removed": 0,
    }


def _line(shop, item, line, pair):
    variant = shop.get(item.get("variant")) if item.get("variant") else None
    product = shop.get(variant["product"]) if variant else None
    option = variant["title"] if variant else None
    return {
        "__typename": "DraftOrderLineItem",
        "id": shop.new_id("DraftOrderLineItem"),
        "uuid": f"uuid-{shop.next_number('draft_line', 1)}",
        "title": item.get("title") or product["title"],
        "name": item.get("title") or product["title"],
        "variantTitle": None if option == "Default Title" else option,
        "sku": variant["sku"] if variant else None,
        "vendor": product["vendor"] if product else None,
        "variant": variant["id"] if variant else None,
        "product": product["id"] if product else None,
        "custom": variant is None,
        "isGiftCard": item["kind"] == "gift_card",
        "requiresShipping": item["kind"] in ("product", "custom"),
        "quantity": item["quantity"],
        "customAttributes": [],
        "originalUnitPriceSet": bag(pricing.load(line["unit"]), pair),
        "totalDiscountSet": bag(pricing.discount(line, pair), pair),
        "discountedTotalSet": bag(pricing.net(line, pair), pair),
        "taxLines": _taxes(line, pair),
    }


def _shipping(shop, basket, facts, pair):
    if not facts["shipping"]:
        return None
    item, line = basket["shipping"][0], facts["shipping"][0]
    return {
        "__typename": "ShippingLine",
        "id": shop.new_id("ShippingLine"),
        "title": item["title"],
        "code": item["code"],
        "source": None,
        "carrierIdentifier": None,
        "isRemoved": False,
        "originalPriceSet": bag(pricing.load(line["price"]), pair),
        "discountedPriceSet": bag(pricing.shipping_net(line, pair), pair),
        "taxLines": _taxes(line, pair),
        "discountAllocations": [],
    }


def _taxes(line, pair):
    return [
        tax_line(rate["title"], rate["rate"], False, bag(pricing.load(amount), pair))
        for rate, amount in zip(line["rates"], line["taxes"], strict=True)
    ]
