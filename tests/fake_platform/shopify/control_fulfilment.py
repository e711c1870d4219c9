"""The control verbs about what is to leave a shop and what has left."""

from .fulfilment_states import left
from .orders import by_reference


class FulfilmentVerbs:
    """See the fulfilment orders and fulfilments of an order."""

    def fulfilment(self, shop, order):
        """Return an order's fulfilment orders and fulfilments, oldest first."""
        found = self._world.shop(shop)
        with found.lock:
            record = by_reference(found, order)
            return {
                "orders": [
                    _order_row(found, found.get(gid))
                    for gid in record["fulfillmentOrders"]
                ],
                "fulfilments": [
                    _fulfilment_row(found, found.get(gid))
                    for gid in record["fulfillments"]
                ],
            }

    def add_location(self, shop, name, service=False):
        """Open a location, a fulfilment service's own when asked for."""
        found = self._world.shop(shop)
        with found.lock:
            pattern = next(iter(found.table("Location").values()))
            copied = {k: v for k, v in pattern.items() if k not in ("id", "__typename")}
            record = found.add(
                "Location",
                {
                    **copied,
                    "name": name,
                    "isPrimary": False,
                    "isFulfillmentService": service,
                },
            )
            found.emit("locations/create", record)
            return {"id": record["id"]}


def _order_row(shop, record):
    return {
        "id": record["id"],
        "status": record["status"],
        "location": shop.get(record["_location"])["name"],
        "left": left(shop, record),
        "lines": {
            shop.get(gid)["lineItem"]: shop.get(gid)["remainingQuantity"]
            for gid in record["lineItems"]
        },
        "ready": bool(record.get("_prepared")),
        "holds": [shop.get(gid)["handle"] for gid in record["fulfillmentHolds"]],
    }


def _fulfilment_row(shop, record):
    place = shop.get(record["location"])
    return {
        "id": record["id"],
        "status": record["status"],
        "location": place and place["name"],
        "lines": {
            entry["lineItem"]: entry["quantity"]
            for entry in record["fulfillmentLineItems"]
        },
        "tracking": [
            [each["company"], each["number"], each["url"]]
            for each in record["trackingInfo"]
        ],
        "notified": record.get("_notified", False),
    }
