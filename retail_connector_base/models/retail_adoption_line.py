"""A variant of a shop that is to be adopted."""

from odoo import api, fields, models

MATCHES = [
    ("matched", "Matched"),
    ("bound", "Known already"),
    ("missing", "Not in Odoo"),
    ("duplicate", "Several have its SKU"),
    ("taken", "Its product is taken"),
    ("blank", "Without SKU"),
]
STATES = {"match": "matched", "create": "unmatched", "ignore": "ignored"}


class RetailAdoptionLine(models.Model):
    """Say which product a variant of the shop is, and what becomes of it."""

    _name = "retail.adoption.line"
    _description = "Variant to Adopt"
    _check_company_auto = True
    _order = "adoption_id, product_title, id"
    _rec_name = "sku"

    adoption_id = fields.Many2one(
        "retail.adoption", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="adoption_id.company_id", store=True, precompute=True
    )
    external_product_id = fields.Char(required=True, readonly=True)
    external_id = fields.Char(required=True, readonly=True)
    product_title = fields.Char("Product in the shop", readonly=True)
    title = fields.Char("Variant", readonly=True)
    sku = fields.Char("SKU", readonly=True)
    barcode = fields.Char(readonly=True)
    mismatch = fields.Selection(MATCHES, "Result", readonly=True, index=True)
    product_id = fields.Many2one("product.product", "In Odoo", check_company=True)
    candidate_ids = fields.Many2many("product.product", readonly=True)
    decision = fields.Selection(
        [
            ("match", "Match"),
            ("create", "Create"),
            ("ignore", "Ignore"),
            ("later", "Decide later"),
        ],
        required=True,
        default="later",
        help="Later: it waits in the list of products.",
    )

    @api.depends("product_title", "title", "sku")
    def _compute_display_name(self):
        for line in self:
            name = " / ".join(filter(None, (line.product_title, line.title)))
            line.display_name = f"[{line.sku}] {name}" if line.sku else name

    @api.onchange("product_id")
    def _onchange_product_id(self):
        if self.product_id:
            self.decision = "match"

    def _binding_row(self):
        """Return the binding that the decision means."""
        match = self.decision == "match"
        return {
            "external_id": self.external_id,
            "title": self.display_name,
            "sku": self.sku,
            "barcode": self.barcode,
            "state": STATES[self.decision],
            "mismatch": False if match else self.mismatch,
            "record_id": self.product_id.id if match else False,
            "create_wanted": self.decision == "create",
        }

    def action_create(self):
        """Create the chosen ones in Odoo when the report is applied."""
        self.decision = "create"

    def action_ignore(self):
        """Never import the chosen ones."""
        self.decision = "ignore"
