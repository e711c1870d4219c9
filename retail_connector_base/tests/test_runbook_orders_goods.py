"""Whoever follows only the runbook gets goods and mappings of orders right again."""

from decimal import Decimal

from odoo.fields import Command
from odoo.tests import tagged

from .runbook_shop import ShopStories


@tagged("post_install", "-at_install", "retail")
class TestRunbookOrdersGoods(ShopStories):
    """Transfers under somebody's hands, goods that came back, words not mapped."""

    stories = (
        "picking_started",
        "return_after_delivery",
        "return_too_many",
        "total_mismatch",
        "shipping_unmapped",
        "party_ambiguous",
    )

    def test_each_page_leads_to_its_end(self):
        self.walk_all()

    # --- goods ---

    def tell_picking_started(self):
        lines = [self.line("l1", 10, 2), self.line("l2", 25, 3, "TEE")]
        self.tell(order := self.order(lines=lines))
        sale = self.sold().record_id
        moves = self.by(sale.picking_ids).move_ids
        tees = moves.filtered(lambda move: move.product_id == self.tee)
        tees.picked = True
        self.tell(self.state_of(self.parcel(l1=2), self.work(l2=3)), "fulfilment")
        yield self.sold()
        yield "finish or undo"
        tees.picked = False
        yield "Retry"
        self.listed("picking_started").action_retry()
        self.jobs()
        self.assertEqual(self.delivered(sale), {"l1": 2, "l2": 0})
        self.assertEqual(self.open_units(sale), {("WH", "TEE"): 3})
        self.assertEqual(self.on_hand(self.mug, self.warehouse), 98)
        self.assert_paid(order)

    def delivered_order(self):
        """Have an order of three mugs booked and delivered."""
        lines = [self.line("l1", 10, 3, taxes=[self.tax("3.00")])]
        self.tell(self.order(lines=lines))
        self._ship(self.sold())
        return self.sold()

    def take_back(self, picking, units):
        """Return units of a transfer to the shelf, as a person does."""
        wizard = self.by(self.env["stock.return.picking"]).create(
            {"picking_id": picking.id}
        )
        wizard.product_return_moves.quantity = units
        action = wizard.action_create_returns()
        back = self.by(self.env["stock.picking"]).browse(action["res_id"])
        back.button_validate()
        self.assertEqual(back.state, "done")

    def tell_return_after_delivery(self):
        binding = self.delivered_order()
        part = self.part(
            "l1", 10, 1, tax="1.00", unshipped=Decimal(1), restock="cancel"
        )
        self.tell(self.refunds(self.refund(part)), "refund", "1001")
        yield binding
        yield "whether the goods come back"
        yield "Make a return for them"
        self.take_back(binding.record_id.picking_ids, 1)
        yield "Resolve", "how it was settled"
        self.resolve("return_after_delivery", "The customer brought it back.")
        self.jobs()
        self.assertEqual(self._free(), (98, 98), "one is back and nothing leaves anew")
        self.assertEqual(self.delivered(binding.record_id), {"l1": 2})
        self._assert_settled(binding)

    def tell_return_too_many(self):
        binding = self.delivered_order()
        back = self.part("l1", 30, 3, restock="return")
        more = self.part("l1", 10, 1, restock="return")
        taken = self.part("", -30, 0, kind="adjustment")
        self.tell(
            self.refunds(self.refund(back, taken), self.refund(more, number=2)),
            "refund",
            "1001",
        )
        yield binding
        yield "Compare"
        self.assertEqual(self._free(), (100, 100))
        yield "inventory adjustment"
        shelf = self.warehouse.lot_stock_id
        count = self.by(self.env["stock.quant"]).with_context(inventory_mode=True)
        count.create(
            {"product_id": self.mug.id, "location_id": shelf.id,
             "inventory_quantity": 101}
        ).action_apply_inventory()  # fmt: skip
        self.assertEqual(self._free(), (101, 101))
        yield "Resolve", "how it was settled"
        self.resolve("return_too_many", "One of another shop was in the parcel.")

    # --- what a person decides once ---

    def tell_total_mismatch(self):
        tax = self.env["retail.mapping.tax"].search(
            [("backend_id", "=", self.backend.id), ("prices_include_tax", "=", False)]
        ).tax_id  # fmt: skip
        self.charge(tax, 100, -100)
        line = self.line("l1", 10, 2, taxes=[self.tax("2.00")])
        taxed = self.tell(order := self.order(lines=[line]))
        euro = self.env.ref("base.EUR")
        euro.write({"active": True, "rounding": 0.1})
        line = self.line("l1", "10.25", currency="EUR")
        rounded = self.tell(other := self.order("1002", lines=[line], currency="EUR"))
        yield taxed
        yield "details", "difference"
        self.assertIn("difference -2", taxed.error)
        self.assertIn("difference", rounded.error)
        yield "Rounding Factor"
        euro.rounding = 0.01
        yield "distribution"
        self.charge(tax, 100)
        yield "Retry all of this cause", "Never add a line"
        self.listed("total_mismatch")[:1].action_retry_cause()
        self.jobs()
        self.assert_paid(order)
        self.assert_paid(other)

    def charge(self, tax, *parts):
        """Distribute a tax in these parts of a hundred."""
        lines = [
            Command.clear(),
            Command.create({"repartition_type": "base"}),
            *(
                Command.create({"repartition_type": "tax", "factor_percent": part})
                for part in parts
            ),
        ]
        tax.write(
            {
                "invoice_repartition_line_ids": lines,
                "refund_repartition_line_ids": lines,
            }
        )

    def tell_shipping_unmapped(self):
        self.backend.shipping_product_id = False
        lines = [self.line("l1", 10, 2), self.line("s1", 5, 1, kind="shipping",
                                                   title="Courier")]  # fmt: skip
        self.tell(self.order(lines=lines))
        yield self.listed("shipping_unmapped")
        yield "Shipping methods", "approve"
        mapping = self.opened("shipping_unmapped").with_user(self.accountant)
        mapping.product_id = self.env["product.product"].create(
            {"name": "Courier", "type": "service", "company_id": self.company.id}
        )
        mapping.action_approve()
        self.tell(again := self.order("1002", lines=lines))
        self.assertIn(
            mapping.product_id, self.sold("1002").record_id.order_line.product_id
        )
        self.assert_paid(again)

    def tell_party_ambiguous(self):
        twin = self.env["res.partner"].create(
            {"name": "A. Lovelace", "email": "ada@example.com",
             "company_id": self.company.id}
        )  # fmt: skip
        self.tell(order := self.order())
        yield self.sold()
        yield "Open the item"
        discrepancy = self.opened("party_ambiguous")
        made = self.env["res.partner"].browse(discrepancy.res_id)
        yield "Merge"
        Merge = self.by(self.env["base.partner.merge.automatic.wizard"])
        merge = Merge.with_context(
            active_model="res.partner", active_ids=(made | twin).ids
        )
        merge.create({"dst_partner_id": twin.id}).action_merge()
        yield "Resolve"
        self.resolve("party_ambiguous", "One person.")
        self.assertEqual(self.sold().record_id.partner_id, twin)
        self.tell(self.order("1002"))
        self.assertEqual(self.sold("1002").record_id.partner_id, twin)
        self.assertFalse(self.listed("party_ambiguous"))
        self.assert_paid(order)
