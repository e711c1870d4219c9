"""Disputes of payments, with the dates that matter."""

from odoo.addons.retail_connector_base.canonical import Dispute

from .shapes import View, id_of, moment, money

STATUSES = {
    "NEEDS_RESPONSE": "needs_response",
    "UNDER_REVIEW": "under_review",
    "WON": "won",
    "LOST": "lost",
    "ACCEPTED": "accepted",
    "PREVENTED": "prevented",
    "CHARGE_REFUNDED": "refunded",
}


def dispute(view: View, payload) -> Dispute:
    """Return a dispute."""
    return Dispute(
        external_id=payload["id"],
        kind=payload["type"].lower(),
        status=STATUSES[payload["status"]],
        amount=money(payload["amount"]),
        initiated_at=moment(payload["initiatedAt"]),
        order_id=id_of(payload["order"]),
        reason=payload["reasonDetails"]["reason"].lower(),
        network_code=payload["reasonDetails"]["networkReasonCode"] or "",
        evidence_due_at=moment(payload["evidenceDueBy"]),
        evidence_sent_at=moment(payload["evidenceSentOn"]),
        finalized_at=moment(payload["finalizedOn"]),
    )
