"""What a search over all documents found."""

from odoo import api, fields, models


class RetailChainFound(models.TransientModel):
    """One thing the search found."""

    _name = "retail.chain.found"
    _description = "Found Document"
    _order = "id"

    chain_id = fields.Many2one("retail.chain", required=True, ondelete="cascade")
    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", required=True)
    kind = fields.Char("What", compute="_compute_kind")
    name = fields.Char()
    currency_id = fields.Many2one("res.currency")
    amount = fields.Float(digits=(16, 2))

    @api.depends("res_model")
    def _compute_kind(self):
        for row in self:
            row.kind = self.env[row.res_model]._description

    def action_trace(self):
        """Show the chain of this one."""
        self.ensure_one()
        record = self.env[self.res_model].browse(self.res_id)
        record.check_access("read")
        self.chain_id._show(record)
        return True
