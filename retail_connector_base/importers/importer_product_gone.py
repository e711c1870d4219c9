"""Products that were deleted in a shop."""

from odoo import api, models


class RetailImporterProduct(models.AbstractModel):
    """Do with a deleted product what the connection says."""

    _inherit = "retail.importer.product"

    @api.model
    def _gone(self, external_ids, backend):
        """Forget the bindings of products that the shop does not have any more."""
        bindings = (
            self.env["retail.binding.template"].sudo()._find(backend, external_ids)
        )
        found = self.env["retail.binding.template"].sudo().union(*bindings.values())
        listings = (
            self.env["retail.listing"].sudo().search([("binding_id", "in", found.ids)])
        )
        exporter = self.env["retail.exporter.product"].sudo()
        for listing in listings:
            exporter._forget(listing)
        (found - listings.binding_id).exists().unlink()
        if backend.on_gone == "unlist":
            listings.offered = False
        elif backend.on_gone == "archive":
            listings.offered = False
            listings.template_id.action_archive()
        else:
            self.env["retail.product.dirty"].sudo()._listings(listings)
