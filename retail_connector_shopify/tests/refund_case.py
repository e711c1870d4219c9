"""A fake shop whose refunds are compared with Odoo's ledger and stock."""

from decimal import Decimal

from odoo.fields import Command

from .common import ShopCase


class RefundFlowCase(ShopCase):
    """Sell, ship, refund in the shop; see what Odoo makes of it."""

    def setUp(self):
        super().setUp()
        self.backend.action_test()
        self.backend.state = "live"
        self.clearing = self.env["account.account"].create(
            {
                "name": "Clearing",
                "code": "101977",
                "account_type": "asset_current",
                "reconcile": True,
                "company_ids": [Command.set(self.backend.company_id.ids)],
            }
        )

    # --- what happens ---

    def _sell(self, **wishes):
        """Have an order placed and accounted; return its binding."""
        wishes.setdefault("payment", "paid")
        [order] = self.control("place_orders", source="web", seed=5, **wishes)
        self._tell("orders/create", order["id"])
        return self._binding(order["id"])

    def _tell(self, topic, order_id):
        body = {"admin_graphql_api_id": order_id}
        if topic.startswith(("refunds", "returns")):
            body = {"order": body}
        self.assertEqual(self.post(topic, body).status_code, 200)
        self._work()

    def _work(self):
        self.drain()
        self.approve_mappings()
        self.events(state="parked").action_retry()
        self.drain()
        self.backend._job_confirm()
        self.backend._job_account()
        self._approve_tenders()
        self.backend._job_account()

    def _approve_tenders(self):
        for mapping in self.env["retail.mapping.tender"].search(
            [("backend_id", "=", self.backend.id), ("state", "!=", "approved")]
        ):
            mapping.account_id = mapping.account_id or self.clearing
            mapping.action_approve()

    def _act(self, binding, action, **given):
        self.control("order_action", order=binding.external_id, action=action, **given)

    def _ship(self, binding):
        self._act(binding, "fulfil")
        picking = binding.record_id.picking_ids.filtered(lambda p: p.state != "done")
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty
            move.picked = True
        picking._action_done()

    def _binding(self, order_id):
        return self.env["retail.binding.order"]._find(self.backend, [order_id])[
            order_id
        ]

    # --- what is to be ---

    def _assert_settled(self, binding, open_amount=0.0):
        """Odoo's ledger is what the shop received, to the cent, nothing open."""
        self.env.invalidate_all()
        why = [(e.kind, e.state, e.cause, e.error) for e in self.events()]
        self.assertEqual(set(binding.refund_ids.mapped("stage")), {"done"}, why)
        shop = self.records.get(binding.external_id)
        credits = binding.refund_ids.record_id
        invoices = binding.record_id.invoice_ids - credits
        booked = sum(invoices.mapped("amount_total")) - sum(
            credits.mapped("amount_total")
        )
        net = Decimal(shop["netPaymentSet"]["shopMoney"]["amount"])
        self.assertEqual(Decimal(f"{booked - open_amount:.2f}"), net)
        moves = invoices | credits
        self.assertEqual(round(sum(moves.mapped("amount_residual")), 2), open_amount)
        money = sum(binding.tender_ids.record_id.mapped("balance"))
        self.assertEqual(Decimal(f"{money:.2f}"), net)


class RefundPushCase(RefundFlowCase):
    """An order of three units, to be credited in Odoo and given back by the shop."""

    def setUp(self):
        super().setUp()
        self.sku = next(r["sku"] for r in self.control("catalog") if r["tracked"])
        self.binding = self._sell(
            lines=[{"sku": self.sku, "quantity": 3}], country="US", plain=True
        )

    def _credit(self, units=None):
        """Return a posted credit note of some units (of everything when None)."""
        invoice = self.binding.invoice_id
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id})
        )
        note = self.env["account.move"].browse(wizard.reverse_moves()["res_id"])
        if units is not None:
            goods = note.invoice_line_ids.filtered(
                lambda line: line.product_id.default_code == self.sku
            )
            (note.invoice_line_ids - goods).unlink()
            goods.quantity = units
        note.action_post()
        return note

    def _send(self, note):
        note.action_send_refund()
        [row] = self.env["retail.outbox"].search(
            [("res_model", "=", "account.move"), ("res_id", "=", note.id)]
        )
        return row

    def _push(self, row):
        row.action_release()
        self.backend._job_push("refund")
        self.env.invalidate_all()

    def _shop_refunds(self):
        order = self.records.get(self.binding.external_id)
        return [self.records.get(gid) for gid in order["refunds"]]
