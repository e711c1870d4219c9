"""Payments of an order: what moved money and what did not."""

from odoo import api, models

from .order_content import naive

SIGN = {"sale": 1, "capture": 1, "change": -1, "refund": -1}


class RetailImporterOrderTender(models.AbstractModel):
    """Keep a row per payment transaction; booking them is a later stage."""

    _name = "retail.importer.order.tender"
    _description = "Retail Tender Importer"

    @api.model
    def _sync(self, batch, pairs):
        """Write the tenders of each (order binding, document)."""
        Tender = self.env["retail.binding.tender"]
        ids = [t.external_id for _binding, document in pairs for t in document.tenders]
        known = Tender._find(batch.backend, ids)
        fresh = {}
        for binding, document in pairs:
            for tender in document.tenders:
                values = self._values(batch, binding, tender)
                row = known.get(tender.external_id)
                if row is None:
                    fresh[tender.external_id] = values
                elif row.state != "posted" and row.status != tender.status:
                    row.write(values)
        Tender.create(list(fresh.values()))

    @api.model
    def _values(self, batch, binding, tender):
        currency = batch.currencies.get(tender.amount.currency) or self.env[
            "res.currency"
        ].search([("name", "=", tender.amount.currency)])
        return {
            "backend_id": batch.backend.id,
            "external_id": tender.external_id,
            "external_name": tender.reference or tender.external_id,
            "order_binding_id": binding.id,
            "kind": tender.kind,
            "status": tender.status,
            "gateway": tender.gateway,
            "method": tender.method or False,
            "reference": tender.reference or False,
            "parent_external_id": tender.parent_id or False,
            "currency_id": currency.id,
            "amount": float(tender.amount.amount) * SIGN.get(tender.kind, 1),
            "processed_at": naive(tender.processed_at),
            "state": self._state(batch, tender),
            "synced_at": self.env.cr.now(),
        }

    @api.model
    def _state(self, batch, tender):
        """Return what is to be done with a tender."""
        test = tender.test and not batch.backend._order_policy().import_tests
        if test or not tender.effect:
            return "no_money"
        return "refund" if tender.kind == "refund" else "waiting"
