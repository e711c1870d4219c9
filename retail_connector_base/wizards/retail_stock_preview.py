"""Show what would be sent to a shop, before anything is."""

from odoo import api, fields, models

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
    _description = "Stock preview"

    backend_id = fields.Many2one(
        "retail.backend",
        required=True,
        readonly=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    line_ids = fields.One2many("retail.stock.preview.line", "preview_id", readonly=True)
    send_count = fields.Integer("Would be sent", readonly=True)
    hold_count = fields.Integer("Held", readonly=True)
    wait_count = fields.Integer("Wait for orders", readonly=True)
    read_count = fields.Integer("To read first", readonly=True)
    same_count = fields.Integer("In agreement", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        previews = super().create(vals_list)
        for preview in previews:
            preview._fill()
        return previews

    def _fill(self):
        """Compute the lines: first what would be sent, then what would not."""
        self.backend_id.check_access("read")
        rows = self.env["retail.exporter.stock"].sudo()._preview(self.backend_id.sudo())
        order = [action for action, _label in LABELS]
        rows.sort(key=lambda row: order.index(row["action"]))
        for action in ("send", "hold", "wait", "read", "same"):
            self[f"{action}_count"] = sum(row["action"] == action for row in rows)
        self.line_ids = [
            (0, 0, {**row, "remote_qty": row["remote_qty"] or 0})
            for row in rows[:LINES]
        ]


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
