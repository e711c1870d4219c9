"""A picture of a product at a shop."""

from odoo import fields, models


class RetailListingMedia(models.Model):
    """Remember under which id a shop keeps a picture, so that it travels once."""

    _name = "retail.listing.media"
    _inherit = ["retail.operated"]
    _description = "Picture in a Shop"
    _order = "listing_id, sequence, id"
    _rec_name = "external_id"

    listing_id = fields.Many2one(
        "retail.listing", required=True, ondelete="cascade", index=True
    )
    backend_id = fields.Many2one(
        related="listing_id.backend_id", store=True, precompute=True
    )
    company_id = fields.Many2one(
        related="listing_id.company_id", store=True, precompute=True
    )
    sequence = fields.Integer(default=10)
    checksum = fields.Char(
        readonly=True, help="Of the picture in Odoo; empty: it was made in the shop."
    )
    external_id = fields.Char(readonly=True)
    url = fields.Char("Address", readonly=True)
    fetch_model = fields.Char(readonly=True)
    fetch_id = fields.Many2oneReference(
        "To download for", model_field="fetch_model", readonly=True
    )
    alt = fields.Char("Alternative text", readonly=True)
    state = fields.Selection(
        [
            ("processing", "Being processed"),
            ("ready", "Shown"),
            ("failed", "Refused"),
        ],
        default="processing",
        readonly=True,
    )

    _unique = models.UniqueIndex("(listing_id, external_id)")

    def action_retry(self):
        """Have the shop take in once more what it refused, as it is now."""
        self._check_operator()
        listings = self.filtered(lambda own: own.state == "failed").listing_id.sudo()
        for listing in listings:
            told = dict(listing.pushed_hashes or {})
            told.pop("media", None)
            listing.pushed_hashes = told
        self.env["retail.product.dirty"].sudo()._listings(listings)
        return True
