"""Receipts of a platform and what they became in Odoo."""

from odoo import api, fields, models

from odoo.addons.retail_connector_base.canonical import decode
from odoo.addons.retail_connector_base.models.compressed import CompressedText

ACTIONS = [
    ("sale", "Sale or return"),
    ("post_void", "Voids another"),
    ("movement", "Cash movement"),
    ("void", "Cancelled"),
    ("no_sale", "No sale"),
    ("control", "Control"),
]


class RetailBindingReceipt(models.Model):
    """Link a receipt to its point-of-sale order."""

    _name = "retail.binding.receipt"
    _inherit = ["retail.binding"]
    _description = "Retail Receipt Binding"
    _order = "sold_at desc, id desc"

    record_id = fields.Many2one(
        "pos.order", string="Order", ondelete="restrict", check_company=True
    )
    register_id = fields.Many2one(
        "retail.pos.register", required=True, readonly=True, ondelete="restrict"
    )
    store_id = fields.Many2one(
        related="register_id.store_id", store=True, precompute=True, index=True
    )
    shift_id = fields.Many2one(
        "retail.pos.shift", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    action = fields.Selection(ACTIONS, required=True, readonly=True)
    voided = fields.Boolean(readonly=True, help="Another receipt undid it.")
    epoch = fields.Integer(readonly=True, aggregator=None)
    sequence = fields.Integer("Number", readonly=True, aggregator=None)
    revision = fields.Integer(
        readonly=True,
        aggregator=None,
        help="How often it was changed after it was booked: each time what was booked "
        "is reversed and booked anew.",
    )
    business_date = fields.Date(readonly=True)
    sold_at = fields.Datetime(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    total = fields.Monetary("Total on the receipt", readonly=True)
    tax_total = fields.Monetary("Tax on the receipt", readonly=True)
    tender_ids = fields.One2many("retail.binding.tender", "receipt_binding_id")
    document = CompressedText(readonly=True, help="What was imported last.")

    _register_idx = models.Index("(register_id, sold_at)")

    def _document(self):
        """Return the canonical receipt last imported, or None."""
        self.ensure_one()
        return decode(self.document) if self.document else None

    @api.depends("external_name", "external_id")
    def _compute_display_name(self):
        for binding in self:
            binding.display_name = binding.external_name or binding.external_id

    def action_open_events(self):
        """Open what the platform told about this receipt."""
        self.ensure_one()
        return {
            **self.env["ir.actions.actions"]._for_xml_id(
                "retail_connector_base.action_retail_event"
            ),
            "domain": [
                ("backend_id", "=", self.backend_id.id),
                ("kind", "=", "receipt"),
                ("entity_id", "=", self.external_id),
            ],
            "context": {},
        }
