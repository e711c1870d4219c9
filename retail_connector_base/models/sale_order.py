"""Orders that came from a platform."""

from odoo import api, fields, models

from .bindings.binding_order import CHANNELS
from .confirm_batch import CONTEXT_KEY

NOTES_KEY = "retail_notes"  # context: order id -> notes to log together


class SaleOrder(models.Model):
    """Keep where an order came from, and its date when it is confirmed."""

    _name = "sale.order"
    _inherit = ["sale.order", "retail.bound"]
    _binding_model = "retail.binding.order"

    retail_backend_id = fields.Many2one(
        "retail.backend",
        "Connection",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    retail_channel = fields.Selection(
        CHANNELS, "Channel", readonly=True, copy=False, help="Web shop or store."
    )
    retail_source = fields.Char(
        "Channel Source",
        readonly=True,
        copy=False,
        help="The platform's word for the channel.",
    )
    retail_currency_id = fields.Many2one(
        "res.currency",
        "Channel Currency",
        readonly=True,
        copy=False,
        help="The customer was charged in it, whatever the pricelist's currency.",
    )
    retail_note = fields.Text(
        "Customer's Note", readonly=True, copy=False, help="Written at the checkout."
    )
    retail_binding_ids = fields.One2many(
        "retail.binding.order", "record_id", "Channel Orders"
    )
    retail_summary_move_id = fields.Many2one(
        "account.move",
        "Summary Entry",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The daily entry this order is booked in; it is not invoiced again.",
    )

    @api.depends("retail_currency_id")
    def _compute_currency_id(self):
        charged = self.filtered("retail_currency_id")
        super(SaleOrder, self - charged)._compute_currency_id()
        for order in charged:
            order.currency_id = order.retail_currency_id

    def action_confirm(self):
        """Keep the date of orders from a platform: it is when the customer bought."""
        bought = self.filtered("retail_backend_id")
        others = self - bought
        if others:
            super(SaleOrder, others).action_confirm()
        if bought:
            super(
                SaleOrder, bought.with_context(retail_keep_date=True)
            ).action_confirm()
            if CONTEXT_KEY not in self.env.context:  # a person does it, not the job
                bought.sudo().retail_binding_ids._confirmed_by_hand()
        return True

    def _prepare_confirmation_values(self):
        values = super()._prepare_confirmation_values()
        if self.env.context.get("retail_keep_date"):
            values.pop("date_order", None)
        return values

    def message_post(self, **kwargs):
        """Collect the plain notes of a batch, to be logged in one go."""
        notes = self.env.context.get(NOTES_KEY)
        if notes is not None and set(kwargs) == {"body"}:
            notes.setdefault(self.id, []).append(kwargs["body"])
            return self.env["mail.message"]
        return super().message_post(**kwargs)

    def _prepare_invoice(self):
        """Say on the invoice which connection and channel the order came from."""
        return {
            **super()._prepare_invoice(),
            "retail_backend_id": self.retail_backend_id.id,
            "retail_channel": self.retail_channel,
        }

    @api.depends("retail_summary_move_id")
    def _compute_invoice_status(self):
        booked = self.filtered("retail_summary_move_id")
        super(SaleOrder, self - booked)._compute_invoice_status()
        booked.invoice_status = "invoiced"

    def action_open_retail_document(self):
        """Open the order at the platform, in a new tab."""
        self.ensure_one()
        return self.retail_binding_ids[:1].action_open_external()
