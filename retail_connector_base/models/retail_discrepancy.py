"""Something that does not agree between Odoo and the other end."""

from odoo import api, fields, models


class RetailDiscrepancy(models.Model):
    """Name a difference with both sides, who looks after it and how it ended."""

    _name = "retail.discrepancy"
    _description = "Retail Discrepancy"
    _inherit = ["mail.thread"]
    _check_company_auto = True
    _order = "state, id desc"
    _rec_name = "entity"

    backend_id = fields.Many2one("retail.backend", required=True, ondelete="cascade")
    company_id = fields.Many2one(
        related="backend_id.company_id", store=True, precompute=True, index=True
    )
    type = fields.Char(required=True, help="Short code, the same for the same kind.")
    kind = fields.Char(help="Kind of the entity, e.g. order or stock.")
    entity = fields.Char(required=True, index=True)
    res_model = fields.Char("Model")
    res_id = fields.Many2oneReference(model_field="res_model")
    currency_id = fields.Many2one("res.currency")
    expected = fields.Float(digits=(16, 6), help="What the platform says.")
    found = fields.Float(digits=(16, 6), help="What Odoo says.")
    difference = fields.Float(compute="_compute_difference", store=True, digits=(16, 6))
    note = fields.Text()
    age_days = fields.Integer("Age (days)", compute="_compute_age_days")
    user_id = fields.Many2one("res.users", "Owner", tracking=True)
    state = fields.Selection(
        [("open", "Open"), ("resolved", "Resolved")],
        required=True,
        default="open",
        tracking=True,
        index=True,
    )
    resolution = fields.Text(tracking=True)
    resolved_at = fields.Datetime(readonly=True)

    @api.depends("expected", "found")
    def _compute_difference(self):
        for discrepancy in self:
            discrepancy.difference = discrepancy.found - discrepancy.expected

    @api.depends("create_date", "resolved_at")
    def _compute_age_days(self):
        now = fields.Datetime.now()
        for discrepancy in self:
            end = discrepancy.resolved_at or now
            start = discrepancy.create_date or now
            discrepancy.age_days = (end - start).days

    def action_resolve(self, resolution=None):
        """Close it, with how it was settled."""
        self.write(
            {
                "state": "resolved",
                "resolved_at": fields.Datetime.now(),
                "user_id": self.env.uid,
                **({"resolution": resolution} if resolution else {}),
            }
        )
        return True

    def action_reopen(self):
        """Take up a settled one again."""
        self.write({"state": "open", "resolved_at": False})
        return True
