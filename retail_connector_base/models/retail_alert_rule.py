"""When to say that something is wrong."""

import logging

from odoo import api, fields, models

from .retail_alert_measure import BELOW, TYPES

_logger = logging.getLogger(__name__)

SEVERITIES = [("warning", "Warning"), ("critical", "Critical")]


class RetailAlertRule(models.Model):
    """Compare a figure with a limit; raise one alert until it is fine again."""

    _name = "retail.alert.rule"
    _description = "Retail Alert Rule"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self.env.company,
        help="Empty: all companies; only administrators set those.",
    )
    type = fields.Selection(TYPES, required=True, default="sla")
    threshold = fields.Float(
        "Limit",
        default=1.0,
        help="Later than promised: times the promise. Queue and stock: minutes. "
        "Waiting for a person: how many. Credentials and payments: days.",
    )
    cause = fields.Char(help="Only this cause; empty: each cause on its own.")
    backend_ids = fields.Many2many(
        "retail.backend",
        "retail_alert_rule_backend_rel",
        string="Connections",
        help="Empty: all of them.",
    )
    severity = fields.Selection(
        SEVERITIES,
        required=True,
        default="warning",
        help="Critical alerts are told in quiet hours too.",
    )
    channel_ids = fields.Many2many(
        "retail.alert.channel",
        "retail_alert_rule_channel_rel",
        string="Tell by",
        help="Empty: it is only shown in the list of alerts.",
    )
    alert_ids = fields.One2many("retail.alert", "rule_id", readonly=True)
    firing_count = fields.Integer("Open alerts", compute="_compute_firing_count")

    @api.depends("alert_ids.state")
    def _compute_firing_count(self):
        counts = dict(
            self.env["retail.alert"]._read_group(
                [("rule_id", "in", self.ids), ("state", "=", "firing")],
                ["rule_id"],
                ["__count"],
            )
        )
        for rule in self:
            rule.firing_count = counts.get(rule._origin, 0)

    def action_open_alerts(self):
        """Open what this rule found."""
        self.ensure_one()
        return {
            **self.env["ir.actions.actions"]._for_xml_id(
                "retail_connector_base.action_retail_alert"
            ),
            "domain": [("rule_id", "=", self.id)],
        }

    def _breaks(self, measure):
        """Return whether a figure is worth an alert by this rule."""
        if self.cause and measure.cause != self.cause:
            return False
        if self.type in BELOW:
            return measure.value <= self.threshold
        return measure.value >= self.threshold

    def _scope(self, backends):
        """Return the connections this rule looks at."""
        if self.backend_ids:
            backends &= self.backend_ids
        return backends.filtered(
            lambda b: not self.company_id or b.company_id == self.company_id
        )

    @api.model
    def _evaluate(self):
        """Measure once for all rules; raise new alerts and end those that are over."""
        rules = self.search([("active", "=", True)])
        backends = self.env["retail.backend"].search([("state", "!=", "draft")])
        found = {}
        for kind, same in rules.grouped("type").items():
            measures = self.env["retail.alert.measure"]._measure(kind, backends)
            for rule in same:
                scope = set(rule._scope(backends).ids)
                for measure in measures:
                    if measure.backend_id in scope and rule._breaks(measure):
                        key = (rule.id, measure.backend_id, measure.subject)
                        found[key] = measure
        return self.env["retail.alert"]._settle(found)

    @api.model
    def _cron_alerts(self):
        """Look at everything, then tell what is due and follow up what is old."""
        raised, over = self._evaluate()
        if raised or over:
            _logger.info("%s alerts raised, %s recovered", len(raised), len(over))
        self.env["ir.cron"]._commit_progress(1, remaining=0)
        self.env["retail.alert.message"]._send_due()
        self.env["retail.exception"]._escalate()
        self.env["ir.cron"]._commit_progress(1, remaining=0)
