"""orderUpdate: note, tags, attributes, address of an order."""

from ..errors import refuse
from ..orders import touched
from ..registry import mutation

PLAIN = ("email", "note", "phone", "poNumber", "tags", "customAttributes")


@mutation("orderUpdate")
def order_update(call, input):
    """Replace the fields that are given."""
    order = call.shop.want(input["id"], "Order")
    if order is None:
        refuse(["id"], "Order does not exist")
    for name in PLAIN:
        if name in input:
            order[name] = input[name]
    if input.get("shippingAddress"):
        order["shippingAddress"] = {
            **(order["shippingAddress"] or {"__typename": "MailingAddress"}),
            **input["shippingAddress"],
        }
    touched(call.shop, order)
    return {"order": order["id"]}
