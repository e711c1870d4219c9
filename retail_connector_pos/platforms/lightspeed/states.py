"""What a state of a sale means for the books, in one table.

*direct*: goods and money change hands at the same time; what is not paid is owed.
*prepaid*: it was paid before the goods were handed over, in parts or as a whole.
*open*: payments are taken in, the goods are still the store's.
*parked*: nothing has happened yet, but it has a number. *void*: nothing did happen.
"""

from odoo.addons.retail_connector_base.platforms import RejectedDocument

DIRECT, PREPAID, OPEN, PARKED, VOID = "direct", "prepaid", "open", "parked", "void"
STATES = {
    "CLOSED": DIRECT,
    "ONACCOUNT": DIRECT,
    "ONACCOUNT_CLOSED": DIRECT,
    "LAYBY_CLOSED": PREPAID,
    "DISPATCHED_CLOSED": PREPAID,
    "PICKED_UP_CLOSED": PREPAID,
    "SERVICE_CLOSED": PREPAID,
    "LAYBY": OPEN,
    "AWAITING_DISPATCH": OPEN,
    "AWAITING_PICKUP": OPEN,
    "SERVICE": OPEN,
    "SAVED": PARKED,
    "VOIDED": VOID,
}
ON_ACCOUNT = ("ONACCOUNT", "ONACCOUNT_CLOSED")


def state_of(sale) -> str:
    """Return what a sale's status means; refuse one that nobody thought of."""
    status = sale.get("status") or ""
    if status not in STATES:
        raise RejectedDocument(f"unknown status {status!r}", "status", "sale_state")
    return STATES[status]
