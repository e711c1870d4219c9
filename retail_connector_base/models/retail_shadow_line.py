"""One thing shadow mode compares: what Odoo wants there, and what is there."""

from odoo import fields, models

STATES = [
    ("different", "Different"),
    ("same", "The same"),
    ("unseen", "Not there yet"),
    ("unknown", "Cannot be compared"),
]


class RetailShadowLine(models.Model):
    """Hold one difference, or agreement, between Odoo's plan and the platform.

    The connector that still writes to the platform should make it show what Odoo
    would have sent. Where it does not, one of the two is wrong.
    """

    _name = "retail.shadow.line"
    _inherit = ["retail.operated"]
    _description = "Shadow Mode Difference"
    _order = "state, last_different_at desc, id desc"
    _rec_name = "name"
    _check_company_auto = True

    backend_id = fields.Many2one(
        "retail.backend", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="backend_id.company_id", store=True, precompute=True, index=True
    )
    kind = fields.Char(required=True, readonly=True)
    entity_id = fields.Char("Id at the platform", required=True, readonly=True)
    name = fields.Char("What", readonly=True)
    res_model = fields.Char("Model", readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)
    wanted = fields.Char(
        "Odoo would send", readonly=True, help="As of the last comparison."
    )
    shown = fields.Char(
        "The platform shows", readonly=True, help="As of the last comparison."
    )
    state = fields.Selection(STATES, required=True, readonly=True)
    planned_at = fields.Datetime(
        "Planned", readonly=True, help="When Odoo decided to send it."
    )
    checked_at = fields.Datetime("Compared", readonly=True)
    different_since = fields.Datetime(readonly=True)
    last_different_at = fields.Datetime("Last different", readonly=True)

    _entity_unique = models.UniqueIndex("(backend_id, kind, entity_id)")
    _different_idx = models.Index("(backend_id) WHERE state = 'different'")

    def action_open_record(self):
        """Open the record it is about."""
        self.ensure_one()
        if not self.res_model or not self.res_id:
            return False
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
