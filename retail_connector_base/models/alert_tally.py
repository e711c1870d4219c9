"""Counts that differ and evidence that was touched, among what is alerted."""

from odoo import models

from .retail_alert_measure import Measure
from .retail_cause import cause_label
from .retail_certificate_verify import CHANGED
from .retail_seal_verify import PAYLOAD, TRACE


class RetailAlertMeasure(models.AbstractModel):
    """Measure what counts and verifications found."""

    _inherit = "retail.alert.measure"

    def _measure_tally(self, backends):
        groups = self.env["retail.tally"]._read_group(
            [("backend_id", "in", backends.ids), ("open_count", ">", 0)],
            ["backend_id", "kind", "currency_id"],
            ["open_count:sum", "open_amount:sum"],
        )
        labels = dict(self.env["retail.tally"]._kinds())
        return [
            Measure(
                backend.id,
                f"{kind} {currency.name or ''}".strip(),
                count,
                self.env._(
                    "%(kind)s: %(count)s differ, %(amount)s %(currency)s in question.",
                    kind=labels.get(kind, kind),
                    count=count,
                    amount=f"{amount:.2f}",
                    currency=currency.name or self.env._("units"),
                ),
            )
            for backend, kind, currency, count, amount in groups
        ]

    def _measure_evidence(self, backends):
        groups = self.env["retail.discrepancy"]._read_group(
            [
                ("backend_id", "in", backends.ids),
                ("state", "=", "open"),
                ("type", "in", (CHANGED, PAYLOAD, TRACE)),
            ],
            ["backend_id", "type"],
            ["__count"],
        )
        return [
            Measure(backend.id, type_, count, cause_label(self.env, type_), type_)
            for backend, type_, count in groups
        ]
