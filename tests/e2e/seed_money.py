"""Money on its way to the bank: settlements, disputes, gift cards and credit."""

from datetime import timedelta

SETTLEMENTS = (
    ("paid", "booked", False, False),
    ("paid", "ready", False, False),
    ("in_transit", "open", False, False),
    (
        "paid",
        "parked",
        "settlement_type_unknown",
        "Not Known loyalty_fee: choose the account that its $ -4.90 are booked on.",
    ),
)
CARDS = (
    ("gift_card", "purchased", "7K2M", 100.0, 40.0, 40.0),
    ("gift_card", "manual", "QQ19", 25.0, 25.0, 25.0),
    ("gift_card", "purchased", "ZX80", 50.0, 50.0, 30.0),
    ("store_credit", "refund", "", 59.0, 59.0, 59.0),
)
FEE = 0.029


def add_money(month):
    """Add a row of every kind about money that is under way."""
    orders = month.env["retail.binding.order"].search([("stage", "=", "done")], limit=9)
    add_settlements(month, orders)
    add_disputes(month, orders)
    add_cards(month, orders)


def add_settlements(month, orders):
    """Add payouts in every state, each the sum of its lines."""
    currency = month.company.currency_id
    for number, row in enumerate(SETTLEMENTS):
        status, state, cause, error = row
        lines = []
        for order in orders[number : number + 3]:
            fee = currency.round(order.total * FEE)
            lines.append(
                {
                    "external_id": f"B{number}{order.id}",
                    "kind": "sale",
                    "type": "charge",
                    "gross": order.total,
                    "fee": fee,
                    "net": order.total - fee,
                    "occurred_at": order.placed_at,
                    "order_name": order.external_name,
                    "order_binding_id": order.id,
                    "tender_id": order.tender_ids[:1].id,
                }
            )
        if cause:
            lines.append(
                {
                    "external_id": f"B{number}",
                    "kind": "unknown",
                    "type": "loyalty_fee",
                    "gross": -4.9,
                    "net": -4.9,
                    "occurred_at": month.now - timedelta(days=number),
                }
            )
        month.env["retail.settlement"].create(
            {
                "backend_id": month.backend.id,
                "external_id": str(95001000 + number),
                "external_name": f"P-{4100 + number}",
                "gateway": "card_payments",
                "paid_on": (month.now - timedelta(days=number)).date(),
                "currency_id": currency.id,
                "total": sum(line["net"] for line in lines),
                "gross": sum(line["gross"] for line in lines),
                "fee": sum(line.get("fee", 0.0) for line in lines),
                "status": status,
                "state": state,
                "state_cause": cause,
                "state_error": error,
                "line_ids": [(0, 0, line) for line in lines],
            }
        )


def add_disputes(month, orders):
    """Add a dispute to answer and one that is lost."""
    for number, (status, due) in enumerate((("needs_response", 5), ("lost", -20))):
        month.env["retail.dispute"].create(
            {
                "backend_id": month.backend.id,
                "external_id": str(94001000 + number),
                "kind": "chargeback",
                "status": status,
                "currency_id": month.company.currency_id.id,
                "amount": orders[number].total,
                "reason": "Fraudulent" if number else "Product not received",
                "network_code": "4853",
                "initiated_at": month.ago(days=4 + number * 30),
                "evidence_due_at": month.now + timedelta(days=due),
                "order_binding_id": orders[number].id,
            }
        )


def add_cards(month, orders):
    """Add gift cards and credit; one does not tie out to the shop."""
    for number, row in enumerate(CARDS):
        kind, source, last, initial, balance, remote = row
        at = month.ago(days=8 - number)
        sold = source == "purchased"
        card = month.env["retail.gift.card"].create(
            {
                "backend_id": month.backend.id,
                "external_id": str(93001000 + number),
                "kind": kind,
                "source": source,
                "last_characters": last,
                "usable": True,
                "issued_at": at,
                "currency_id": month.company.currency_id.id,
                "known": True,
                "initial": initial,
                "remote_balance": remote,
                "order_binding_id": orders[number].id if sold else False,
                "partner_id": orders[number].record_id.partner_id.id,
            }
        )
        moves = [("issue", initial)]
        if balance != initial:
            moves.append(("redeem", balance - initial))
        month.env["retail.gift.card.move"].create(
            [
                {
                    "card_id": card.id,
                    "external_id": f"{card.external_id}/{turn}",
                    "kind": move,
                    "amount": amount,
                    "occurred_at": at,
                    "date": at.date(),
                    "paid": sold and move == "issue",
                    "order_binding_id": orders[number].id,
                }
                for turn, (move, amount) in enumerate(moves)
            ]
        )
