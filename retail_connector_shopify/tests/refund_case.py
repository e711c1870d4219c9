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
