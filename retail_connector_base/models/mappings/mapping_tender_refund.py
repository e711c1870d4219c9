"""Refunds that wait for the mapping of the way they were paid back."""

from odoo import models


class RetailMappingTender(models.Model):
    """Let refunds go on too when a way to pay is approved."""

    _inherit = "retail.mapping.tender"

    def _waiting_refunds(self, backends):
        return self.env["retail.binding.refund"].search(
            [
                ("backend_id", "in", backends.ids),
                ("stage", "=", "parked"),
                ("stage_cause", "=", self._waiting_cause),
            ]
        )

    def _waiting_per_backend(self, backends):
        waiting = dict(super()._waiting_per_backend(backends))
        for backend, refunds in (
            self._waiting_refunds(backends).grouped("backend_id").items()
        ):
            waiting[backend.id] = waiting.get(backend.id, 0) + len(refunds)
        return waiting

    def _wake_waiting(self, backend):
        result = super()._wake_waiting(backend)
        self._waiting_refunds(backend).sudo().action_resume()
        return result
