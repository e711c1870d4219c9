"""The lines of a chain."""

from odoo import fields, models


class RetailChainLine(models.TransientModel):
    """One step of a chain: a document, a message, a step of work, a rule."""

    _name = "retail.chain.line"
    _description = "Step of a Chain"
    _order = "at, id"

    chain_id = fields.Many2one("retail.chain", required=True, ondelete="cascade")
    at = fields.Datetime("When")
    kind = fields.Selection(
        [
            ("message", "Message in"),
            ("step", "Step"),
            ("document", "Document"),
            ("rule", "Rule"),
            ("sent", "Message out"),
        ],
        required=True,
    )
    name = fields.Char("What")
    detail = fields.Char("Details")
    currency_id = fields.Many2one("res.currency")
    amount = fields.Float(digits=(16, 2))
    version = fields.Char(help="Version of the rule, and of the configuration then.")
    job_uuid = fields.Char("Job")
    user_id = fields.Many2one("res.users", "Who")
    digest = fields.Char("Evidence")
    res_model = fields.Char()
    res_id = fields.Many2oneReference("Record", model_field="res_model")

    def action_open(self):
        """Open the document or message."""
        self.ensure_one()
        self.env[self.res_model].browse(self.res_id).check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
