"""How much of a product one shop may show."""

from odoo import api, fields, models

RULES = {
    "record_id", "state", "stock_push", "buffer", "stock_cap", "stock_external_id",
    "tracked",
}  # fmt: skip


class RetailBindingVariant(models.Model):
    """Hold a product's own stock rules for one shop."""

    _inherit = "retail.binding.variant"

    stock_cap = fields.Integer(
        help="Never show more units than this; 0 takes the backend's limit, less than "
        "0 means no limit.",
    )
    stock_level_ids = fields.One2many("retail.stock.level", "variant_binding_id")

    _record_idx = models.Index("(record_id) WHERE record_id IS NOT NULL")

    @api.model_create_multi
    def create(self, vals_list):
        bindings = super().create(vals_list)
        bindings._stock_rules_changed()
        return bindings

    def write(self, vals):
        result = super().write(vals)
        if "record_id" in vals and not vals["record_id"]:
            self.sudo().stock_level_ids.unlink()
        if not RULES.isdisjoint(vals):
            self._stock_rules_changed()
        return result

    def _stock_rules_changed(self):
        """Look at the levels again, where stock is sent."""
        live = self.filtered(
            lambda binding: (
                binding.record_id
                and binding.stock_external_id
                and binding.backend_id._sends_stock()
            )
        )
        if live:
            self.env["retail.stock.dirty"].sudo()._mark_variants(live)
