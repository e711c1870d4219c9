"""Gift cards and store credit: balances and what happened to them."""

from datetime import date

from odoo.addons.retail_connector_base.canonical import GiftCard, GiftCardMove, Money

from .shapes import GID, View, id_of, moment, money

CARD, CREDIT = "GiftCard", "StoreCreditAccount"
CARD_MOVES = {
    "GiftCardCreditTransaction": ("credit", 1),
    "GiftCardDebitTransaction": ("debit", -1),
    "GiftCardCashOutTransaction": ("cash_out", -1),
}
# type of a store credit transaction -> its sign
CREDIT_SIGNS = {
    "StoreCreditAccountCreditTransaction": 1,
    "StoreCreditAccountDebitTransaction": -1,
    "StoreCreditAccountDebitRevertTransaction": 1,
    "StoreCreditAccountExpirationTransaction": -1,
}
# what made it happen, and which way -> what it is
CREDIT_MOVES = {
    ("ORDER_PAYMENT", -1): "redeem",
    ("ORDER_REFUND", 1): "refund",
    ("ORDER_CANCELLATION", 1): "refund",
    ("PAYMENT_FAILURE", 1): "refund",
    ("PAYMENT_RETURNED", 1): "refund",
    ("TAX_FINALIZATION", 1): "refund",
    ("TAX_FINALIZATION", -1): "redeem",
    ("ADJUSTMENT", 1): "credit",
    ("ADJUSTMENT", -1): "debit",
}


def giftcard(view: View, payload) -> GiftCard:
    """Return a gift card or a store credit account."""
    if payload["id"].startswith(f"{GID}{CREDIT}/"):
        return _credit(payload)
    return _card(payload)


def _card(payload):
    balance = money(payload["balance"])
    known = payload.get("transactions")
    moves = tuple(_card_move(item) for item in known["nodes"]) if known else ()
    if not payload["enabled"] and balance:
        moves += (
            GiftCardMove(
                external_id=f"{payload['id']}/deactivated",
                kind="deactivate",
                amount=-balance,
                occurred_at=moment(payload["deactivatedAt"] or payload["updatedAt"]),
            ),
        )
    expires = payload["expiresOn"]
    return GiftCard(
        external_id=payload["id"],
        kind="gift_card",
        currency=balance.currency,
        balance=balance,
        initial=money(payload["initialValue"]),
        issued_at=moment(payload["createdAt"]),
        moves=moves,
        source="purchased" if payload["order"] else "manual",
        last_characters=payload["lastCharacters"],
        active=payload["enabled"],
        expires_on=date.fromisoformat(expires) if expires else None,
        deactivated_at=moment(payload["deactivatedAt"]),
        order_id=id_of(payload["order"]),
        order_line_id=id_of(payload["lineItem"]),
        customer_id=id_of(payload["customer"]),
        complete=known is not None,
        updated_at=moment(payload["updatedAt"]),
    )


def _card_move(item):
    kind, sign = CARD_MOVES[item["__typename"]]
    return GiftCardMove(
        external_id=item["id"],
        kind=kind,
        amount=_signed(item, sign),
        occurred_at=moment(item["processedAt"]),
        note=item["note"] or "",
    )


def _credit(payload):
    balance = money(payload["balance"])
    items = payload["transactions"]["nodes"]
    moves = tuple(_credit_move(payload["id"], item) for item in items)
    return GiftCard(
        external_id=payload["id"],
        kind="store_credit",
        currency=balance.currency,
        balance=balance,
        initial=Money.zero(balance.currency),
        issued_at=min((move.occurred_at for move in moves), default=None)
        or moment("1970-01-01T00:00:00Z"),
        moves=moves,
        source="unknown",
        customer_id=id_of(payload["owner"]),
        complete=True,
    )


def _credit_move(account, item):
    sign = CREDIT_SIGNS[item["__typename"]]
    expired = item["__typename"] == "StoreCreditAccountExpirationTransaction"
    kind = "expire" if expired else CREDIT_MOVES[item["event"], sign]
    origin = item["origin"] or {}
    return GiftCardMove(
        # Only what expired has no id of its own.
        external_id=item.get("id") or f"{account}/expired/{item['createdAt']}",
        kind=kind,
        amount=_signed(item, sign),
        occurred_at=moment(item["createdAt"]),
        tender_id=origin.get("id") or "",
        order_id=id_of(origin.get("order")),
    )


def _signed(item, sign):
    """Return the amount with the sign its type gives; the platform's own may vary."""
    amount = money(item["amount"])
    return Money(abs(amount.amount) * sign, amount.currency)
