"""fulfillmentTrackingInfoUpdate and fulfillmentCancel."""

from .. import fulfilment_orders
from ..errors import refuse
from ..registry import mutation
from ._fulfilment_checks import tracking_of


@mutation("fulfillmentTrackingInfoUpdate")
def fulfillment_tracking_info_update(
    call, fulfillment_id, tracking_info_input, notify_customer=None
):
    """Replace the tracking of a fulfilment."""
    record = call.shop.want(fulfillment_id, "Fulfillment")
    if record is None:
        refuse(["fulfillmentId"], "Fulfillment does not exist.")
    if record["status"] == "CANCELLED":
        refuse(["fulfillmentId"], "Fulfillment is cancelled.")
    fulfilment_orders.track(call.shop, record, tracking_of(tracking_info_input))
    record["_notified"] = bool(notify_customer)
    return {"fulfillment": record["id"]}


@mutation("fulfillmentCancel")
def fulfillment_cancel(call, id):
    """Cancel a fulfilment; its units are open again."""
    record = call.shop.want(id, "Fulfillment")
    if record is None:
        refuse(["id"], "Fulfillment not found.")
    if record["status"] == "CANCELLED":
        refuse(["id"], "Fulfillment is already cancelled.")
    fulfilment_orders.cancel_fulfilment(call.shop, record)
    return {"fulfillment": record["id"]}
