"""Kits of manufacturing, where it is installed: sold as one, kept as their parts."""

from collections import defaultdict
from decimal import Decimal

from odoo import api, models

from ..importers.line_goods import BOM
from .availability import units
from .kit import claimed_parts, flat, kit_supplies


class RetailStockSupply(models.AbstractModel):
    """Count a kit as often as its parts make it whole in one place."""

    _inherit = "retail.stock.supply"

    @api.model
    def _kits(self, company):
        """Return kit product id -> {part's product id: units of it in one kit}."""
        return flat(self._kit_parts(company))

    @api.model
    def _kit_parts(self, company):
        """Return what each kit's bill of materials says; a part may be a kit too."""
        if BOM not in self.env:
            return {}
        boms = (
            self.env[BOM]
            .sudo()
            .search(
                [("type", "=", "phantom"), ("company_id", "in", (False, company.id))],
                order="sequence, product_id, id",
            )
        )
        parts = {}
        for bom in boms:
            for kit in bom.product_id or bom.product_tmpl_id.product_variant_ids:
                if kit.id not in parts:
                    parts[kit.id] = self._lines_of(bom, kit)
        return parts

    def _lines_of(self, bom, kit):
        """Return part's product id -> units in one kit, in the parts' own unit."""
        batch = units(
            bom.product_uom_id._compute_quantity(
                bom.product_qty, kit.uom_id, round=False
            )
        )
        total = defaultdict(Decimal)
        for line in bom.bom_line_ids:
            if line._skip_bom_line(kit) or not batch:
                continue
            product = line.product_id
            if not product.is_storable and not product.is_kits:
                continue  # nobody counts it
            quantity = line.product_uom_id._compute_quantity(
                line.product_qty, product.uom_id, round=False
            )
            total[product.id] += units(quantity) / batch
        return {part: quantity for part, quantity in total.items() if quantity > 0}

    @api.model
    def _counted(self, company, products):
        """Return the ids of the products a shop can be told a stock of."""
        counted = products.filtered("is_storable")
        others = products - counted
        kits = self._kits(company).keys() if others else ()
        return {*counted.ids, *(p for p in others.ids if p in kits)}

    @api.model
    def _supplies(self, backend, product_ids):
        """Return the supply of kits from their parts, of parts less sold kits."""
        kits = self._kits(backend.company_id)
        wanted = set(product_ids)
        near = {
            kit: parts
            for kit, parts in kits.items()
            if kit in wanted or not wanted.isdisjoint(parts)
        }
        if not near:
            return super()._supplies(backend, product_ids)
        leaves = {part for parts in near.values() for part in parts}
        # A part's other kits claim it as well.
        near.update(
            (kit, parts) for kit, parts in kits.items() if not leaves.isdisjoint(parts)
        )
        known = wanted | near.keys() | leaves
        supplies = claimed_parts(near, super()._supplies(backend, known))
        places = {row[0] for row in self._places([backend.id])}
        mine = {kit: parts for kit, parts in near.items() if kit in wanted}
        supplies.update(kit_supplies(mine, supplies, places))
        return {key: supply for key, supply in supplies.items() if key[0] in wanted}

    @api.model
    def _proven(self, backend, lines):
        """Let a kit's zero be proven by a part whose stock in the place is known."""
        kits = self._kits(backend.company_id)
        proven = super()._proven(backend, lines)
        asked = [line for line in lines if line.product_id in kits]
        if not asked:
            return proven
        pairs = [
            (line, _Part(part)) for line in asked for part in kits[line.product_id]
        ]
        found = super()._proven(backend, [part for _line, part in pairs])
        return proven | {
            (line.product_id, line.place_id)
            for line, part in pairs
            if (part.product_id, line.place_id) in found
        }


class _Part:
    """A part, asked about like a line of a plan."""

    def __init__(self, product_id):
        self.product_id = product_id
