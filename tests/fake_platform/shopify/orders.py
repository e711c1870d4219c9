"""Make an order from a basket: records, money, payments, stock, fulfilment orders."""

from . import inventory, pricing
from .fulfilment import counter_fulfilment, open_fulfilment_order
from .giftcards import issue_for
from .ledger import note_agreement, sales_of
from .order_view import refresh
from .payments import pay_at_checkout, staff, tell
from .store import numeric, stamp
from .terms import add_terms
from .wishes import journey


def place(shop, basket):
    """Create the order a basket describes; return its record."""
    with shop.lock:
        order = _header(shop, basket)
        facts = order["_facts"]
        for item in basket["lines"]:
            facts["lines"].append(add_line(shop, order, item))
        for item in basket["shipping"]:
            facts["shipping"].append(_shipping(shop, item, pricing.pair_of(facts)))
        pair = pricing.pair_of(facts)
        facts["charges"] = [
            {
                "id": shop.new_id(
                    "Duty" if item["kind"] == "duty" else "AdditionalFee"
                ),
                **item,
                "price": pair.amount(item["price"]).dump(),
                "rates": item.get("rates", []),
            }
            for item in basket.get("charges", ())
        ]
        pricing.price(facts, order["taxesIncluded"])
        shop.add("Order", order)
        show_lines(shop, order)
        refresh(shop, order)
        for payment in basket["payments"]:
            pay_at_checkout(shop, order, payment)
        if basket.get("terms"):
            add_terms(shop, order, **basket["terms"])
        _stock(shop, order, basket)
        refresh(shop, order)
        note_agreement(shop, order, "OrderAgreement", "ORDER", sales_of(shop, order))
        if order["customer"]:
            customer = shop.get(order["customer"])
            customer["_orders"].append(order["id"])
            shop.touch(customer)
        announce_new(shop, order)
        return order


def _header(shop, basket):
    at = stamp(basket["at"]) if basket.get("at") else shop.now()
    pair = shop.pair(basket.get("currency"))
    number = shop.next_number("order_number", 1001)
    customer = shop.get(basket.get("customer")) if basket.get("customer") else None
    return {
        "id": shop.new_id("Order"),
        "name": f"#{number}",
        "number": number,
        "confirmationNumber": f"C{number:08X}",
        "createdAt": at,
        "processedAt": at,
        "updatedAt": at,
        "cancelledAt": None,
        "closedAt": None,
        "cancelReason": None,
        "currencyCode": pair.shop,
        "presentmentCurrencyCode": pair.other,
        "taxesIncluded": basket.get("taxes_included", shop.taxes_included),
        "taxExempt": basket.get("tax_exempt", False),
        "customer": customer["id"] if customer else None,
        "email": basket.get("email", customer and customer["email"]),
        "phone": basket.get("phone", customer and customer["phone"]),
        "billingAddress": basket.get("billing"),
        "shippingAddress": basket.get("address"),
        "displayAddress": basket.get("address") or basket.get("billing"),
        "billingAddressMatchesShippingAddress": basket.get("billing")
        == basket.get("address"),
        "customerLocale": basket.get("locale", "de"),
        "customAttributes": basket.get("attributes", []),
        "tags": sorted(basket.get("tags", [])),
        "note": basket.get("note"),
        "test": basket.get("test", False),
        "sourceName": basket.get("source", "web"),
        "sourceIdentifier": basket.get("source_identifier"),
        "app": basket.get("app") or APPS.get(basket.get("source", "web")),
        "retailLocation": basket.get("retail_location"),
        "staffMember": staff(shop, basket.get("staff")),
        "risk": basket.get("risk") or {"recommendation": "ACCEPT", "assessments": []},
        "riskLevel": "LOW",
        "poNumber": basket.get("po_number"),
        "edited": False,
        "confirmed": True,
        "merchantEditable": True,
        "returnStatus": "NO_RETURN",
        "statusPageUrl": f"https://{shop.domain}/orders/{number}",
        "discountCodes": [a["code"] for a in basket["applications"] if "code" in a],
        "discountCode": next(
            (a["code"] for a in basket["applications"] if "code" in a), None
        ),
        "discountApplications": basket["applications"],
        "transactions": [],
        "refunds": [],
        "fulfillments": [],
        "fulfillmentOrders": [],
        "paymentTerms": None,
        "customerJourneySummary": journey(basket["utm"]) if basket.get("utm") else None,
        "agreements": [],
        "_location": basket["location"],
        "_facts": {
            "pair": [pair.shop, pair.other, pair.rate],
            "lines": [],
            "shipping": [],
            "applications": basket["applications"],
        },
    }


APPS = {
    "web": {
        "__typename": "OrderApp",
        "id": "gid://shopify/App/580111",
        "name": "Online Store",
    },
    "pos": {
        "__typename": "OrderApp",
        "id": "gid://shopify/App/129785",
        "name": "Point of Sale",
    },
    "shopify_draft_order": {
        "__typename": "OrderApp",
        "id": "gid://shopify/App/1354745",
        "name": "Draft Orders",
    },
}


def add_line(shop, order, item):
    """Store a line item and return its facts."""
    variant = shop.get(item.get("variant")) if item.get("variant") else None
    product = shop.get(variant["product"]) if variant else None
    title = item.get("title") or product["title"]
    option = (
        variant and variant["title"] != "Default Title" and variant["title"]
    ) or None
    pair = pricing.pair_of(order["_facts"])
    kind = item["kind"]
    record = shop.add(
        "LineItem",
        {
            "createdAt": order["createdAt"],
            "title": title,
            "name": f"{title} - {option}" if option else title,
            "variantTitle": option,
            "sku": variant["sku"] if variant else item.get("sku"),
            "vendor": product["vendor"] if product else None,
            "variant": variant["id"] if variant else None,
            "product": product["id"] if product else None,
            "isGiftCard": kind == "gift_card",
            "requiresShipping": kind in ("product", "custom"),
            "taxable": bool(item["rates"]),
            "merchantEditable": True,
            "customAttributes": item.get("attributes", []),
            "duties": [],
            "fulfillmentStatus": "unfulfilled",
            "_order": order["id"],
            "_barcode": variant["barcode"] if variant else None,
        },
    )
    return {
        "id": record["id"],
        "kind": kind,
        "variant": record["variant"],
        "quantity": item["quantity"],
        "unit": pair.amount(item["price"]).dump(),
        "discounts": [],
        "rates": item["rates"],
        "taxes": [],
        "removed": 0,
        "fulfilled": 0,
        "ships": kind in ("product", "custom"),
    }


def _shipping(shop, item, pair):
    zero = pricing.zero()
    return {
        "id": shop.new_id("ShippingLine"),
        "title": item["title"],
        "code": item["code"],
        "source": item.get("source", "shopify"),
        "carrier": item.get("carrier"),
        "price": pair.amount(item["price"]).dump(),
        "discounts": [],
        "rates": item["rates"],
        "taxes": [],
        "refunded": zero,
        "tax_refunded": [zero for _rate in item["rates"]],
    }


def show_lines(shop, order):
    lines = order["_facts"]["lines"]
    shown = [x for x in lines if x["kind"] != "tip" or shop.settings["tip_as_line"]]
    order["lineItems"] = order["_lines"] = [line["id"] for line in shown]
    order["_skus"] = [shop.get(line["id"])["sku"] for line in shown]


def _stock(shop, order, basket):
    """Reserve the goods, or hand them over at the counter."""
    location = order["_location"]
    counter = basket.get("retail_location") is not None
    shipped = []
    for line in order["_facts"]["lines"]:
        if not line["ships"]:
            continue
        if counter:
            inventory.sell(shop, line["variant"], location, line["quantity"])
            line["fulfilled"] = line["quantity"]
            line["counter"] = True
        else:
            inventory.commit(shop, line["variant"], location, line["quantity"])
        shipped.append(line)
    if shipped:
        if counter:
            counter_fulfilment(shop, order, shipped)
        else:
            method = basket.get("method") or "SHIPPING"
            open_fulfilment_order(shop, order, shipped, method=method)


def announce_new(shop, order):
    """Send the webhooks of a new order; hand out the gift cards it paid for."""
    issue_for(shop, order)
    shop.emit("orders/create", order)
    if order["displayFinancialStatus"] == "PAID":
        shop.emit("orders/paid", order)
    for gid in order["transactions"]:
        tell(shop, shop.get(gid))


def touched(shop, order, *topics):
    """Refresh a changed order and tell the subscribers."""
    refresh(shop, order)
    shop.touch(order)
    for topic in topics:
        shop.emit(topic, order)
    shop.emit("orders/updated", order)


def by_reference(shop, reference):
    """Return an order by global id, number or name."""
    text = str(reference)
    if text.startswith("gid://"):
        found = shop.want(text, "Order")
    else:
        wanted = text.lstrip("#")
        found = next(
            (
                order
                for order in shop.table("Order").values()
                if wanted in (str(order["number"]), str(numeric(order["id"])))
            ),
            None,
        )
    if found is None:
        raise LookupError(f"no order {reference!r} in {shop.domain}")
    return found
