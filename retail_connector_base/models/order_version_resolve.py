"""What a person does about an edit that could not be applied by itself."""

from odoo import models
from odoo.exceptions import UserError

from ..importers.item import Item
from ..importers.order_merge import DECISION


class RetailOrderVersion(models.Model):
    """Apply, keep or import anew."""

    _inherit = "retail.order.version"

    def action_resolve(self):
        """Do what was chosen."""
        self._check_operator()
        for version in self.filtered(lambda row: row.state == "waiting"):
            getattr(version.sudo(), f"_resolve_{version.resolution or 'apply'}")()
        return True

    def action_retry(self):
        """Try again without a decision: what was in the way may be gone."""
        self._check_operator()
        for version in self.filtered(lambda row: row.state == "waiting").sudo():
            version._import()
        return True

    def _resolve_apply(self):
        """Take over the shop's lines; credit notes and invoices follow."""
        self._import(decided=True)

    def _resolve_keep(self):
        """Leave the order as it is, and keep the difference as a discrepancy."""
        self.ensure_one()
        binding, document = self.binding_id, self._document()
        order = binding.record_id
        binding.write(
            {
                "document": self.document,
                "content_hash": self.content_hash,
                "external_version": self.external_version,
                "total": float(document.total.amount),
                "tax_total": float(document.total_tax.amount),
                "kept_total": order.amount_total - float(document.total.amount),
                "kept_tax": order.amount_tax - float(document.total_tax.amount),
            }
        )
        self.env["retail.discrepancy"].create(
            {
                "backend_id": self.backend_id.id,
                "type": "edit_kept",
                "kind": "order",
                "entity": binding.external_id,
                "res_model": "sale.order",
                "res_id": order.id,
                "currency_id": self.currency_id.id,
                "expected": float(document.total.amount),
                "found": order.amount_total,
                "note": self.summary,
            }
        )
        self.booked = self.env["retail.importer.order.edit"]._is_booked(binding)
        self._settle("kept", "edit_kept")

    def _resolve_again(self):
        """Cancel the order in Odoo, credit its invoices, import the shop's order."""
        self.ensure_one()
        binding = self.binding_id
        old = binding.record_id
        if old.retail_summary_move_id or any(
            picking.state == "done" for picking in old.picking_ids
        ):
            raise UserError(
                self.env._(
                    "Goods have left or the order is in a daily summary: take over "
                    "the shop's lines instead."
                )
            )
        binding._withdraw()
        self.env["retail.importer.order"]._import_anew(binding, self)
        self._settle("applied", "imported_anew")

    def _import(self, decided=False):
        """Run the importer with this version; raise when it cannot be applied."""
        self.ensure_one()
        item = Item(document=self._document(), version=self.external_version or "")
        context = {DECISION: True} if decided else {}
        self.env["retail.importer.order"].with_context(**context)._import_or_bisect(
            [item], self.backend_id
        )
        if item.outcome.state != "done":
            raise UserError(item.outcome.message or item.outcome.cause)
        self._settle("applied", "edit_applied" if decided else "retried")
