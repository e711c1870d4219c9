"""How many entities a reading would find: one small request, nothing is read."""

from datetime import datetime

from .changes import SHIPPED, since_filter
from .client import AdminClient

FILTERED = ("order", "product", "party", "collection", "quotation")
WHOLE = ("company",)  # counted as a whole only
# What is looked for among orders is counted as orders; one may have several.
# kind -> filters, one for each list that is read
OF_ORDERS = {
    "refund": ("(financial_status:refunded OR financial_status:partially_refunded)",),
    "return": (
        "(return_status:return_requested OR return_status:in_progress"
        " OR return_status:inspection_complete OR return_status:returned"
        " OR return_status:return_failed)",
    ),
    "fulfilment": ("", SHIPPED),
}


def count(client: AdminClient, kind: str, since: datetime | None) -> int | None:
    """Return how many of a kind changed since a time; None: it is not told."""
    if kind in FILTERED:
        answer = client.run(f"count_{kind}", {"query": since_filter(since)})
    elif kind in OF_ORDERS:
        return sum(_orders(client, since, more) for more in OF_ORDERS[kind])
    elif kind in WHOLE and since is None:
        answer = client.run(f"count_{kind}")
    else:
        return None
    return answer["found"]["count"]


def _orders(client, since, more):
    query = " ".join(filter(None, (since_filter(since), more)))
    return client.run("count_order", {"query": query})["found"]["count"]
