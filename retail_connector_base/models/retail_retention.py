"""How long payloads of a kind are kept whole, and how long at all."""

from odoo import api, fields, models


class RetailRetention(models.Model):
    """Say for one kind of payload of a connection when it is minimised and forgotten.

    Minimised: what is about persons is masked; amounts, goods, ids and dates stay, and
    the trace keeps the digest of what was there. Kinds without a row follow the
    connection.
    """

    _name = "retail.retention"
    _inherit = ["retail.audited"]
    _description = "Payload Retention"
    _order = "backend_id, kind"
    _rec_name = "kind"
    _check_company_auto = True

    backend_id = fields.Many2one(
        "retail.backend", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="backend_id.company_id", store=True, precompute=True, index=True
    )
    kind = fields.Selection("_kinds", required=True)
    minimise_days = fields.Integer(
        "Minimise after (days)",
        default=90,
        help="0: never. What is about persons is masked for good then.",
    )
    forget_days = fields.Integer(
        "Forget after (days)",
        default=365,
        help="0: never. Only the trace is left then.",
    )

    _kind_unique = models.UniqueIndex(
        "(backend_id, kind)", "There is a rule for this kind already."
    )
    _days_positive = models.Constraint(
        "CHECK (minimise_days >= 0 AND forget_days >= 0)", "Days cannot be negative."
    )

    @api.model
    def _kinds(self):
        """Return the kinds of documents and facts there are, with their words."""
        labels = dict(self.env["retail.flow"]._fields["code"]._description_selection(
            self.env
        ))  # fmt: skip
        kinds = {}
        for code, label in labels.items():
            kinds.setdefault(code.rpartition("_")[0], label)
        kinds["privacy"] = self.env._("Privacy requests")
        return sorted(kinds.items(), key=lambda kind: kind[1])
