"""Which variants get Odoo's prices."""

from odoo import api, fields, models

RULES = {"record_id", "state", "price_push"}


class RetailBindingVariant(models.Model):
    """Say whether a variant's price is sent, and look at it when it is matched."""

    _inherit = "retail.binding.variant"

    price_push = fields.Boolean(
        "Send Price", default=True, help="Odoo's price of it is sent."
    )
    price_level_ids = fields.One2many("retail.price.level", "variant_binding_id")

    @api.model_create_multi
    def create(self, vals_list):
        bindings = super().create(vals_list)
        bindings._mark_prices()
        return bindings

    def write(self, vals):
        changed = self.filtered(
            lambda binding: (
                "record_id" in vals and binding.record_id.id != vals["record_id"]
            )
        )
        result = super().write(vals)
        if changed:  # what was known is of another product
            changed.sudo().price_level_ids.unlink()
        if not RULES.isdisjoint(vals):
            self._mark_prices()
        return result

    def _mark_prices(self):
        """Have the prices of matched variants looked at, where prices are sent."""
        for backend, part in self.filtered("record_id").grouped("backend_id").items():
            if backend._sends_prices():
                self.env["retail.price.dirty"].sudo()._mark(backend, part.record_id.ids)
