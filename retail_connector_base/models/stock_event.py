"""Notice what orders claim that wait for a person before they get in."""

import json

from odoo import api, models

from ..exporters.stock_parked import PARKED, claimed


class RetailEvent(models.Model):
    """Mark the products of an order that is set aside: they are sold all the same."""

    _inherit = "retail.event"

    @api.model
    def _settle(self, changes):
        super()._settle(changes)
        texts = {
            event_id: change["document"]
            for event_id, change in changes.items()
            if change["state"] in PARKED and change.get("document")
        }
        if texts and self.env["retail.stock.dirty"]._watched():
            self.browse(texts)._mark_claims(texts)

    def action_ignore(self, reason=None):
        result = super().action_ignore(reason)
        texts = {event.id: event.document for event in self.sudo() if event.document}
        if texts and self.env["retail.stock.dirty"]._watched():
            self.browse(texts).sudo()._mark_claims(texts)  # nothing is claimed any more
        return result

    def _mark_claims(self, texts):
        """Mark what the orders among these claim; ``texts`` are their documents."""
        kinds = self.env["retail.stock.supply"]._sale_kinds()
        orders = self.filtered(lambda event: event.kind in kinds)
        for backend, events in orders.grouped("backend_id").items():
            variants = {
                variant_id
                for event in events
                for variant_id, *_ in claimed(json.loads(texts[event.id])["document"])
            }
            found = self.env["retail.binding.variant"]._find(backend, variants)
            products = {binding.record_id.id for binding in found.values()} - {False}
            self.env["retail.stock.dirty"]._claimed(backend, products)
