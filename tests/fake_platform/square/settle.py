"""Payouts with their entries, and gift cards with their activities."""

from ..rest import Response, route
from .words import list_page, money, new_id, refused, within


class Settle:
    """Pay out what cards brought in; keep balances of gift cards."""

    def begin(self):
        """Start with nothing paid out."""
        self.payouts, self.entries = {}, {}
        self.cards, self.activities = {}, []

    def pay_out(self, place, payments=(), refunds=(), others=(), fee=30):
        """Pay out card payments and refunds; return the payout's id.

        :param fee: cents a payment
        :param others: (type, gross cents, fee cents, details)
        """
        payout_id, rows, now = new_id("po_"), [], self.now()
        for one in payments:
            gross = self.payments[one]["total_money"]["amount"]
            rows.append(("CHARGE", gross, fee, {"payment_id": one}))
        for one in refunds:
            refund = self.refunds[one]
            details = {"payment_id": refund["payment_id"], "refund_id": one}
            rows.append(("REFUND", -refund["amount_money"]["amount"], 0, details))
        entries = [
            {
                "id": new_id("poe_"),
                "payout_id": payout_id,
                "effective_at": now,
                "type": kind,
                "gross_amount_money": money(gross),
                "fee_amount_money": money(cost),
                "net_amount_money": money(gross - cost),
                f"type_{kind.lower()}_details": details,
            }
            for kind, gross, cost, details in (*rows, *others)
        ]
        self.entries[payout_id] = entries
        self.payouts[payout_id] = {
            "id": payout_id,
            "status": "SENT",
            "location_id": place,
            "created_at": now,
            "updated_at": now,
            "amount_money": money(
                sum(row["net_amount_money"]["amount"] for row in entries)
            ),
            "destination": {"type": "BANK_ACCOUNT", "id": "bact:1"},
            "version": 1,
            "type": "BATCH",
            "arrival_date": now[:10],
            "end_to_end_id": "E2E1",
        }
        self.announce("payout.sent", "payout", self.payouts[payout_id], payout_id)
        return payout_id

    def arrive(self, payout_id):
        """Have the bank receive a payout."""
        payout = self.payouts[payout_id]
        payout.update(status="PAID", updated_at=self.now(), version=2)
        self.announce("payout.paid", "payout", payout, payout_id)

    @route("GET", "/v2/payouts")
    def list_payouts(self, request):
        """Return payouts by location and time of their making."""
        place = request.arg("location_id")
        rows = [
            row
            for row in self.payouts.values()
            if row["location_id"] == place
            and within(
                row["created_at"], request.arg("begin_time"), request.arg("end_time")
            )
        ]
        return list_page(request, rows, "payouts", 100)

    @route("GET", "/v2/payouts/{payout_id}")
    def one_payout(self, request):
        """Return a payout."""
        payout = self.payouts.get(request.match["payout_id"])
        if payout is None:
            return refused("NOT_FOUND", "No such payout", None, 404)
        return Response(200, {"payout": payout})

    @route("GET", "/v2/payouts/{payout_id}/payout-entries")
    def list_entries(self, request):
        """Return what a payout is made of."""
        rows = self.entries.get(request.match["payout_id"], [])
        return list_page(request, rows, "payout_entries", 100)

    # --- gift cards ---

    def activate_card(self, gan, cents, order_id=None, line_uid=None, place="L1"):
        """Sell a gift card; return its id."""
        card_id = new_id("gftc:")
        self.cards[card_id] = {
            "id": card_id,
            "type": "DIGITAL",
            "state": "ACTIVE",
            "balance_money": money(0),
            "gan": gan,
            "created_at": self.now(),
        }
        details = {"amount_money": money(cents)}
        if order_id:
            details |= {"order_id": order_id, "line_item_uid": line_uid}
        self._act(card_id, place, "ACTIVATE", cents, details)
        return card_id

    def redeem_card(self, card_id, cents, payment_id, place="L1"):
        """Pay with a gift card."""
        details = {
            "amount_money": money(cents),
            "payment_id": payment_id,
            "status": "COMPLETED",
        }
        self._act(card_id, place, "REDEEM", -cents, details)

    def _act(self, card_id, place, kind, cents, details):
        card = self.cards[card_id]
        balance = card["balance_money"]["amount"] + cents
        card["balance_money"] = money(balance)
        self.activities.append(
            {
                "id": new_id("gcact_"),
                "type": kind,
                "location_id": place,
                "created_at": self.now(),
                "gift_card_id": card_id,
                "gift_card_gan": card["gan"],
                "gift_card_balance_money": money(balance),
                f"{kind.lower()}_activity_details": details,
            }
        )
        self.announce("gift_card.updated", "gift_card", card, card_id)

    @route("GET", "/v2/gift-cards/activities")
    def list_activities(self, request):
        """Return what happened to gift cards."""
        card, begin = request.arg("gift_card_id"), request.arg("begin_time")
        rows = [
            row
            for row in self.activities
            if (not card or row["gift_card_id"] == card)
            and within(row["created_at"], begin, request.arg("end_time"))
        ]
        return list_page(request, rows, "gift_card_activities", 100)

    @route("GET", "/v2/gift-cards/{card_id}")
    def one_card(self, request):
        """Return a gift card."""
        card = self.cards.get(request.match["card_id"])
        if card is None:
            return refused("NOT_FOUND", "No such card", None, 404)
        return Response(200, {"gift_card": card})
