"""The named cases of refunds and cancellations, end to end, booked as one batch."""

from decimal import Decimal

from odoo.tests import tagged

from .order_shop import OrderShopCase

TAX = [{"title": "State Tax", "rate": "0.0625"}, {"title": "City", "rate": "0.0175"}]
LIABLE = [{"title": "Marketplace Tax", "rate": "0.07", "channelLiable": True}]
PLAIN = {"rates": [], "no_shipping": True}
MONEY_KEPT = "28.00"


@tagged("post_install", "-at_install", "retail")
class TestRefundCases(OrderShopCase):
    """Each order sells 2 units at 10.00 and 1 at 8.00; each test looks at one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rows = [row for row in cls.do("catalog") if row["tracked"]]
        cls.goods = [
            {"sku": rows[0]["sku"], "quantity": 2, "price": "10.00"},
            {"sku": rows[1]["sku"], "quantity": 1, "price": "8.00"},
        ]
        one = {"lines": [[0, 1]]}
        # name: (wishes, what is done in the shop)
        booked = {
            "tip": ({"tip": "2.50"}, [("refund", {"lines": [[2, 1]]})]),
            "over": (PLAIN, [("refund", {**one, "amount": "12.50"})]),
            "under": (PLAIN, [("refund", {**one, "amount": "6.00"})]),
            "included": (
                {"taxes_included": True, "rates": TAX, "discount": "both"},
                [("refund", {**one, "shipping": True})],
            ),
            "excluded": (
                {"rates": TAX, "discount": "automatic"},
                [("refund", one), ("refund", one), ("refund", {"shipping": True})],
            ),
            "liable": ({"rates": LIABLE}, [("refund", one)]),
            "exempt": ({"rates": [], "tax_exempt": True}, [("refund", one)]),
            "tenders": (
                {
                    **PLAIN,
                    "payments": [
                        {"gateway": "paypal", "amount": "9.00"},
                        {"gateway": "gift_card", "amount": "4.00"},
                        {"gateway": "shopify_payments"},
                    ],
                },
                [("refund", {})],
            ),
            "foreign": ({"currency": "EUR", "rates": TAX}, [("refund", one)]),
            "rounded": (
                {**PLAIN, "gateway": "cash", "rounding": "0.02"},
                [("refund", {"rounding": "0.02"})],
            ),
            "part_paid": (
                {**PLAIN, "payments": [{"gateway": "paypal", "amount": "5.00"}]},
                [("refund", {"lines": [], "amount": "5.00"})],
            ),
            "no_money": (PLAIN, [("cancel", {"give_back": False})]),
        }
        shipped = {
            "lost": (PLAIN, [("refund", {**one, "restock": "NO_RESTOCK"})]),
            "back": (PLAIN, [("refund", {**one, "restock": "RETURN"})]),
            "legacy": (PLAIN, [("refund", {**one, "restock": "LEGACY_RESTOCK"})]),
            "even": (
                {**PLAIN, "lines": [cls.goods[0], {"sku": rows[1]["sku"]}]},
                [
                    (
                        "open_return",
                        {
                            "lines": [[1, 1]],
                            "exchange": [
                                {"variant": rows[1]["variant_id"], "quantity": 1}
                            ],
                        },
                    ),
                    ("process_return", {}),
                ],
            ),
            "recalled": (PLAIN, [("unship", {}), ("cancel", {})]),
        }
        imported = {
            "early": (PLAIN, [("refund", {**one, "restock": "CANCEL"})]),
            "early_legacy": (PLAIN, [("refund", {**one, "restock": "LEGACY_RESTOCK"})]),
            "early_all": (PLAIN, [("cancel", {})]),
            "voided": ({**PLAIN, "payment": "authorized"}, [("cancel", {})]),
        }
        unknown = {"unheard": (PLAIN, [("cancel", {})])}
        cls.rows = {}
        for step, cases in enumerate((booked, shipped, imported, unknown)):
            for place, (name, (wishes, _acts)) in enumerate(cases.items()):
                wishes = {"lines": cls.goods, "payment": "paid", **wishes}
                cls.rows[name] = cls.place(seed=100 * step + place, **wishes)
            if step in (0, 2):
                cls.fetch()
            if step == 1:
                cls.fetch()
                cls.book()
                for name in shipped:
                    cls._act(name, "fulfil")
                cls._follow()
        for cases in (booked, shipped, imported, unknown):
            for name, (_wishes, acts) in cases.items():
                for action, given in acts:
                    cls._act(name, action, **given)
        cls._follow()

    @classmethod
    def _act(cls, name, action, **given):
        order = cls.rows[name]["id"]
        cls.do("order_action", order=order, action=action, **given)

    @classmethod
    def _follow(cls):
        """Read what happened in the shop and let the jobs work on it."""
        for kind in ("order", "fulfilment", "return", "refund"):
            cls.fetch(kind)
        reasons = cls.env["retail.mapping.return.reason"].search(
            [("backend_id", "=", cls.backend.id), ("state", "=", "suggested")]
        )
        if reasons:
            reasons.disposition = "restock"
            reasons.action_approve()
            cls.fetch("return")
        cls.backend._job_deliver()
        cls.book()

    def _settled(self, name, open_amount="0.00"):
        """Check that the books equal the shop's money, to the cent."""
        binding = self.binding(self.rows[name])
        self.assertLessEqual(
            set(binding.refund_ids.mapped("stage")),
            {"done"},
            binding.refund_ids.mapped("stage_error"),
        )
        shop = self.records.get(binding.external_id)
        net = Decimal(shop["netPaymentSet"]["shopMoney"]["amount"])
        credits = binding.refund_ids.record_id
        invoices = binding.record_id.invoice_ids - credits
        booked = sum(invoices.mapped("amount_total")) - sum(
            credits.mapped("amount_total")
        )
        self.same(booked, net + Decimal(open_amount))
        moves = invoices | credits
        self.assertLessEqual(set(moves.mapped("state")), {"posted"})
        residual = sum(moves.mapped("amount_residual_signed"))
        self.same(residual, open_amount)
        self.same(sum(binding.tender_ids.record_id.mapped("balance")), net)
        return binding

    def _credited(self, binding):
        return [f"{m.amount_total:.2f}" for m in binding.refund_ids.record_id]

    # --- money ---

    def test_tip_is_given_back(self):
        binding = self._settled("tip")
        lines = binding.refund_ids.record_id.invoice_line_ids
        self.assertEqual(lines.product_id, self.backend.tip_product_id)
        self.assertEqual(self._credited(binding), ["2.50"])

    def test_more_than_the_goods_are_worth(self):
        self.assertEqual(self._credited(self._settled("over")), ["12.50"])

    def test_less_than_the_goods_are_worth(self):
        self.assertEqual(self._credited(self._settled("under")), ["6.00"])

    def test_discounted_prices_with_tax_and_shipping(self):
        binding = self._settled("included")
        self.assertTrue(binding.refund_ids.record_id.amount_tax)

    def test_several_refunds_of_one_line_add_up(self):
        binding = self._settled("excluded")
        self.assertEqual(len(binding.refund_ids), 3)

    def test_tax_the_channel_owes_is_taken_off_its_account(self):
        credit = self._settled("liable").refund_ids.record_id
        taxes = credit.line_ids.filtered("tax_line_id")
        self.assertEqual(taxes.account_id, self.clearing)
        self.same(sum(taxes.mapped("balance")), "0.70")

    def test_tax_exempt(self):
        self.assertEqual(self._settled("exempt").refund_ids.record_id.amount_tax, 0)

    def test_money_goes_back_by_the_ways_it_came(self):
        binding = self._settled("tenders")
        given = {
            tender.gateway: f"{abs(tender.amount):.2f}"
            for tender in binding.refund_ids.tender_ids
        }
        self.assertEqual(
            given, {"paypal": "9.00", "gift_card": "4.00", "shopify_payments": "15.00"}
        )

    def test_customer_saw_another_currency(self):
        binding = self._settled("foreign")
        self.assertEqual(binding.refund_ids.record_id.currency_id.name, "USD")

    def test_cash_goes_back_as_it_was_rounded(self):
        binding = self._settled("rounded")
        self.assertEqual(self._credited(binding), ["28.02"])
        shop = self.records.get(binding.external_id)["totalCashRoundingAdjustment"]
        back = shop["refundSet"]["shopMoney"]["amount"]
        lines = binding.refund_ids.record_id.invoice_line_ids.filtered(
            lambda line: line.product_id == self.backend.rounding_product_id
        )
        self.same(lines.price_total, back)

    def test_a_partly_paid_order(self):
        binding = self._settled("part_paid", open_amount="23.00")
        self.assertEqual(self._credited(binding), ["5.00"])

    # --- goods ---

    def test_goods_that_do_not_come_back(self):
        refund = self._settled("lost").refund_ids
        self.assertFalse(refund.picking_ids)

    def test_goods_that_come_back(self):
        for name in ("back", "legacy"):
            with self.subTest(name):
                [picking] = self._settled(name).refund_ids.picking_ids
                self.assertEqual(
                    (picking.state, picking.picking_type_code), ("done", "incoming")
                )
                self.assertEqual(picking.move_ids.quantity, 1)

    def test_an_exchange_for_the_same(self):
        binding = self._settled("even")
        going = binding.record_id.picking_ids.filtered(lambda p: p.state != "done")
        self.assertEqual(going.picking_type_code, "outgoing")
        self.assertEqual(going.move_ids.product_uom_qty, 1)

    # --- when ---

    def test_refunded_before_it_was_invoiced(self):
        for name in ("early", "early_legacy"):
            with self.subTest(name):
                binding = self._settled(name)
                self.assertEqual(self._credited(binding), ["10.00"])
                self.assertEqual(sum(self._reserved(binding)), 2)
                self.assertFalse(binding.refund_ids.picking_ids)

    def test_cancelled_before_it_was_invoiced(self):
        self.assertEqual(sum(self._reserved(self._settled("early_all"))), 0)

    def test_cancelled_before_odoo_heard_of_it(self):
        self.assertEqual(sum(self._reserved(self._settled("unheard"))), 0)

    def test_cancelled_while_money_was_only_held(self):
        binding = self._settled("voided")
        self.assertFalse(binding.record_id.invoice_ids)
        self.assertEqual(binding.stage, "cancelled")

    def test_cancelled_and_the_money_kept(self):
        """The customer has a credit: what he paid and did not get."""
        binding = self._settled("no_money", open_amount=f"-{MONEY_KEPT}")
        self.assertEqual(sum(self._reserved(binding)), 0)

    def test_cancelled_after_its_shipment_was_cancelled(self):
        binding = self._settled("recalled")
        self.assertEqual(sum(binding.record_id.order_line.mapped("qty_delivered")), 0)
        self.assertEqual(sum(self._reserved(binding)), 0)
        doubts = self.env["retail.discrepancy"].search(
            [("res_model", "=", "sale.order"), ("res_id", "=", binding.record_id.id)]
        )
        self.assertLessEqual(set(doubts.mapped("state")), {"resolved"})

    def _reserved(self, binding):
        """Return the units that are still to be delivered."""
        moves = binding.record_id.picking_ids.move_ids
        waiting = moves.filtered(lambda m: m.state not in ("done", "cancel"))
        return waiting.mapped("product_uom_qty")
