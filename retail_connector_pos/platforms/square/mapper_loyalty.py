"""Loyalty accounts with all that happened to their points."""

from decimal import Decimal

from odoo.addons.retail_connector_base.canonical import LoyaltyAccount, LoyaltyMove
from odoo.addons.retail_connector_base.platforms import RejectedDocument

from .shapes import moment

# Square's event -> (our kind when points are gained, when they are lost)
KINDS = {
    "ACCUMULATE_POINTS": ("issue", "issue"),  # lost: a return takes them back
    "ACCUMULATE_PROMOTION_POINTS": ("issue", "issue"),
    "ADJUST_POINTS": ("credit", "debit"),
    "CREATE_REWARD": ("credit", "debit"),
    "DELETE_REWARD": ("credit", "debit"),
    "EXPIRE_POINTS": ("credit", "expire"),
    "OTHER": ("credit", "debit"),
}
DETAILS = {"OTHER": "other_event"}  # else the event's name
NOTES = {"CREATE_REWARD": "Became a reward", "DELETE_REWARD": "Reward given back"}
REDEEMED = "REDEEM_REWARD"  # moves no points: it says in which sale a reward was used


def loyalty(raw) -> LoyaltyAccount:
    """Return an account; points of a reward belong to the sale that used it."""
    account = raw["loyalty_account"]
    # The newest come first, also of those at the same moment.
    rows = sorted((raw.get("events") or [])[::-1], key=lambda row: row["created_at"])
    used = {
        details["reward_id"]: details.get("order_id") or ""
        for row in rows
        if row["type"] == REDEEMED
        for details in (row["redeem_reward"],)
        if details.get("reward_id")
    }
    return LoyaltyAccount(
        external_id=account["id"],
        points=Decimal(account.get("balance") or 0),
        opened_at=moment(account.get("enrolled_at") or account["created_at"]),
        moves=tuple(_moves(rows, used)),
        customer_id=account.get("customer_id") or "",
        updated_at=moment(rows[-1]["created_at"] if rows else account["created_at"]),
    )


def _moves(rows, used):
    for row in rows:
        if row["type"] == REDEEMED:
            continue
        kinds = KINDS.get(row["type"])
        if kinds is None:
            raise RejectedDocument(f"unknown type {row['type']}", f"event[{row['id']}]")
        details = row[DETAILS.get(row["type"], row["type"].lower())]
        points = Decimal(details.get("points") or 0)
        if not points:
            continue
        order = details.get("order_id") or used.get(details.get("reward_id"), "")
        yield LoyaltyMove(
            external_id=row["id"],
            kind=kinds[0] if points > 0 else kinds[1],
            points=points,
            occurred_at=moment(row["created_at"]),
            order_id=order,
            note=details.get("reason") or NOTES.get(row["type"], ""),
        )
