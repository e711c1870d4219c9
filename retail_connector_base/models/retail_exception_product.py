"""Products and pictures that a shop cannot or will not take."""

from odoo import api, fields, models

SOURCES = {
    "listing": (
        "retail.listing",
        # what the shop itself refused stands in the outbox
        "state = 'blocked' AND cause IN ('metafield_value', 'same_options', "
        "'too_many_options', 'too_many_variants')",
        "TRUE",
        {
            "label": "(SELECT COALESCE(t.name->>'en_US', t.id::text) FROM "
            "product_template t WHERE t.id = template_id)",
            "cause": "cause",
            "message": "error",
            "since": "write_date",
            "tries": "NULL::int",
            "state": "state",
        },
    ),
    "picture": (
        "retail.listing.media",
        "state = 'failed'",
        "TRUE",
        {
            "label": "COALESCE(alt, external_id)",
            "cause": "'media_failed'",
            "message": "external_id",
            "since": "write_date",
            "tries": "NULL::int",
            "state": "state",
        },
    ),
}


class RetailException(models.Model):
    """List them with everything else that waits for a person."""

    _inherit = "retail.exception"

    source = fields.Selection(
        selection_add=[("listing", "Product in a shop"), ("picture", "Picture")]
    )

    @api.model
    def _sources(self):
        return {**super()._sources(), **SOURCES}

    def action_open(self):
        """Open the product of a picture: it is replaced there."""
        self.ensure_one()
        action = super().action_open()
        if self.source == "picture":
            listing = self.env["retail.listing.media"].browse(self.res_id).listing_id
            action |= {"res_model": listing._name, "res_id": listing.id}
        return action
