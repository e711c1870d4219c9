"""What a day's count comes to by currency, store and means of payment."""

from odoo import api, fields, models


class RetailTallyLine(models.Model):
    """Hold both sides of one total."""

    _name = "retail.tally.line"
    _description = "Retail Tally Line"
    _order = "tally_id, by, value, id"
    _rec_name = "value"

    tally_id = fields.Many2one(
        "retail.tally", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="tally_id.company_id", store=True, precompute=True
    )
    by = fields.Selection(
        [("all", "Everything"), ("place", "Store or location"), ("tender", "Payment")],
        required=True,
        readonly=True,
    )
    value = fields.Char("Which", readonly=True)
    label = fields.Char("Name", compute="_compute_label")
    currency_id = fields.Many2one("res.currency", readonly=True, help="Empty: units.")
    there_count = fields.Integer("At the Platform", readonly=True)
    here_count = fields.Integer("In Odoo", readonly=True)
    there_amount = fields.Float("Amount There", digits=(16, 6), readonly=True)
    here_amount = fields.Float("Amount Here", digits=(16, 6), readonly=True)
    difference = fields.Float(
        compute="_compute_difference", digits=(16, 6), store=True, precompute=True
    )

    @api.depends("there_amount", "here_amount")
    def _compute_difference(self):
        for line in self:
            line.difference = round(line.here_amount - line.there_amount, 6)

    @api.depends("value", "by")
    def _compute_label(self):
        places = self.filtered(lambda line: line.by == "place")
        names = {
            (binding.backend_id, binding.external_id): binding.external_name
            for binding in self.env["retail.binding.location"].search(
                [("external_id", "in", places.mapped("value"))]
            )
        }
        for line in self:
            key = (line.tally_id.backend_id, line.value)
            line.label = names.get(key) or line.value or self.env._("All")
