"""Transfers of a batch: their origin is noted for all at once."""

from odoo import models

from .confirm_batch import batch_of


class StockPicking(models.Model):
    """Collect the notes about where transfers come from."""

    _inherit = "stock.picking"

    def message_post_with_source(self, source_ref, **kwargs):
        """Keep the origin for one note per batch instead of a message each."""
        batch = batch_of(self)
        if batch is not None and source_ref == "mail.message_origin_link":
            batch.note_origin(self, kwargs["render_values"]["origin"])
            return self.env["mail.message"]
        return super().message_post_with_source(source_ref, **kwargs)
