"""Returns: goods announced to come back, why, and what was done with them."""

from collections import defaultdict
from decimal import Decimal

from odoo.addons.retail_connector_base.canonical import Return, ReturnLine, Returns
from odoo.addons.retail_connector_base.platforms import RejectedDocument

from .shapes import View, id_of, moment

STATUSES = {
    "REQUESTED": "requested",
    "OPEN": "open",
    "CLOSED": "closed",
    "CANCELED": "cancelled",
    "DECLINED": "declined",
}
# PROCESSING_REQUIRED says that nothing was decided yet.
DISPOSITIONS = {"RESTOCKED": "restock", "NOT_RESTOCKED": "none", "MISSING": "missing"}
KNOWN = "ReturnLineItem"  # the other type has no parcel it came from


def returns(view: View, payload) -> Returns:
    """Return all returns of an order, oldest first."""
    found = payload["returns"]
    if found["pageInfo"]["hasNextPage"]:
        raise RejectedDocument("more than 10 of them", "returns")
    stamp = moment(payload["updatedAt"])
    return Returns(
        external_id=payload["id"],
        returns=tuple(_return(payload["id"], item, stamp) for item in found["nodes"]),
        updated_at=stamp,
    )


def _return(order_id, item, stamp):
    if item["returnLineItems"]["pageInfo"]["hasNextPage"]:
        raise RejectedDocument("more than 50 lines", "returnLineItems")
    done = _dispositions(item["reverseFulfillmentOrders"]["nodes"])
    lines = []
    for line in item["returnLineItems"]["nodes"]:
        if line["__typename"] != KNOWN:
            raise RejectedDocument("a line of no parcel", "returnLineItems")
        lines += _lines(line, done)
    return Return(
        external_id=item["id"],
        order_id=order_id,
        name=item["name"],
        status=STATUSES[item["status"]],
        lines=tuple(lines),
        updated_at=stamp,
        exchange=bool(item["exchangeLineItems"]["nodes"]),
    )


def _dispositions(reverse_orders):
    """Return parcel line -> [(disposition, location, units)], as decided so far."""
    found = defaultdict(list)
    for order in reverse_orders:
        for line in order["lineItems"]["nodes"]:
            for made in line["dispositions"]:
                if made["type"] in DISPOSITIONS:
                    found[id_of(line["fulfillmentLineItem"])].append(
                        [
                            DISPOSITIONS[made["type"]],
                            id_of(made["location"]),
                            made["quantity"],
                        ]
                    )
    return found


def _lines(line, done):
    """Return a line per decision about its units, and one for the undecided rest.

    A parcel line may be part of several returns; its decisions are dealt out to them
    in their order.
    """
    reason = (line["returnReasonDefinition"] or {}).get("name") or ""
    parcel = line["fulfillmentLineItem"]
    common = {
        "order_line_id": parcel["lineItem"]["id"],
        "reason": reason,
        "note": line["returnReasonNote"] or line["customerNote"] or "",
    }
    found, left = [], line["quantity"]
    for index, decision in enumerate(done[parcel["id"]]):
        disposition, place, units = decision
        taken = min(units, left)
        if not taken:
            continue
        decision[2] -= taken
        left -= taken
        found.append(
            ReturnLine(
                external_id=f"{line['id']}#{index}",
                quantity=Decimal(taken),
                received=Decimal(taken),
                disposition=disposition,
                location_id=place,
                **common,
            )
        )
    if left:
        processed = max(0, line["processedQuantity"] - (line["quantity"] - left))
        found.append(
            ReturnLine(
                external_id=line["id"],
                quantity=Decimal(left),
                received=Decimal(min(processed, left)),
                **common,
            )
        )
    return found
