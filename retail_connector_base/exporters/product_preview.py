"""What would be sent of products, field by field; nothing is written."""

from odoo import api, models

from .product_parts import GROUPS, differences

AT_ONCE = 500  # products that are held in memory


class RetailExporterProduct(models.AbstractModel):
    """Compare what a shop has with what it would be told."""

    _inherit = "retail.exporter.product"

    @api.model
    def _preview(self, backend, listings):
        """Return a dict for each field that would change, be made or is blocked."""
        rows = []
        for start in range(0, len(listings), AT_ONCE):
            part = listings[start : start + AT_ONCE]
            changes = self._evaluate(backend, part)
            for listing in part:
                rows += self._preview_rows(listing, *changes[listing.id])
            part.invalidate_recordset(["pushed"], flush=False)
        return rows

    def _preview_rows(self, listing, document, different, blocker):
        base = {
            "listing_id": listing.id,
            "action": "change" if listing.binding_id else "create",
        }
        if blocker:
            return [{**base, "action": "blocked", "after": blocker[1]}]
        pushed = listing.pushed or {}
        return [
            {
                **base,
                "group": GROUPS[group],
                "field": _words(path),
                "before": before,
                "after": after,
            }
            for group, part in different.items()
            for path, before, after in differences(pushed.get(group), part)
        ]


def _words(path):
    """Return the place of a field as a person reads it."""
    steps = [step for step in path.split(" / ") if step not in ("items", "*", "")]
    return " / ".join(steps).replace("_", " ").replace("=", " ")
