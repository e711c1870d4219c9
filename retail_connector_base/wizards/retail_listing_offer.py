"""Offer chosen products in shops."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class RetailListingOffer(models.TransientModel):
    """Ask in which shops the chosen products are to be sold."""

    _name = "retail.listing.offer"
    _description = "Offer Products in a Shop"

    template_ids = fields.Many2many(
        "product.template",
        string="Products",
        required=True,
        default=lambda self: self._default_templates(),
    )
    backend_ids = fields.Many2many(
        "retail.backend",
        string="Shops",
        required=True,
        domain="[('platform', '!=', 'none')]",
    )

    @api.model
    def _default_templates(self):
        """Return the products that were chosen in a list, of templates or variants."""
        ids = self.env.context.get("active_ids", [])
        if self.env.context.get("active_model") == "product.product":
            return self.env["product.product"].browse(ids).product_tmpl_id
        return self.env["product.template"].browse(ids)

    def action_offer(self):
        """Offer the products; the next planning sends them."""
        self.ensure_one()
        if not self.backend_ids:
            raise UserError(self.env._("Choose a shop."))
        listings = self.env["retail.listing"]
        for backend in self.backend_ids:
            fitting = self.template_ids.filtered(
                lambda product, company=backend.company_id: (
                    not product.company_id or product.company_id == company
                )
            )
            listings |= self.env["retail.listing"]._offer(backend, fitting)
        listings.filtered(lambda own: not own.offered).offered = True
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Products in shops"),
            "res_model": "retail.listing",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", listings.ids)],
        }
