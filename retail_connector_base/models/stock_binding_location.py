"""Which of Odoo's locations make up what a shop shows at one of its places."""

from itertools import product

from odoo import api, fields, models
from odoo.exceptions import ValidationError

SHAPE = {"record_id", "extra_location_ids", "active", "push_stock", "managed_elsewhere"}


class RetailBindingLocation(models.Model):
    """Sum several locations; never let two places of one shop sell the same shelf."""

    _inherit = "retail.binding.location"

    extra_location_ids = fields.Many2many(
        "stock.location",
        "retail_binding_location_extra_rel",
        "binding_id",
        "location_id",
        string="More Locations",
        domain="[('usage', '=', 'internal')]",
        check_company=True,
        help="Stock of these, and of everything below them, is added.",
    )

    @api.constrains("record_id", "extra_location_ids", "active", "push_stock")
    def _check_shared_stock(self):
        """Refuse that one shelf is promised at two places of the same shop."""
        for binding in self.filtered(lambda b: b.active and b.push_stock):
            others = self.search(
                [
                    ("backend_id", "=", binding.backend_id.id),
                    ("id", "!=", binding.id),
                    ("push_stock", "=", True),
                    ("record_id", "!=", False),
                ]
            )
            for other in others:
                shared = binding._shared_with(other)
                if shared:
                    raise ValidationError(
                        self.env._(
                            "%(one)s and %(two)s would both sell the stock of "
                            "%(location)s. One of them has to leave it out.",
                            one=binding.display_name,
                            two=other.display_name,
                            location=shared.display_name,
                        )
                    )

    def _shared_with(self, other):
        """Return a location whose stock counts for both, if there is one."""
        for one, two in product(self._roots(), other._roots()):
            if one._child_of(two):
                return one
            if two._child_of(one):
                return two
        return self.env["stock.location"]

    def _roots(self):
        """Return the locations whose stock counts, with what is below them."""
        return self.record_id and self.record_id | self.extra_location_ids

    @api.model_create_multi
    def create(self, vals_list):
        bindings = super().create(vals_list)
        bindings._stock_mapping_changed()
        return bindings

    def write(self, vals):
        result = super().write(vals)
        if not SHAPE.isdisjoint(vals):
            self._stock_mapping_changed()
        return result

    def _stock_mapping_changed(self):
        """Look at all levels again: other stock counts now."""
        dirty = self.env["retail.stock.dirty"].sudo()
        dirty._forget_watched()
        for backend in self.backend_id:
            dirty._mark_backend(backend)
