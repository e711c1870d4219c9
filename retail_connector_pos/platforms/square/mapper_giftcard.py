"""Gift cards with their whole history."""

from odoo.addons.retail_connector_base.canonical import GiftCard, GiftCardMove, Money

from .shapes import moment, money

# Square's activity -> (our kind, sign); what moves no money is left out
MOVES = {
    "ACTIVATE": ("issue", 1),
    "LOAD": ("credit", 1),
    "REDEEM": ("redeem", -1),
    "CLEAR_BALANCE": ("debit", -1),
    "DEACTIVATE": ("deactivate", -1),
    "ADJUST_INCREMENT": ("credit", 1),
    "ADJUST_DECREMENT": ("debit", -1),
    "REFUND": ("refund", 1),
    "UNLINKED_ACTIVITY_REFUND": ("refund", 1),
    "IMPORT": ("issue", 1),
    "IMPORT_REVERSAL": ("debit", -1),
    "TRANSFER_BALANCE_FROM": ("debit", -1),
    "TRANSFER_BALANCE_TO": ("credit", 1),
}


def giftcard(raw) -> GiftCard:
    """Return a card; a redemption counts when it is completed."""
    card = raw["gift_card"]
    balance = money(card["balance_money"])
    rows = sorted(raw.get("activities") or (), key=lambda row: row["created_at"])
    moves = tuple(_moves(rows, balance.currency))
    first = next((row for row in rows if row["type"] == "ACTIVATE"), None)
    details = (first or {}).get("activate_activity_details") or {}
    order = details.get("order_id") or ""
    issued = next((move.amount for move in moves if move.kind == "issue"), None)
    customers = card.get("customer_ids") or ()
    return GiftCard(
        external_id=card["id"],
        kind="gift_card",
        currency=balance.currency,
        balance=balance,
        initial=issued or Money.zero(balance.currency),
        issued_at=moment(first["created_at"] if first else card["created_at"]),
        moves=moves,
        source="purchased" if order else ("manual" if first else "unknown"),
        last_characters=(card.get("gan") or "")[-4:],
        active=card.get("state") in ("ACTIVE", "PENDING"),
        order_id=order,
        order_line_id=details.get("line_item_uid") or "",
        customer_id=customers[0] if customers else "",
        complete=True,
        updated_at=moment(rows[-1]["created_at"] if rows else card["created_at"]),
    )


def _moves(rows, currency):
    for row in rows:
        found = MOVES.get(row["type"])
        if found is None:
            continue  # BLOCK, UNBLOCK
        kind, sign = found
        name = row["type"].lower()
        details = row.get(f"{name}_activity_details") or row.get(f"{name}_details")
        details = details or {}
        if details.get("status") in ("PENDING", "CANCELED"):
            continue
        amount = money(details.get("amount_money"), currency)
        yield GiftCardMove(
            external_id=row["id"],
            kind=kind,
            amount=amount * sign,
            occurred_at=moment(row["created_at"]),
            tender_id=details.get("payment_id") or "",
            order_id=details.get("order_id") or "",
            note=(details.get("reason") or "").replace("_", " ").capitalize(),
        )
