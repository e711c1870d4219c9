"""fulfillmentOrderLineItemsPreparedForPickup: the customer is told to come."""

from ..errors import refuse
from ..fulfilment_states import DONE
from ..registry import mutation


@mutation("fulfillmentOrderLineItemsPreparedForPickup")
def prepared_for_pickup(call, input):
    """Note that all that is fetched lies ready; it is told once."""
    for place, row in enumerate(input["lineItemsByFulfillmentOrder"]):
        path = ["input", "lineItemsByFulfillmentOrder", str(place)]
        record = call.shop.want(row["fulfillmentOrderId"], "FulfillmentOrder")
        if record is None or record["status"] in DONE:
            message = "The fulfillment order is invalid."
            refuse(path, message, "FULFILLMENT_ORDER_INVALID")
        fetched = record["deliveryMethod"]["methodType"] == "PICK_UP"
        if not fetched or record.get("_prepared"):
            message = "There are no line items to prepare for pickup."
            code = "NO_LINE_ITEMS_TO_PREPARE_FOR_FULFILLMENT_ORDER"
            refuse(path, message, code)
        record["_prepared"] = call.shop.now()
    return {}
