"""Show what would be sent to a shop, before anything is."""

from odoo import fields, models

LABELS = [
    ("send", "Would be sent"),
    ("hold", "Held"),
    ("wait", "Waits for orders"),
    ("read", "To read first"),
    ("pending", "Being sent"),
    ("parked", "Refused"),
    ("same", "In agreement"),
    ("off", "Not sent"),
]
LINES = 500  # shown; the numbers above them count all


class RetailStockPreview(models.TransientModel):
    """What the next planning would send, computed without writing anything."""

    _name = "retail.stock.preview"
    _inherit = ["retail.preview"]
    _description = "Stock preview"

    line_ids = fields.One2many("retail.stock.preview.line", "preview_id", readonly=True)
    send_count = fields.Integer("Would be sent", readonly=True)
    hold_count = fields.Integer("Held", readonly=True)
    wait_count = fields.Integer("Wait for orders", readonly=True)
    read_count = fields.Integer("To read first", readonly=True)
    same_count = fields.Integer("In agreement", readonly=True)

    def _fill(self):
        """Compute the lines: first what would be sent, then what would not."""
        rows = self.env["retail.exporter.stock"].sudo()._preview(self.backend_id.sudo())
        self._count(("send", "hold", "wait", "read", "same"), rows)
        rows = [{**row, "remote_qty": row["remote_qty"] or 0} for row in rows]
        self._show(rows, LABELS, LINES)


class RetailStockPreviewLine(models.TransientModel):
    """One level of a preview."""

    _name = "retail.stock.preview.line"
    _description = "Stock preview line"

    preview_id = fields.Many2one(
        "retail.stock.preview", required=True, ondelete="cascade"
    )
    variant_binding_id = fields.Many2one("retail.binding.variant", "Variant")
    location_binding_id = fields.Many2one("retail.binding.location", "Shop location")
    product_id = fields.Many2one("product.product")
    remote_qty = fields.Integer("At the shop")
    target_qty = fields.Integer("Wanted")
    action = fields.Selection(LABELS)
    cause = fields.Char()
