"""Show what would be sent of products, before anything is."""

from odoo import fields, models

ACTIONS = [
    ("create", "Would be created"),
    ("change", "Would be changed"),
    ("blocked", "Cannot be sent"),
]
LINES = 1000  # shown; the numbers above them count all


class RetailProductPreview(models.TransientModel):
    """What the next planning would send, field by field, without writing anything."""

    _name = "retail.product.preview"
    _inherit = ["retail.preview"]
    _description = "Product preview"

    backend_id = fields.Many2one(string="Shop")
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

    def _fill(self):
        """Compute the lines, products that are created first."""
        listings = self.listing_ids or self.env["retail.listing"].search(
            [("backend_id", "=", self.backend_id.id)]
        )
        exporter = self.env["retail.exporter.product"].sudo()
        rows = exporter._preview(self.backend_id.sudo(), listings.sudo())
        touched = set()
        for action, _label in ACTIONS:
            found = {row["listing_id"] for row in rows if row["action"] == action}
            self[f"{action}_count"] = len(found)
            touched |= found
        self.same_count = len(listings) - len(touched)
        self._show(rows, ACTIONS, LINES)


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
