"""Tell batches of requests that were given up as a whole."""

from odoo import models

from odoo.addons.retail_connector_base.models.retail_outbox_push import MAX_TRIES


class RetailOutbox(models.Model):
    """Let no batch wait silently for a request that nobody sends any more."""

    _inherit = "retail.outbox"

    def _fail(self, error, tries_allowed=MAX_TRIES):
        super()._fail(error, tries_allowed)
        given_up = self.filtered(
            lambda row: row.kind == "journal" and row.state in ("parked", "dead")
        )
        if given_up:
            exporter = self.env["retail.exporter.journal"]
            exporter.with_company(given_up.company_id)._given_up(given_up)
