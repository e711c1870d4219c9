"""What people do at the tills: sell, take back, exchange, offline or not.

Amounts are worked out as Square does: discounts before taxes, each tax rounded by line,
service charges and tips on top; what comes back is written without a sign in an order
of its own.
"""

from .baskets import Baskets
from .returns import Returns
from .words import money, new_id, seconds


class Till(Baskets, Returns):
    """Make orders with their payments and refunds."""

    def begin(self):
        """Start without sales."""
        self.orders, self.payments, self.refunds = {}, {}, {}
        self.customers = {}

    def sell(self, place, items, tenders=None, **wishes):
        """Make a sale; return its order.

        :param items: dicts with ``name``, ``price`` (cents) and, if wanted,
            ``variation``, ``quantity``, ``tax`` (of RATES), ``discount`` (cents),
            ``modifiers`` ((name, cents) ...), ``type``
        :param tenders: (type, cents or None for the rest, options) ...
        :param wishes: ``tip``, ``charge`` (cents), ``apportioned``, ``rounding``,
            ``device``, ``at`` (seconds), ``customer``, ``offline`` (seconds until it is
            transmitted), ``returns`` (see ``take_back``)
        """
        at = wishes.get("at") or self.clock()
        order = self._order(place, at, wishes)
        for item in items:
            order["line_items"].append(self._line(order, item))
        self._charge(order, wishes)
        order["returns"] = wishes.get("returns") or []
        self._round(order, wishes)
        self._total(order, wishes)
        self._tender(order, tenders, wishes)
        return self._finish(order, wishes)

    def take_back(
        self, order_id, lines=None, to=None, items=(), tenders=None, **wishes
    ):
        """Take goods back, or exchange them for ``items``; return the new order.

        :param lines: uid -> quantity; None: all of the order
        :param to: kind of tender the money goes back to; None: as it was paid
        """
        source = self.orders[order_id]
        back = self._return(source, lines)
        order = self.sell(
            source["location_id"], items, tenders or (), returns=[back], **wishes
        )
        owed = -order["net_amounts"]["total_money"]["amount"]
        if owed > 0:
            self._refund(order, source, owed, to)
        self._send_order(order)
        return order

    # --- money ---

    def _round(self, order, wishes):
        if wishes.get("rounding"):
            order["rounding_adjustment"] = {
                "uid": new_id("r"),
                "name": "Cash rounding",
                "amount_money": money(wishes["rounding"]),
            }

    def _total(self, order, wishes):
        charges = [
            row
            for row in order["service_charges"]
            if row["treatment_type"] == "LINE_ITEM_TREATMENT"
        ]
        rows = [*order["line_items"], *charges]
        tip = wishes.get("tip", 0)
        total = sum(row["total_money"]["amount"] for row in rows)
        total += tip + wishes.get("rounding", 0)
        tax = sum(row["total_tax_money"]["amount"] for row in rows)
        back = [row["return_amounts"] for row in order["returns"]]
        order["total_money"], order["total_tax_money"] = money(total), money(tax)
        order["total_tip_money"] = money(tip)
        order["return_amounts"] = {
            name: money(sum(row[name]["amount"] for row in back))
            for name in ("total_money", "tax_money", "tip_money")
        }
        order["net_amounts"] = {
            name: money(value - order["return_amounts"][name]["amount"])
            for name, value in (
                ("total_money", total),
                ("tax_money", tax),
                ("tip_money", tip),
            )
        }

    def _tender(self, order, tenders, wishes):
        """Pay what is due; the first tender has the tip."""
        due = order["net_amounts"]["total_money"]["amount"]
        order["tenders"], tip = [], wishes.get("tip", 0)
        given = tenders if tenders is not None else (("CARD", None, {}),)
        for kind, amount, options in given:
            amount = due if amount is None else amount
            due -= amount
            row = {
                "id": new_id("P"),
                "location_id": order["location_id"],
                "transaction_id": order["id"],
                "created_at": order["closed_at"],
                "type": kind,
                "amount_money": money(amount),
                "tip_money": money(tip),
            }
            tip = 0
            if kind == "CASH":
                handed = options.get("handed", amount)
                row["cash_details"] = {
                    "buyer_tendered_money": money(handed),
                    "change_back_money": money(handed - amount),
                }
            if kind == "CARD":
                row["card_details"] = {
                    "status": "CAPTURED",
                    "card": {"card_brand": options.get("brand", "VISA")},
                }
            order["tenders"].append(row)
            self._pay(order, row, wishes)

    def _pay(self, order, tender, wishes):
        payment = {
            "id": tender["id"],
            "order_id": order["id"],
            "location_id": order["location_id"],
            "created_at": order["updated_at"],
            "updated_at": order["updated_at"],
            "status": "COMPLETED",
            "source_type": tender["type"],
            "amount_money": money(
                tender["amount_money"]["amount"] - tender["tip_money"]["amount"]
            ),
            "tip_money": tender["tip_money"],
            "total_money": tender["amount_money"],
            "receipt_number": tender["id"][1:5],
            "team_member_id": "TM1",
        }
        if wishes.get("device"):
            name = (self.devices.get(wishes["device"]) or {}).get("attributes", {})
            payment["device_details"] = {
                "device_id": wishes["device"],
                "device_name": name.get("name") or wishes["device"],
            }
        if wishes.get("offline"):
            payment["is_offline_payment"] = True
            payment["offline_payment_details"] = {
                "client_created_at": order["created_at"]
            }
        self.payments[payment["id"]] = payment

    # --- afterwards ---

    def _finish(self, order, wishes):
        """Have Square know it: at once, or when the till is online again."""
        late = wishes.get("offline")
        order["known_at"] = seconds(order["updated_at"]) if late else 0
        self.orders[order["id"]] = order
        self.move_stock(order)
        if not order["returns"]:
            self._send_order(order)
        return order

    def _send_order(self, order):
        for payment in order["tenders"]:
            self.announce("payment.updated", "payment", self.payments[payment["id"]])
        told = {name: order[name] for name in ("location_id", "state", "updated_at")}
        self.announce(
            "order.updated", "order_updated", {**told, "order_id": order["id"]}
        )
