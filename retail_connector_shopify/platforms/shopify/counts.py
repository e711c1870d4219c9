"""How many entities a reading would find: one small request, nothing is read."""

from datetime import datetime

from .changes import since_filter
from .client import AdminClient

FILTERED = ("order", "product", "party", "collection", "quotation")
WHOLE = ("company",)  # counted as a whole only


def count(client: AdminClient, kind: str, since: datetime | None) -> int | None:
    """Return how many of a kind changed since a time; None: it is not told."""
    if kind in FILTERED:
        answer = client.run(f"count_{kind}", {"query": since_filter(since)})
    elif kind in WHOLE and since is None:
        answer = client.run(f"count_{kind}")
    else:
        return None
    return answer["found"]["count"]
