"""Fulfilment orders and fulfilments: what is to leave, and what has left."""

from . import inventory, pricing
from .fulfilment_states import announce, settle


def open_fulfilment_order(shop, order, lines, location=None, method="SHIPPING"):
    """Ask a location, by default the order's, to ship the lines."""
    record = add_fulfilment_order(shop, order, location or order["_location"], method)
    record["lineItems"] = [
        _fulfilment_line(shop, line, line["quantity"])["id"] for line in lines
    ]
    settle(shop, record)
    announce(shop, "order_routing_complete", record)
    return record


def add_fulfilment_order(shop, order, location_id, method="SHIPPING"):
    """Store a fulfilment order without lines."""
    location = shop.get(location_id)
    address = location["address"]
    record = shop.add(
        "FulfillmentOrder",
        {
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
            "deliveryMethod": {
                "__typename": "DeliveryMethod",
                "id": shop.new_id("DeliveryMethod"),
                "methodType": method,
            },
            "fulfillmentHolds": [],
            "supportedActions": [],
            "fulfillments": [],
            "lineItems": [],
            "_location": location["id"],
            "_progress": False,
        },
    )
    order["fulfillmentOrders"].append(record["id"])
    return record


def _fulfilment_line(shop, line, units):
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
            "totalQuantity": units,
            "remainingQuantity": units,
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
            "requiresShipping": location is not None,
            "totalQuantity": sum(units for _line, units in parts),
            "trackingInfo": list(tracking or ()),
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
            "fulfillmentOrders": [],
        },
    )
    order["fulfillments"].append(record["id"])
    return record


def ship(shop, order, parts, tracking=None, location=None):
    """Ship ``(line facts, units)``; return a fulfilment for each location they left.

    :param location: only what that location was asked to ship
    """
    made = []
    for place, taken in _by_location(shop, order, parts, location).items():
        record = add_fulfilment(shop, order, taken, place, tracking)
        for line, units in taken:
            line["fulfilled"] += units
            shop.get(line["id"])["fulfillmentStatus"] = "fulfilled"
            inventory.ship(shop, line["variant"], place, units)
            _reduce(shop, order, line, units, place, record)
        made.append(record)
    return made


def _by_location(shop, order, parts, location):
    """Return location -> parts, as the fulfilment orders have them."""
    found = {}
    for line, units in parts:
        for record in _orders_of(shop, order):
            place = record["_location"]
            if location not in (None, place):
                continue
            units_here = sum(
                item["remainingQuantity"]
                for item in map(shop.get, record["lineItems"])
                if item["lineItem"] == line["id"]
            )
            taken = min(units, units_here)
            if taken:
                found.setdefault(place, []).append((line, taken))
                units -= taken
        if units and location is None:
            found.setdefault(order["_location"], []).append((line, units))
        elif units:
            raise ValueError("That location was not asked to ship so many.")
    return found


def forget(shop, order, parts):
    """Take units that will not be shipped any more off the fulfilment orders."""
    for line, units in parts:
        _reduce(shop, order, line, units)


def _reduce(shop, order, line, units, location=None, fulfilment=None):
    for record in _orders_of(shop, order):
        if location not in (None, record["_location"]):
            continue
        for item in map(shop.get, record["lineItems"]):
            if item["lineItem"] == line["id"] and units:
                taken = min(units, item["remainingQuantity"])
                item["remainingQuantity"] -= taken
                units -= taken
                if taken and fulfilment:
                    note_source(record, fulfilment)
                elif taken:
                    item["totalQuantity"] -= taken
        settle(shop, record)


def note_source(record, fulfilment):
    """Remember which fulfilment order a fulfilment came from."""
    if fulfilment["id"] not in record["fulfillments"]:
        record["fulfillments"].append(fulfilment["id"])
        fulfilment["fulfillmentOrders"].append(record["id"])


def _orders_of(shop, order):
    return [shop.get(gid) for gid in order["fulfillmentOrders"]]


def open_parts(order):
    """Return ``(line, units)`` still to be shipped."""
    return [
        (line, pricing.unshipped(line))
        for line in order["_facts"]["lines"]
        if pricing.unshipped(line)
    ]
