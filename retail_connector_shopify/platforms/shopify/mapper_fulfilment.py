"""Fulfilment orders and fulfilments of an order: what is to leave, what has left."""

from decimal import Decimal

from odoo.addons.retail_connector_base.canonical import (
    Fulfilment,
    FulfilmentLine,
    FulfilmentOrder,
    FulfilmentState,
    Hold,
    Tracking,
)
from odoo.addons.retail_connector_base.canonical.invariant import require

from .shapes import View, id_of, moment

MOST_PARCELS = 100  # of one order that are read; the list has no further pages
PARCEL_STATUSES = {
    "SUCCESS": "success",
    "CANCELLED": "cancelled",
    "ERROR": "failed",
    "FAILURE": "failed",
    "OPEN": "pending",
    "PENDING": "pending",
}
METHODS = {
    "SHIPPING": "shipping",
    "LOCAL": "local",
    "PICK_UP": "pickup",
    "PICKUP_POINT": "pickup",
    "RETAIL": "retail",
    "NONE": "none",
}
# A fulfilment service was asked and has not declined: it sends the goods.
WITH_SERVICE = (
    "SUBMITTED",
    "ACCEPTED",
    "CANCELLATION_REQUESTED",
    "CANCELLATION_REJECTED",
)


def fulfilment(view: View, payload) -> FulfilmentState:
    """Return how far the order's goods are."""
    parcels = payload["fulfillments"]
    require(
        len(parcels) < MOST_PARCELS,
        "fulfilment.parcels",
        f"{MOST_PARCELS} or more, not all of them can be read",
    )
    work = tuple(_work(item) for item in payload["fulfillmentOrders"]["nodes"])
    found = tuple(_parcel(payload["id"], item) for item in parcels)
    stamps = [item.updated_at for item in (*work, *found)]
    return FulfilmentState(
        external_id=payload["id"],
        work=work,
        parcels=found,
        updated_at=max([moment(payload["updatedAt"]), *stamps]),
    )


def _work(item) -> FulfilmentOrder:
    method = (item["deliveryMethod"] or {}).get("methodType") or "SHIPPING"
    return FulfilmentOrder(
        external_id=item["id"],
        location_id=id_of(item["assignedLocation"]["location"]),
        lines=tuple(
            FulfilmentLine(
                order_line_id=line["lineItem"]["id"],
                quantity=Decimal(line["totalQuantity"]),
                external_id=line["id"],
                remaining=Decimal(line["remainingQuantity"]),
            )
            for line in item["lineItems"]["nodes"]
        ),
        status=item["status"].lower(),
        method=METHODS[method],
        with_service=item["requestStatus"] in WITH_SERVICE,
        holds=tuple(
            Hold(
                external_id=hold["id"],
                reason=hold["reason"].lower(),
                note=hold["reasonNotes"] or "",
                handle=hold["handle"] or "",
                ours=hold["heldByRequestingApp"],
            )
            for hold in item["fulfillmentHolds"]
        ),
        updated_at=moment(item["updatedAt"]),
    )


def _parcel(order_id, item) -> Fulfilment:
    return Fulfilment(
        external_id=item["id"],
        order_id=order_id,
        location_id=id_of(item["location"]),
        lines=tuple(
            FulfilmentLine(
                order_line_id=line["lineItem"]["id"],
                quantity=Decimal(line["quantity"]),
                external_id=line["id"],
            )
            for line in item["fulfillmentLineItems"]["nodes"]
        ),
        status=PARCEL_STATUSES[item["status"]],
        name=item["name"],
        tracking=tuple(
            Tracking(
                carrier=entry["company"] or "",
                number=entry["number"] or "",
                url=entry["url"] or "",
            )
            for entry in item["trackingInfo"]
        ),
        created_at=moment(item["createdAt"]),
        updated_at=moment(item["updatedAt"]),
    )
