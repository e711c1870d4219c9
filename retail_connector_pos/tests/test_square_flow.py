"""From the till to the bank: messages, receipts, the drawer's count, the payout."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from odoo.tests import tagged

from .square_common import EARLIER, SquareCase

HOUR = 3600


@tagged("post_install", "-at_install", "retail")
class TestSquareFlow(SquareCase):
    """What the seller sold is in Odoo once, to the cent, whatever got lost."""

    def setUp(self):
        super().setUp()
        self.backend.action_subscribe()
        _item, self.variation = self.seller.add_item("Mug", "MUG", 1000)
        self.look("product")

    def wish(self, **wishes):
        """Return a wish for a mug."""
        return {
            "name": "Mug",
            "price": 1000,
            "variation": self.variation,
            "tax": "sales",
            **wishes,
        }

    def test_stores_and_registers_come_from_the_platform(self):
        self.assertEqual(
            (self.main.name, self.harbour.name), ("Main street", "Harbour")
        )
        self.assertEqual(
            set(self.main.register_ids.mapped("external_id")), {"main", "D1"}
        )
        self.assertEqual(self.harbour.timezone, "America/New_York")

    def test_from_the_till_to_the_bank(self):
        shift = self.seller.open_drawer("S1", "D1", 10000)
        self.look("session")
        self.wait(60)
        card = self.seller.sell("S1", [self.wish(quantity=2)], tip=100, device="D1")
        cash = self.seller.sell(
            "S1", [self.wish()], (("CASH", None, {"handed": 2000}),), device="D1"
        )
        line = card["line_items"][0]["uid"]
        back = self.seller.take_back(card["id"], {line: 1}, device="D1")
        answers = self.deliver(times=2, backwards=True)
        self.assertEqual(answers, [200] * 2 * len(self.seller.told))
        self.drain()
        self.assertFalse(self.troubles())
        orders = {order.retail_receipt: order for order in self.orders()}
        self.assertEqual(
            {key: order.amount_total for key, order in orders.items()},
            {card["id"]: 22.6, cash["id"]: 10.8, back["id"]: -10.8},
        )
        returned = orders[back["id"]].lines
        self.assertEqual(returned.refunded_orderline_id.order_id, orders[card["id"]])
        self.assertEqual(self.on_hand(self.mug), 1000 - 3 + 1)

        self.seller.move_cash(shift, "CASH_TENDER_PAYMENT", 1080)
        self.seller.move_cash(shift, "PAID_OUT", 500, "Milk")
        self.wait(8 * HOUR)
        self.seller.close_drawer(shift, 10570)
        self.look("session")
        self.assertFalse(self.troubles())
        shift = self.env["retail.pos.shift"].search([("external_id", "=", shift)])
        self.close(shift)
        self.assertEqual(shift.state, "closed", shift.problem)
        self.assertAlmostEqual(shift.over_short, -0.10)
        self.assertEqual(shift.session_id.order_ids, self.orders())
        self.assertEqual(self.balance(self.tax_account, shift), Decimal("-1.60"))
        self.assertEqual(self.balance(self.clearing, shift), Decimal("11.80"))

        payout = self.seller.pay_out(
            "S1", [card["tenders"][0]["id"]], [back["refunds"][0]["id"]]
        )
        self.seller.arrive(payout)
        self.deliver()
        self.drain()
        self.assertFalse(self.troubles())
        settlement = self.env["retail.settlement"].search(
            [("backend_id", "=", self.backend.id)]
        )
        self.assertEqual(
            settlement.mapped("line_ids.tender_external_id"),
            [card["tenders"][0]["id"], back["refunds"][0]["id"]],
        )

    def test_lost_messages_are_made_good_by_reading(self):
        ids = {self.seller.sell("S2", [self.wish()])["id"] for _number in range(4)}
        self.deliver(lose=range(0, 8, 2))
        self.drain()
        self.look("receipt")
        self.look("receipt")
        self.assertFalse(self.troubles())
        self.assertEqual(set(self.orders().mapped("retail_receipt")), ids)
        self.assertEqual(len(self.orders()), 4)

    def test_a_broken_line_changes_nothing(self):
        order = self.seller.sell("S2", [self.wish()])
        for when in ("before", "after"):
            self.seller.add_fault("reset", when=when, match="orders/batch-retrieve")
        self.deliver()
        self.drain()
        events = self.env["retail.event"].search(
            [("backend_id", "=", self.backend.id), ("entity_id", "=", order["id"])]
        )
        self.assertIn("failed", events.mapped("state"))
        self.assertFalse(self.orders())
        for _time in range(2):
            events.filtered(lambda event: event.state == "failed").action_retry()
            self.drain()
        self.assertEqual(self.orders().mapped("retail_receipt"), [order["id"]])

    def test_a_sale_made_offline_is_booked_on_its_own_day(self):
        made = datetime.fromtimestamp(self.now, ZoneInfo("America/New_York"))
        order = self.seller.sell("S2", [self.wish()], offline=70 * HOUR)
        self.seller.waiting.clear()
        self.look("receipt")
        self.assertFalse(self.orders())
        self.wait(71 * HOUR)
        # Nothing says that it is news but the look at what was paid offline.
        self.seller.orders[order["id"]]["updated_at"] = order["created_at"]
        flow = self.backend.sudo().flow_ids.filtered(lambda f: f.code == "receipt_in")
        since = datetime.now(UTC) - timedelta(hours=2)
        flow.cursor = {"since": since.isoformat()}
        self.look("receipt")
        self.assertFalse(self.troubles())
        booked = self.orders()
        self.assertEqual(booked.retail_receipt, order["id"])
        self.assertEqual(booked.session_id.retail_shift_id.business_date, made.date())

    def test_points_tie_out_and_are_owed(self):
        self.backend.loyalty_point_value = 0.05
        account = self.seller.enrol()
        sold = self.seller.sell("S1", [self.wish()])
        self.seller.loyal(account, "ACCUMULATE_POINTS", 30, order_id=sold["id"])
        self.wait(60)
        self.seller.loyal(account, "CREATE_REWARD", 10, reward_id="R1")
        used = self.seller.sell("S1", [self.wish()])
        self.seller.loyal(account, "REDEEM_REWARD", reward_id="R1", order_id=used["id"])
        self.deliver(times=2, backwards=True)
        self.drain()
        self.look("loyalty")
        self.assertFalse(self.troubles())
        card = self.env["retail.gift.card"].search([("external_id", "=", account)])
        self.assertEqual((card.kind, card.points, card.balance), ("loyalty", 20, 1.0))
        self.assertRecordValues(
            card.move_ids.sorted("occurred_at"),
            [
                {"kind": "issue", "points": 30, "amount": 1.5, "paid": False},
                {"kind": "debit", "points": -10, "amount": -0.5, "paid": False},
            ],
        )
        # What was booked before its receipt came is tied to it with the next word.
        self.seller.loyal(account, "EXPIRE_POINTS", 5)
        self.deliver()
        self.drain()
        moves = card.move_ids.sorted("occurred_at")
        self.assertEqual(
            moves.receipt_binding_id.mapped("external_id"), [sold["id"], used["id"]]
        )
        self.assertEqual((len(moves), card.points), (3, 15))
        # An account that says something else is reported until it ties out again.
        self.seller.loyalty_accounts[account]["balance"] += 4
        self.seller.loyal(account, "ADJUST_POINTS", 1)
        self.deliver()
        self.drain()
        report = self.env["retail.discrepancy"].search(
            [("type", "=", "loyalty_balance"), ("res_id", "=", card.id)]
        )
        self.assertEqual((report.state, report.difference), ("open", -4.0))
        self.seller.loyalty_accounts[account]["balance"] -= 4
        self.seller.loyal(account, "ADJUST_POINTS", 1)
        self.deliver()
        self.drain()
        self.assertEqual((report.state, card.points), ("resolved", 17))

    def test_the_day_is_counted_again_by_store_and_tender(self):
        self.backend.write({"tally_grace_minutes": 0, "tally_days": 7})
        day = datetime.fromtimestamp(self.now, ZoneInfo("America/New_York")).date()
        self.backend.timezone = "America/New_York"
        sold = self.seller.sell("S1", [self.wish(quantity=2)], tip=100, device="D1")
        self.seller.sell("S2", [self.wish()], (("CASH", None, {"handed": 2000}),))
        line = sold["line_items"][0]["uid"]
        self.seller.take_back(sold["id"], {line: 1}, device="D1")
        self.deliver()
        self.drain()
        self.seller.sell("S2", [self.wish()])
        self.seller.waiting.clear()  # nobody hears of it

        def count():
            self.env.invalidate_all()
            self.backend._job_tally(str(day))
            rows = self.env["retail.tally"].search(
                [("backend_id", "=", self.backend.id), ("day", "=", day)]
            )
            return {row.kind: row for row in rows}

        rows = count()
        for kind, there, here in (("receipt", 4, 3), ("tender", 4, 3)):
            row = rows[kind]
            self.assertEqual((row.there_count, row.here_count), (there, here), kind)
            self.assertEqual(row.state, "repairing")
        self.drain()  # what is missing was asked for again
        rows = count()
        self.assertEqual({row.state for row in rows.values()}, {"equal"})
        sides = {
            (line.by, line.value): (line.there_amount, line.here_amount)
            for line in rows["tender"].line_ids
        }
        self.assertEqual(
            sides,
            {
                ("all", ""): (33.4, 33.4),
                ("place", "S1"): (11.8, 11.8),
                ("place", "S2"): (21.6, 21.6),
                ("tender", "CARD"): (22.6, 22.6),
                ("tender", "CASH"): (10.8, 10.8),
            },
        )
        self.assertEqual(rows["receipt"].here_amount, 33.4)
        self.assertEqual(len(self.orders()), 4)

    def test_a_forged_message_is_refused(self):
        self.seller.sell("S2", [self.wish()])
        self.seller.waiting = [
            (url, headers, body + b" ") for url, headers, body in self.seller.waiting
        ]
        self.assertEqual(set(self.deliver()), {401})

    def test_the_adapter_takes_what_the_exporters_publish(self):
        self.seller.put(self.variation, "S1", 5)
        self.wait(EARLIER + 60)  # both clocks agree now
        binding = self.env["retail.binding.variant"].search(
            [("backend_id", "=", self.backend.id), ("record_id", "=", self.mug.id)]
        )
        self.assertEqual(binding.external_id, self.variation)
        level = {
            "stock_id": binding.stock_external_id,
            "location_id": "S1",
            "quantity": "9",
            "compare": "5",
        }
        price = {
            "variant_id": binding.external_id,
            "product_id": binding.template_binding_id.external_id,
            "list_id": "",
            "currency": "USD",
            "price": "12.50",
            "compare_at": None,
        }
        outbox = self.env["retail.outbox"]
        for kind, payload in (("stock", level), ("price", price)):
            flow = self.backend.flow_ids.filtered(
                lambda f, code=f"{kind}_out": f.code == code
            )
            flow.write({"paused": False, "preview_required": False})
            outbox._publish(
                self.backend, kind, [{"key": f"{kind}:1", "payload": payload}]
            )
            self.backend._job_push(kind)
        rows = outbox.search([("backend_id", "=", self.backend.id)])
        self.assertEqual(set(rows.mapped("state")), {"done"}, rows.mapped("error"))
        self.assertEqual(self.seller.count_of(self.variation, "S1"), 9)
        sent = self.seller.objects_by_id()[self.variation]["item_variation_data"]
        self.assertEqual(sent["price_money"]["amount"], 1250)
