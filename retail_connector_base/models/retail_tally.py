"""One day of one connection, counted on both sides."""

from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

# kind -> what is counted; an addon adds its own
KINDS = {
    "order": _lt("Orders"),
    "refund": _lt("Refunds"),
    "payment": _lt("Payments"),
    "settlement": _lt("Payouts"),
    "stock": _lt("Stock units"),
    "invoice": _lt("Orders against their invoices"),
    "provider": _lt("Payouts against the payments they settle"),
    "owed": _lt("Payments that are not paid out"),
}


class RetailTally(models.Model):
    """Hold what a second reading of the platform found, beside what Odoo has.

    A day is counted several times: while it runs, once when it is over, and again until
    what differed is repaired. The row always shows the last count; the certificate of
    the day keeps it.
    """

    _name = "retail.tally"
    _description = "Retail Tally"
    _check_company_auto = True
    _order = "day desc, backend_id, kind"
    _rec_name = "day"

    backend_id = fields.Many2one(
        "retail.backend", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="backend_id.company_id", store=True, precompute=True, index=True
    )
    kind = fields.Selection(
        "_kinds", string="Counted", required=True, readonly=True, index=True
    )
    day = fields.Date(required=True, readonly=True)
    state = fields.Selection(
        [
            ("equal", "Equal"),
            ("repairing", "Being Repaired"),
            ("open", "Differs"),
            ("off", "Not Counted"),
            ("later", "Not Counted Yet"),
        ],
        required=True,
        readonly=True,
        help="Being repaired: what is missing was asked for again, and it is counted "
        "once more in a few minutes.",
    )
    counted_at = fields.Datetime("Last Counted", readonly=True)
    next_at = fields.Datetime("Counted Again", readonly=True)
    rounds = fields.Integer("Times Counted", readonly=True, aggregator=None)
    final = fields.Boolean(
        "Day Is Over", readonly=True, help="Counted after the day had ended."
    )
    there_count = fields.Integer("At the Platform", readonly=True)
    here_count = fields.Integer("In Odoo", readonly=True)
    currency_id = fields.Many2one(
        "res.currency", readonly=True, help="Of most of the entries."
    )
    there_amount = fields.Float("Amount There", digits=(16, 6), readonly=True)
    here_amount = fields.Float("Amount Here", digits=(16, 6), readonly=True)
    there_ends = fields.Char("First and Last There", readonly=True)
    here_ends = fields.Char("First and Last Here", readonly=True)
    young_count = fields.Integer(
        "On Their Way", readonly=True, help="Too young to be called different."
    )
    left_count = fields.Integer(
        "Left Out", readonly=True, help="By a rule or by a person: see the inbox."
    )
    left_amount = fields.Float("Amount Left Out", digits=(16, 6), readonly=True)
    open_count = fields.Integer("Differences", readonly=True)
    open_amount = fields.Float(
        "Amount in Question",
        digits=(16, 6),
        readonly=True,
        help="The sum of the differences, each without its sign.",
    )
    healed_count = fields.Integer(
        "Repaired", readonly=True, help="Differences that went away by themselves."
    )
    note = fields.Char(readonly=True)
    line_ids = fields.One2many("retail.tally.line", "tally_id", readonly=True)

    _once = models.UniqueIndex("(backend_id, kind, day)")

    @api.model
    def _kinds(self):
        return [(code, self.env._(label)) for code, label in KINDS.items()]

    def _compute_display_name(self):
        labels = dict(self._kinds())
        for tally in self:
            tally.display_name = f"{tally.day} {labels.get(tally.kind, tally.kind)}"

    def action_count(self):
        """Count these days again, now."""
        self._check_counter()
        for backend, tallies in self.grouped("backend_id").items():
            for day in set(tallies.mapped("day")):
                backend.sudo()._enqueue_tally(day)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._("They are counted again in the background."),
                "type": "success",
            },
        }

    def _check_counter(self):
        """Raise unless the user looks after connections or money."""
        self.env["retail.certificate"]._check_counter()

    def action_open_discrepancies(self):
        """Open what differs."""
        action = self.env["ir.actions.actions"]._for_xml_id(
            "retail_connector_base.action_retail_discrepancy"
        )
        return {**action, "domain": [("tally_id", "in", self.ids)], "context": {}}


class RetailDiscrepancy(models.Model):
    """Know the count that found it, and how it ended."""

    _inherit = "retail.discrepancy"

    tally_id = fields.Many2one(
        "retail.tally", "Found by", readonly=True, ondelete="set null", index=True
    )
    reference = fields.Char(readonly=True, help="What people call it.")
    day = fields.Date(readonly=True)
    repairs = fields.Integer(
        "Repairs Tried", readonly=True, help="How often it was asked for again."
    )
    healed = fields.Boolean(
        "Repaired by Itself",
        readonly=True,
        help="A later count found both sides equal; nobody had to do anything.",
    )

    _counted = models.UniqueIndex(
        "(backend_id, kind, type, entity) WHERE state = 'open' AND tally_id IS NOT NULL"
    )

    @api.depends("reference", "entity")
    def _compute_display_name(self):
        for discrepancy in self:
            discrepancy.display_name = discrepancy.reference or discrepancy.entity
