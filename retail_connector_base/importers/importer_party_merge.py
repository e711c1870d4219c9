"""Customers that a platform merged: their bindings follow, contacts are not merged."""

from odoo import api, models

from ..platforms import Notice


class RetailImporterPartyMerge(models.AbstractModel):
    """Let the binding of the customer that is gone become that of the kept one.

    Where both have a contact, both contacts stay: whether they are one person in Odoo
    too is decided by a person, who is told of them. What is bought from now on belongs
    to the kept one.
    """

    _name = "retail.importer.party_merge"
    _inherit = ["retail.importer"]
    _description = "Retail Customer Merge Importer"

    @api.model
    def _import(self, items, backend):
        ids = [i for item in items for i in (item.document.kept, item.document.gone)]
        bindings = self.env["retail.binding.party"]._find(backend, ids)
        for item in items:
            kept, gone = item.document.kept, item.document.gone
            old, new = bindings.pop(gone, None), bindings.get(kept)
            if old and new and new.record_id:
                self._report(backend, old, new)
                old.unlink()
            elif old:
                if new:
                    new.unlink()
                old.write({"external_id": kept, "external_version": False})
                bindings[kept] = old
            item.done((bindings.get(kept) or old or new or _nobody(self)).record_id)
        self._read_again(items, backend)

    @api.model
    def _report(self, backend, old, new):
        """Say which contacts belong to one customer of the platform now."""
        if old.record_id == new.record_id or not old.record_id:
            return
        self.env["retail.discrepancy"].sudo().create(
            {
                "backend_id": backend.id,
                "type": "party_ambiguous",
                "kind": "party",
                "entity": new.external_id,
                "res_model": "res.partner",
                "res_id": new.record_id.id,
                "note": self.env._(
                    "The platform made one customer of two. %(kept)s is its contact "
                    "now; %(gone)s was left as it is. Merge them if they are the same.",
                    kept=new.record_id.display_name,
                    gone=old.record_id.display_name,
                ),
            }
        )

    @api.model
    def _read_again(self, items, backend):
        """Have the kept customers read as they are after the merge."""
        self.env["retail.event"].sudo()._receive(
            backend,
            [
                Notice(
                    key=f"merged:{item.document.external_id}",
                    topic="party/merged",
                    kind="party",
                    entity_id=item.document.kept,
                )
                for item in items
            ],
            "poll",
        )


def _nobody(importer):
    return importer.env["retail.binding.party"]
