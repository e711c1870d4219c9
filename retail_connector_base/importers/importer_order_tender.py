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
        created = Tender.create(list(fresh.values()))
        self.env["retail.importer.giftcard"]._paid_with(batch.backend, created)

    @api.model
    def _currency(self, batch, code):
        return batch.currencies.get(code) or self.env["res.currency"].search(
            [("name", "=", code)]
        )

    @api.model
    def _values(self, batch, binding, tender):
        currency = self._currency(batch, tender.amount.currency)
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
            "authorization": tender.authorization or False,
            "gift_card_external_id": tender.gift_card_id or False,
            "converted": tender.presentment is not None,
            **self._fee(batch, tender),
            "currency_id": currency.id,
            "amount": float(tender.amount.amount) * SIGN.get(tender.kind, 1),
            "processed_at": naive(tender.processed_at),
            "state": self._state(batch, tender),
            "synced_at": self.env.cr.now(),
        }

    @api.model
    def _fee(self, batch, tender):
        """Return the provider's charge, which the payout takes."""
        if tender.fee is None:
            return {}
        return {
            "fee_currency_id": self._currency(batch, tender.fee.currency).id,
            "fee": float(tender.fee.amount),
            "fee_tax": float(tender.fee_tax.amount) if tender.fee_tax else 0.0,
        }

    @api.model
    def _state(self, batch, tender):
        """Return what is to be done with a tender."""
        test = tender.test and not batch.backend._order_policy().import_tests
        if test or not tender.effect:
            return "no_money"
        return "refund" if tender.kind == "refund" else "waiting"
