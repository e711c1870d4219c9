"""Something that is wrong, from when to when."""

from odoo import api, fields, models

from .retail_alert_rule import SEVERITIES


class RetailAlert(models.Model):
    """Be the state of one rule for one thing: told once, until it has recovered."""

    _name = "retail.alert"
    _description = "Retail Alert"
    _inherit = ["retail.operated"]
    _order = "state, id desc"
    _rec_name = "text"

    rule_id = fields.Many2one(
        "retail.alert.rule", required=True, readonly=True, ondelete="cascade"
    )
    type = fields.Selection(related="rule_id.type")
    backend_id = fields.Many2one(
        "retail.backend", "Connection", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="backend_id.company_id", store=True, precompute=True, index=True
    )
    subject = fields.Char(required=True, readonly=True, default="")
    severity = fields.Selection(SEVERITIES, required=True, readonly=True)
    text = fields.Char("What", readonly=True)
    cause = fields.Char(readonly=True)
    value = fields.Float("Measured", readonly=True, digits=(16, 2))
    state = fields.Selection(
        [("firing", "Open"), ("recovered", "Recovered")],
        required=True,
        readonly=True,
        default="firing",
    )
    raised_at = fields.Datetime(readonly=True)
    recovered_at = fields.Datetime(readonly=True)
    seen_by_id = fields.Many2one(
        "res.users", "Taken by", readonly=True, help="Who looks after it."
    )
    message_ids = fields.One2many("retail.alert.message", "alert_id", readonly=True)

    _once = models.UniqueIndex(
        "(rule_id, backend_id, subject) WHERE state = 'firing'",
        "This alert is open already.",
    )

    def action_take(self):
        """Say that somebody looks after it."""
        self._check_operator()
        self.sudo().write({"seen_by_id": self.env.uid})
        return True

    def action_open(self):
        """Open the connection, or what waits for the cause."""
        self.ensure_one()
        if self.type == "failures":
            source, _sep, cause = self.subject.partition("/")
            return {
                **self.env["ir.actions.actions"]._for_xml_id(
                    "retail_connector_base.action_retail_exception"
                ),
                "domain": [
                    ("backend_id", "=", self.backend_id.id),
                    ("source", "=", source),
                    ("cause", "=", cause),
                ],
            }
        return {
            "type": "ir.actions.act_window",
            "res_model": "retail.backend",
            "res_id": self.backend_id.id,
            "views": [(False, "form")],
        }

    @api.model
    def _settle(self, found):
        """Make the open alerts those of ``found``; return (raised, recovered).

        :param found: (rule id, backend id, subject) -> Measure
        """
        firing = {
            (a.rule_id.id, a.backend_id.id, a.subject): a
            for a in self.search([("state", "=", "firing")])
        }
        for key, alert in firing.items():
            if key in found and alert.text != found[key].text:
                alert.write({"text": found[key].text, "value": found[key].value})
        over = self.union(*(a for key, a in firing.items() if key not in found))
        raised = self._raise([(k, m) for k, m in found.items() if k not in firing])
        over.write({"state": "recovered", "recovered_at": fields.Datetime.now()})
        messages = self.env["retail.alert.message"]
        messages._tell(raised, "raised")
        messages._tell(over, "recovered")
        return raised, over

    @api.model
    def _raise(self, rows):
        rules = self.env["retail.alert.rule"]
        return self.create(
            [
                {
                    "rule_id": rule_id,
                    "backend_id": backend_id,
                    "subject": subject,
                    "severity": rules.browse(rule_id).severity,
                    "text": measure.text,
                    "cause": measure.cause,
                    "value": measure.value,
                    "raised_at": fields.Datetime.now(),
                }
                for (rule_id, backend_id, subject), measure in rows
            ]
        )
