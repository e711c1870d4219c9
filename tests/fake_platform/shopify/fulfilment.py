"""Fulfilment orders and fulfilments."""

from . import inventory, pricing


def open_fulfilment_order(shop, order, lines):
    """Ask the order's location to ship the lines."""
    location = shop.get(order["_location"])
    address = location["address"]
    record = shop.add(
        "FulfillmentOrder",
        {
            "createdAt": order["createdAt"],
            "order": order["id"],
            "orderId": order["id"],
            "orderName": order["name"],
            "orderProcessedAt": order["processedAt"],
            "status": "OPEN",
            "requestStatus": "UNSUBMITTED",
            "assignedLocation": {
                "location": location["id"],
                "name": location["name"],
                "countryCode": address["countryCode"],
                "address1": address["address1"],
                "city": address["city"],
                "zip": address["zip"],
            },
            "fulfillmentHolds": [],
            "supportedActions": [{"action": "CREATE_FULFILLMENT"}, {"action": "MOVE"}],
            "fulfillments": [],
            "_location": location["id"],
        },
    )
    record["lineItems"] = [_fulfilment_line(shop, line)["id"] for line in lines]
    order["fulfillmentOrders"].append(record["id"])
    return record


def _fulfilment_line(shop, line):
    item = shop.get(line["id"])
    variant = shop.get(line["variant"]) if line["variant"] else None
    return shop.add(
        "FulfillmentOrderLineItem",
        {
            "lineItem": line["id"],
            "inventoryItemId": variant["inventoryItem"] if variant else None,
            "productTitle": item["title"],
            "variantTitle": item["variantTitle"],
            "sku": item["sku"],
            "vendor": item["vendor"],
            "variant": line["variant"],
            "requiresShipping": True,
            "totalQuantity": line["quantity"],
            "remainingQuantity": line["quantity"],
        },
    )


def counter_fulfilment(shop, order, lines):
    """Note goods handed over at the counter."""
    record = add_fulfilment(
        shop, order, [(line, line["quantity"]) for line in lines], order["_location"]
    )
    record["createdAt"] = record["updatedAt"] = order["createdAt"]


def add_fulfilment(shop, order, parts, location, tracking=None):
    """Store a fulfilment of ``(line facts, units)``."""
    place = len(order["fulfillments"]) + 1
    record = shop.add(
        "Fulfillment",
        {
            "order": order["id"],
            "name": f"{order['name']}-F{place}",
            "status": "SUCCESS",
            "displayStatus": "FULFILLED",
            "location": location,
            "requiresShipping": True,
            "totalQuantity": sum(units for _line, units in parts),
            "trackingInfo": [tracking] if tracking else [],
            "fulfillmentLineItems": [
                {
                    "__typename": "FulfillmentLineItem",
                    "id": shop.new_id("FulfillmentLineItem"),
                    "lineItem": line["id"],
                    "quantity": units,
                    "originalTotalSet": shop.get(line["id"]).get("originalTotalSet"),
                    "discountedTotalSet": shop.get(line["id"]).get(
                        "_discountedTotalSet"
                    ),
                }
                for line, units in parts
            ],
            "fulfillmentOrders": list(order["fulfillmentOrders"]),
        },
    )
    order["fulfillments"].append(record["id"])
    return record


def ship(shop, order, parts, tracking=None):
    """Ship ``(line facts, units)`` from the order's location."""
    for line, units in parts:
        line["fulfilled"] += units
        shop.get(line["id"])["fulfillmentStatus"] = "fulfilled"
        inventory.ship(shop, line["variant"], order["_location"], units)
    record = add_fulfilment(shop, order, parts, order["_location"], tracking)
    _reduce(shop, order, parts)
    return record


def forget(shop, order, parts):
    """Take units that will not be shipped any more off the fulfilment orders."""
    _reduce(shop, order, parts)


def _reduce(shop, order, parts):
    for line, units in parts:
        for gid in order["fulfillmentOrders"]:
            record = shop.get(gid)
            for item in map(shop.get, record["lineItems"]):
                if item["lineItem"] == line["id"] and units:
                    taken = min(units, item["remainingQuantity"])
                    item["remainingQuantity"] -= taken
                    units -= taken
            _close_when_done(shop, order, record)


def _close_when_done(shop, order, record):
    left = sum(shop.get(gid)["remainingQuantity"] for gid in record["lineItems"])
    if left == 0 and record["status"] not in ("CLOSED", "CANCELLED"):
        record["status"] = "CANCELLED" if order["cancelledAt"] else "CLOSED"
        record["supportedActions"] = []
        shop.touch(record)
    elif left and record["status"] == "OPEN" and order["fulfillments"]:
        record["status"] = "IN_PROGRESS"
        shop.touch(record)


def open_parts(order):
    """Return ``(line, units)`` still to be shipped."""
    return [
        (line, pricing.kept(line) - line["fulfilled"])
        for line in order["_facts"]["lines"]
        if line["ships"] and pricing.kept(line) > line["fulfilled"]
    ]
