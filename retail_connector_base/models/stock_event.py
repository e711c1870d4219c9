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
            events = self.browse(texts).filtered(lambda event: event.kind == "order")
            for backend, part in events.grouped("backend_id").items():
                part._mark_claims(backend, texts)

    def _mark_claims(self, backend, texts):
        """Mark what these orders of one shop claim."""
        variants = {
            variant_id
            for event in self
            for variant_id, *_rest in claimed(json.loads(texts[event.id])["document"])
        }
        found = self.env["retail.binding.variant"]._find(backend, variants)
        products = {binding.record_id.id for binding in found.values()} - {False}
        self.env["retail.stock.dirty"]._claimed(backend, products)
