"""Variants of a platform and their products in Odoo, and those that have none yet."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class RetailBindingVariant(models.Model):
    """Link a platform's variant to a product, or wait for a person to decide."""

    _name = "retail.binding.variant"
    _inherit = ["retail.binding"]
    _description = "Retail Variant Binding"

    record_id = fields.Many2one(
        "product.product",
        string="Product Variant",
        ondelete="cascade",
        check_company=True,
    )
    state = fields.Selection(
        [
            ("unmatched", "To Decide"),
            ("matched", "Matched"),
            ("ignored", "Ignored"),
        ],
        default="unmatched",
        required=True,
        index=True,
        help="To decide: no product, or more than one, has this SKU or barcode.",
    )
    template_binding_id = fields.Many2one(
        "retail.binding.template", ondelete="set null", index="btree_not_null"
    )
    stock_external_id = fields.Char(
        string="External Stock Id",
        index="btree_not_null",
        readonly=True,
        help="The platform's id of the stock item behind the variant.",
    )
    sku = fields.Char(string="SKU", readonly=True)
    barcode = fields.Char(readonly=True)
    title = fields.Char(readonly=True)
    price = fields.Float(readonly=True, help="Price at the platform when it was read.")
    tracked = fields.Boolean(
        default=True, readonly=True, help="The platform keeps stock of it."
    )
    stock_push = fields.Boolean(
        string="Send Stock", default=True, help="Odoo's stock of it is sent."
    )
    buffer = fields.Integer(
        string="Safety Buffer",
        help="Units held back from the platform; 0 takes the backend's buffer.",
    )
    mismatch = fields.Char(
        string="Why",
        readonly=True,
        help="missing: no product has this SKU; blank: the platform has no SKU; "
        "duplicate: several products have it; taken: the product is bound already.",
    )
    create_wanted = fields.Boolean(
        readonly=True, help="A person decided to create it as a product."
    )
    candidate_ids = fields.Many2many(
        "product.product",
        string="Candidates",
        readonly=True,
        help="Products that share the SKU or barcode.",
    )

    @api.depends("title", "sku", "external_id")
    def _compute_display_name(self):
        for binding in self:
            name = binding.title or binding.external_name or binding.external_id
            binding.display_name = f"[{binding.sku}] {name}" if binding.sku else name

    def write(self, vals):
        """Choosing a product decides the mismatch."""
        if vals.get("record_id") and "state" not in vals:
            vals = {**vals, "state": "matched", "mismatch": False}
        result = super().write(vals)
        if vals.get("record_id"):
            self._wake_waiting()
        return result

    def action_match(self, product=None):
        """Bind to ``product``, or to the only candidate."""
        for binding in self:
            chosen = product or binding.candidate_ids
            if len(chosen) != 1:
                raise UserError(
                    self.env._("Choose one product for %s.", binding.display_name)
                )
            binding.record_id = chosen

    def action_create_product(self):
        """Create the missing products and bind to them."""
        importer = self.env["retail.importer.product"]
        for backend, bindings in (
            self.filtered(lambda b: not b.record_id).grouped("backend_id").items()
        ):
            importer.with_company(backend.company_id)._create_for_bindings(bindings)
        return True

    def action_ignore(self):
        """Never import this variant; orders with it show the custom item product."""
        self.write({"state": "ignored", "mismatch": False})
        self._wake_waiting()

    def action_reopen(self):
        """Decide again."""
        self.write({"state": "unmatched", "record_id": False})

    def _wake_waiting(self):
        """Let the orders that were parked for these variants try again."""
        for backend in self.backend_id:
            backend._retry_parked("product_unmatched")
