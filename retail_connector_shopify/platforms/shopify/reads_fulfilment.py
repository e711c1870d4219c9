"""Read how far the goods of many orders are: one request for a page of them.

Some messages name only a fulfilment order; which order it belongs to is asked first,
for all of them at once.
"""

from collections.abc import Sequence

from .client import AdminClient
from .reads import complete, is_gid, nodes

ORDER, WORK = "Order", "FulfillmentOrder"


def fetch(client: AdminClient, ids: Sequence[str]):
    """Return id -> payload of the order, None for what is gone.

    :param ids: of orders or of fulfilment orders
    """
    named = [one for one in dict.fromkeys(ids) if is_gid(one, WORK)]
    parents, _ = nodes(client, "fulfillment_order_parents", named)
    order_of = {one: node["orderId"] for one, node in parents.items() if node}
    wanted = {order_of.get(one, one) for one in ids}
    known = sorted(one for one in wanted if is_gid(one, ORDER))
    found = {one: order for one, order in states(client, known).items() if order}
    return {one: found.get(order_of.get(one, one)) for one in ids}


def states(client: AdminClient, order_ids: Sequence[str]):
    """Return order id -> payload, whole: further pages of each list are read too."""
    found, _ = nodes(client, "fulfillments_by_order", order_ids)
    for order in filter(None, found.values()):
        complete(
            client, order, "order", "fulfillmentOrders", "order_fulfillment_orders"
        )
        for work in order["fulfillmentOrders"]["nodes"]:
            complete(
                client, work, "fulfillmentOrder", "lineItems", "fulfillment_order_lines"
            )
        for parcel in order["fulfillments"]:
            complete(
                client,
                parcel,
                "fulfillment",
                "fulfillmentLineItems",
                "fulfillment_lines",
            )
    return found
