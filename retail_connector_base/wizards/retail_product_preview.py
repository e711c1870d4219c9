"""Show what would be sent of products, before anything is."""

from odoo import api, fields, models

ACTIONS = [
    ("create", "Would be created"),
    ("change", "Would be changed"),
    ("blocked", "Cannot be sent"),
]
LINES = 1000  # shown; the numbers above them count all


class RetailProductPreview(models.TransientModel):
    """What the next planning would send, field by field, without writing anything."""

    _name = "retail.product.preview"
    _description = "Product preview"

    backend_id = fields.Many2one(
        "retail.backend",
        "Shop",
        required=True,
        readonly=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    listing_ids = fields.Many2many(
        "retail.listing", readonly=True, help="Empty: all products of the shop."
    )
    line_ids = fields.One2many(
        "retail.product.preview.line", "preview_id", readonly=True
    )
    create_count = fields.Integer("Created", readonly=True)
    change_count = fields.Integer("Changed", readonly=True)
    blocked_count = fields.Integer("Blocked", readonly=True)
    same_count = fields.Integer("In agreement", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        """Compute the preview at once."""
        previews = super().create(vals_list)
        for preview in previews:
            preview._fill()
        return previews

    def _fill(self):
        """Compute the lines, products that are created first."""
        self.backend_id.check_access("read")
        listings = self.listing_ids or self.env["retail.listing"].search(
            [("backend_id", "=", self.backend_id.id)]
        )
        exporter = self.env["retail.exporter.product"].sudo()
        rows = exporter._preview(self.backend_id.sudo(), listings.sudo())
        order = [action for action, _label in ACTIONS]
        rows.sort(key=lambda row: order.index(row["action"]))
        touched = set()
        for action in order:
            found = {row["listing_id"] for row in rows if row["action"] == action}
            self[f"{action}_count"] = len(found)
            touched |= found
        self.same_count = len(listings) - len(touched)
        self.line_ids = [(0, 0, row) for row in rows[:LINES]]


class RetailProductPreviewLine(models.TransientModel):
    """One field of a preview."""

    _name = "retail.product.preview.line"
    _description = "Product preview line"

    preview_id = fields.Many2one(
        "retail.product.preview", required=True, ondelete="cascade"
    )
    listing_id = fields.Many2one("retail.listing", "Product", ondelete="cascade")
    action = fields.Selection(ACTIONS)
    group = fields.Char()
    field = fields.Char()
    before = fields.Text("At the shop")
    after = fields.Text("Wanted")
