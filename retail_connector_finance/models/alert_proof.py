"""Completeness proofs that failed, among what is alerted."""

from odoo import fields, models

from odoo.addons.retail_connector_base.models.retail_alert_measure import Measure


class RetailAlertRule(models.Model):
    """Let a rule look at the proofs of ledgers."""

    _inherit = "retail.alert.rule"

    type = fields.Selection(
        selection_add=[("proof", "A completeness proof shows differences")],
        ondelete={"proof": "cascade"},
    )


class RetailAlertMeasure(models.AbstractModel):
    """Measure the last proof of each ledger."""

    _inherit = "retail.alert.measure"

    def _measure_proof(self, backends):
        last = self.env["retail.journal.proof"]._read_group(
            [("backend_id", "in", backends.ids)], ["backend_id"], ["id:max"]
        )
        proofs = self.env["retail.journal.proof"].browse(row[1] for row in last)
        return [
            Measure(
                proof.backend_id.id,
                "",
                1,
                self.env._("the last proof found differences."),
            )
            for proof in proofs
            if proof.state == "failed"
        ]
