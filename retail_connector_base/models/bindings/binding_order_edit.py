"""What edits leave on an order: accepted differences, payments, a new start."""

from odoo import fields, models

DELIVERED = "edited_after_delivery"  # cause of an edit that took off what had left


class RetailBindingOrder(models.Model):
    """Know the versions of an order, and start it anew."""

    _inherit = "retail.binding.order"

    version_ids = fields.One2many("retail.order.version", "binding_id", "Versions")
    version_count = fields.Integer(compute="_compute_version_count")
    waiting_version_id = fields.Many2one(
        "retail.order.version",
        "Edit to Decide",
        compute="_compute_version_count",
        help="An edit at the platform that could not be applied by itself.",
    )
    kept_total = fields.Monetary(
        "Kept Difference",
        readonly=True,
        help="By how much the order differs from the platform's because a person kept "
        "Odoo's lines.",
    )
    kept_tax = fields.Monetary("Kept Difference of Tax", readonly=True)

    def _compute_version_count(self):
        found = self.env["retail.order.version"].search(
            [("binding_id", "in", self.ids)]
        )
        mine = found.grouped("binding_id")
        for binding in self:
            versions = mine.get(binding, found.browse())
            binding.version_count = len(versions)
            binding.waiting_version_id = versions.filtered(
                lambda version: version.state == "waiting"
            )[:1]

    def _withdraw(self):
        """Cancel the sales order and credit what was invoiced of it, whole."""
        self.ensure_one()
        order = self.record_id
        invoices = order.invoice_ids.filtered(lambda move: move.state == "posted")
        drafts = order.invoice_ids.filtered(lambda move: move.state == "draft")
        drafts.button_cancel()
        receivables = invoices.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        receivables.remove_move_reconcile()
        bills = invoices.filtered(lambda move: move.move_type == "out_invoice")
        if bills:
            today = fields.Date.context_today(self)
            bills._reverse_moves(
                [
                    {"ref": order.name, "invoice_date": today, "date": today}
                    for _bill in bills
                ],
                cancel=True,
            )
        if order.locked:
            order.action_unlock()
        order._action_cancel()

    def _retry_late_edits(self):
        """Try edits again that took off units which had left: they are back now."""
        late = self.env["retail.order.version"].search(
            [
                ("binding_id", "in", self.ids),
                ("state", "=", "waiting"),
                ("cause", "=", DELIVERED),
            ]
        )
        if late:
            self.env["retail.event"].search(
                [
                    ("backend_id", "in", late.backend_id.ids),
                    ("kind", "=", "order"),
                    ("entity_id", "in", late.binding_id.mapped("external_id")),
                    ("state", "=", "parked"),
                    ("cause", "=", DELIVERED),
                ]
            ).action_retry()

    def _reconcile_open(self):
        """Reconcile what is open of invoices, credit notes and booked payments."""
        plan = []
        for binding in self:
            lines = binding.record_id.invoice_ids.line_ids.filtered(
                lambda line: line.account_id.account_type == "asset_receivable"
            )
            lines |= binding.tender_ids._customer_lines()
            open_lines = lines.filtered(
                lambda line: line.parent_state == "posted" and not line.reconciled
            )
            for mine in open_lines.grouped("account_id").values():
                if len({line.balance > 0 for line in mine}) == 2:
                    plan.append(mine)
        if plan:
            self.env["account.move.line"]._reconcile_plan(plan)

    def action_open_versions(self):
        """Open the versions of the order."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Versions"),
            "res_model": "retail.order.version",
            "views": [(False, "list"), (False, "form")],
            "domain": [("binding_id", "=", self.id)],
        }

    def action_decide(self):
        """Open the edit that waits for a decision."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Edit to Decide"),
            "res_model": "retail.order.version",
            "res_id": self.waiting_version_id.id,
            "views": [(False, "form")],
        }
