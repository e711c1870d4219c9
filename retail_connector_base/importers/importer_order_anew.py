"""Orders whose edit could not be applied: payments go in, or the order starts anew."""

from odoo import api, models

from .item import Item
from .order_batch import OrderBatch
from .order_rule import order_rule
from .order_values import binding_values, order_values


class RetailImporterOrder(models.AbstractModel):
    """Import a part of an order, or all of it once more."""

    _inherit = "retail.importer.order"

    @api.model
    def _batch_of(self, backend, documents):
        """Return what documents have to be looked up for."""
        return OrderBatch(self.env, backend, documents)

    @api.model
    def _take_payments(self, binding, document):
        """Take in payments and status of an order whose lines wait for a person."""
        batch = self._batch_of(binding.backend_id, [document])
        self.env["retail.importer.order.tender"]._sync(batch, [(binding, document)])
        binding.write(
            {
                "financial_status": document.financial_status,
                "paid_total": float(document.paid.amount) if document.paid else 0.0,
            }
        )
        if document.is_cancelled:
            # Whatever is decided about the lines: nothing more of them leaves.
            self.env["retail.importer.order.update"]._stop(binding.record_id)
        if binding.stage == "done" and binding._has_money_to_book():
            binding._set_stage("pay")
            binding.backend_id._wake_stage("pay")

    @api.model
    def _import_anew(self, binding, version):
        """Make a new sales order of a version, in place of the one withdrawn."""
        backend, document = binding.backend_id, version._document()
        importer = self.with_company(binding.company_id)
        batch = importer._batch_of(backend, [document])
        [people] = importer.env["retail.importer.order.people"]._people(
            batch, [document]
        )
        [name] = importer._names(batch, [document])
        [position] = importer._fiscal_positions(batch, [people])
        order = importer.env["sale.order"].create(
            order_values(batch, document, people, name, position)
        )
        item = Item(document=document, version=version.external_version or "")
        importer._check_totals([(item, order)])
        rule = order_rule(document, backend._order_policy())
        binding.write(
            {
                **binding_values(batch, document, item, rule),
                "record_id": order.id,
                "invoice_id": False,
                "document": version.document,
                "content_hash": version.content_hash,
                "kept_total": 0.0,
                "kept_tax": 0.0,
            }
        )
        binding._set_stage(rule.stage, rule.cause)
        backend._wake_stage(rule.stage)
