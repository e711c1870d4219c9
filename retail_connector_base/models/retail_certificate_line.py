"""The lines of a daily certificate."""

from odoo import fields, models

from .append_only import keep_as_written


class RetailCertificateLine(models.Model):
    """State one kind of one connection, as it was when the certificate was made."""

    _name = "retail.certificate.line"
    _description = "Daily Certificate Line"
    _order = "certificate_id, id"
    _rec_name = "kind"

    certificate_id = fields.Many2one(
        "retail.certificate",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    company_id = fields.Many2one(
        related="certificate_id.company_id", store=True, precompute=True
    )
    backend_id = fields.Many2one(
        "retail.backend", required=True, readonly=True, ondelete="restrict"
    )
    kind = fields.Selection(
        lambda self: self.env["retail.tally"]._kinds(), "Counted", readonly=True
    )
    state = fields.Selection(
        lambda self: (
            self.env["retail.tally"]._fields["state"]._description_selection(self.env)
        ),
        readonly=True,
    )
    there_count = fields.Integer("At the Platform", readonly=True)
    here_count = fields.Integer("In Odoo", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    there_amount = fields.Float("Amount There", digits=(16, 6), readonly=True)
    here_amount = fields.Float("Amount Here", digits=(16, 6), readonly=True)
    there_ends = fields.Char("First and Last There", readonly=True)
    here_ends = fields.Char("First and Last Here", readonly=True)
    young_count = fields.Integer("On Their Way", readonly=True)
    left_count = fields.Integer("Left Out", readonly=True)
    left_amount = fields.Float("Amount Left Out", digits=(16, 6), readonly=True)
    open_count = fields.Integer("Differences", readonly=True)
    open_amount = fields.Float("Amount in Question", digits=(16, 6), readonly=True)
    healed_count = fields.Integer("Repaired", readonly=True)
    note = fields.Char(readonly=True)

    def init(self):
        """Have the database refuse changes, whoever asks."""
        keep_as_written(self.env.cr, self._table)
