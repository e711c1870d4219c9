"""Show which prices would be sent to a shop, before any is."""

from odoo import fields, models

from ..exporters.price_line import HOLD, PARKED, SAME, SEND

LABELS = [
    ("send", "Would be sent"),
    ("hold", "To approve"),
    ("rejected", "Rejected"),
    ("parked", "Refused"),
    ("pending", "Being sent"),
    ("same", "In agreement"),
    ("off", "Not sent"),
]
LINES = 500  # shown; the numbers above them count all


class RetailPricePreview(models.TransientModel):
    """What the next planning of prices would send, computed without writing."""

    _name = "retail.price.preview"
    _inherit = ["retail.preview"]
    _description = "Price preview"

    line_ids = fields.One2many("retail.price.preview.line", "preview_id", readonly=True)
    send_count = fields.Integer("Would be sent", readonly=True)
    hold_count = fields.Integer("To approve", readonly=True)
    parked_count = fields.Integer("Refused", readonly=True)
    same_count = fields.Integer("In agreement", readonly=True)

    def _fill(self):
        """Compute the lines: first what would be sent, then what would not."""
        lines = (
            self.env["retail.exporter.price"].sudo()._preview(self.backend_id.sudo())
        )
        rows = [self._values(line) for line in lines]
        self._count((SEND, HOLD, PARKED, SAME), rows)
        self._show(rows, LABELS, LINES)

    def _values(self, line):
        wanted = line.wanted
        return {
            "variant_binding_id": line.variant_id,
            "list_binding_id": line.list_id,
            "product_id": line.product_id,
            "currency_id": line.currency_id,
            "shop_price": float(line.shop_price or 0),
            "target_price": float(wanted.amount) if wanted else 0.0,
            "target_compare": float(wanted.compare_at or 0) if wanted else 0.0,
            "action": line.action,
            "cause": line.why,
        }


class RetailPricePreviewLine(models.TransientModel):
    """One price of a preview."""

    _name = "retail.price.preview.line"
    _inherit = ["retail.cause"]
    _description = "Price preview line"

    preview_id = fields.Many2one(
        "retail.price.preview", required=True, ondelete="cascade"
    )
    variant_binding_id = fields.Many2one("retail.binding.variant", "Variant")
    list_binding_id = fields.Many2one("retail.binding.price.list", "Price list")
    product_id = fields.Many2one("product.product")
    currency_id = fields.Many2one("res.currency")
    shop_price = fields.Monetary("At the shop")
    target_price = fields.Monetary("Wanted")
    target_compare = fields.Monetary("Compare-at wanted")
    action = fields.Selection(LABELS)
    cause = fields.Char()
